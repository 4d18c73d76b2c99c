/**
 * Texts and lists of ids that are there once, however often they come: senders, ids that replies refer to, subjects of
 * threads. What it gives holds no memory but its own: a piece cut out of a text keeps all of that text alive.
 */
export interface Interner {
  text(text: string): string;
  list(texts: readonly string[]): readonly string[];
  /** For lists of which there are few: the mailing lists of a message. */
  group(texts: readonly string[]): readonly string[];
}

const none: readonly string[] = [];
/** V8 makes a copy of shorter pieces anyway. */
const shortestSlice = 13;

export function createInterner(): Interner {
  const texts = new Map<string, string>();
  /** The last list that ended with an id: mail of one thread often repeats it. Lists of one id apart. */
  const singles = new Map<string, readonly string[]>();
  const longer = new Map<string, readonly string[]>();

  const groups = new Map<string, readonly string[]>();

  const text = (wanted: string): string => {
    if (wanted === "") return "";
    const known = texts.get(wanted);
    if (known !== undefined) return known;
    const own = copied(wanted);
    texts.set(own, own);
    return own;
  };
  return {
    text,
    group(wanted) {
      if (wanted.length === 0) return none;
      const key = wanted.join("\n");
      const known = groups.get(key);
      if (known !== undefined) return known;
      const own = wanted.map(text);
      groups.set(own.join("\n"), own);
      return own;
    },
    list(wanted) {
      const last = wanted[wanted.length - 1];
      if (last === undefined) return none;
      const map = wanted.length === 1 ? singles : longer;
      const known = map.get(last);
      if (known !== undefined && isSame(known, wanted)) return known;
      const own = wanted.map(text);
      map.set(own[own.length - 1] ?? "", own);
      return own;
    },
  };
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let at = a.length - 1; at >= 0; at--) if (a[at] !== b[at]) return false;
  return true;
}

function copied(text: string): string {
  if (text.length < shortestSlice) return text;
  const encoding = isLatin1(text) ? "latin1" : "utf16le";
  return Buffer.from(text, encoding).toString(encoding);
}

function isLatin1(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0xff) return false;
  return true;
}
