/**
 * A short name of a Message-ID, under which it is remembered as read: 53 bits of a sum (cyrb53's steps), 11 characters at
 * most. The same in all sessions.
 */
export function readKey(messageId: string): string {
  let one = 0xdeadbeef;
  let two = 0x41c6ce57;
  for (let at = 0; at < messageId.length; at++) {
    const code = messageId.charCodeAt(at);
    one = Math.imul(one ^ code, 2_654_435_761);
    two = Math.imul(two ^ code, 1_597_334_677);
  }
  one = Math.imul(one ^ (one >>> 16), 2_246_822_507) ^ Math.imul(two ^ (two >>> 13), 3_266_489_909);
  two = Math.imul(two ^ (two >>> 16), 2_246_822_507) ^ Math.imul(one ^ (one >>> 13), 3_266_489_909);
  return (0x1_0000_0000 * (0x1f_ffff & two) + (one >>> 0)).toString(36);
}
