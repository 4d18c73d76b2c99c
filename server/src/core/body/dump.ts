import { indexOfWithin } from "../text/search.js";

/** How much a line looks like kernel log: 0 not at all, 1 only in company, 2 by itself, 3 by its time stamp. */
export function dumpStrength(text: string, start: number, end: number): 0 | 1 | 2 | 3 {
  let at = start;
  while (at < end && (text.charCodeAt(at) === 0x20 || text.charCodeAt(at) === 0x09)) at++;
  if (at >= end) return 0;
  const c = text.charCodeAt(at);
  if (c === 0x5b || c === 0x3c) {
    if (isTimeStamp(text, at, end)) return 3;
  }
  // Nothing else starts in a way that prose does not exclude at once.
  if (
    c === 0x42 ||
    c === 0x57 ||
    c === 0x4b ||
    c === 0x49 ||
    c === 0x4f ||
    c === 0x55 ||
    c === 0x67 ||
    c === 0x52 ||
    c === 0x43 ||
    c === 0x2d ||
    c === 0x3d ||
    c === 0x48 ||
    c === 0x4d ||
    c === 0x47
  ) {
    const head = text.slice(at, Math.min(end, at + 80));
    if (STRONG.test(head)) return 2;
    if (WEAK.test(head)) return 1;
  }
  return isFrame(text, at, end) ? 2 : 0;
}

const STRONG =
  /^(?:BUG: (?:KASAN|KFENCE|KMSAN|KCSAN|kernel|unable|spinlock|sleeping|scheduling|workqueue|soft|Bad|using|memory|TASK)|WARNING: (?:CPU|possible|suspicious|inconsistent|bad|held|at |lock held)|INFO: (?:task|rcu_|trying|lockdep)|Kernel panic|Oops: |Oops\[|Unable to handle|general protection fault|RIP: |RSP: |RAX: |RBP: |R10: |R13: |RDX: |Call Trace:|Call trace:|Code: [0-9a-f]{2}|CPU: \d+ (?:UID|PID)|Hardware name: |---\[ end (?:trace|Kernel)|-{4,}\[ cut here|Modules linked in:|CR2: |CR[034]: |Kernel Offset: |Internal error: )/;
const WEAK = /^(?:={20,}\s*$|-{40,}\s*$|GS: |CS: |RDI: |RSI: |Memory state around|Call trace)/;

/** `[  256.104522]`, `[ 12.3][  T99]`, `<4>[  1.0]`. */
function isTimeStamp(text: string, start: number, end: number): boolean {
  let at = start;
  if (text.charCodeAt(at) === 0x3c) {
    if (text.charCodeAt(at + 2) !== 0x3e || text.charCodeAt(at + 3) !== 0x5b) return false;
    at += 3;
  }
  at++;
  while (at < end && text.charCodeAt(at) === 0x20) at++;
  let digits = 0;
  while (isDigit(text.charCodeAt(at))) {
    at++;
    digits++;
  }
  if (digits === 0 || digits > 10 || text.charCodeAt(at) !== 0x2e) return false;
  at++;
  digits = 0;
  while (isDigit(text.charCodeAt(at))) {
    at++;
    digits++;
  }
  if (digits < 3 || digits > 9 || at >= end) return false;
  while (at < end && at < start + 40 && text.charCodeAt(at) !== 0x5d) at++;
  return text.charCodeAt(at) === 0x5d;
}

/** A stack frame: `fn+0x1a/0x30`, `? fn+0x1a/0x30 [module]`. */
function isFrame(text: string, start: number, end: number): boolean {
  if (end - start > 120) return false;
  if (indexOfWithin(text, "+0x", start, end) === -1) return false;
  return /^(?:\? |#\d+:? |\[<[0-9a-f]+>\] (?:\? )?)?[A-Za-z_][\w.]*\+0x[0-9a-f]+\/0x[0-9a-f]+/.test(
    text.slice(start, Math.min(end, start + 120)),
  );
}

const isDigit = (c: number): boolean => c >= 0x30 && c <= 0x39;
