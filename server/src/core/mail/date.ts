const MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
const ZONES: Readonly<Record<string, number>> = {
  ut: 0,
  gmt: 0,
  utc: 0,
  z: 0,
  edt: -240,
  est: -300,
  cdt: -300,
  cst: -360,
  mdt: -360,
  mst: -420,
  pdt: -420,
  pst: -480,
  cet: 60,
  cest: 120,
  bst: 60,
  ist: 330,
  jst: 540,
};

/**
 * A mail date (RFC 5322 §3.3 with its obsolete forms, and ISO 8601) as milliseconds since 1970, or null where it is
 * none. Not `Date.parse`, which differs by engine and takes almost anything. A missing zone counts as UTC.
 */
export function parseDate(value: string): number | null {
  const text = value
    .slice(0, 100)
    .replace(/\([^()]*\)/g, " ")
    .trim();
  const iso =
    /^(\d{4})-(\d{1,2})-(\d{1,2})[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)? ?(Z|UTC|[+-]\d{2}:?\d{2})?$/i.exec(
      text,
    );
  if (iso) {
    return make(
      num(iso[1]),
      num(iso[2]) - 1,
      num(iso[3]),
      num(iso[4]),
      num(iso[5]),
      num(iso[6]),
      zone(iso[7]),
    );
  }
  const rfc =
    /^(?:[A-Za-z]{2,9},? +)?(\d{1,2})[ -]([A-Za-z]{3})[A-Za-z]*\.?[ -](\d{2,4}),? +(\d{1,2}):(\d{2})(?::(\d{2}))? *([A-Za-z]{1,5}|[+-]\d{3,4})?/.exec(
      text,
    );
  if (rfc)
    return make(
      year(rfc[3]),
      month(rfc[2]),
      num(rfc[1]),
      num(rfc[4]),
      num(rfc[5]),
      num(rfc[6]),
      zone(rfc[7]),
    );
  const ctime =
    /^(?:[A-Za-z]{3},? +)?([A-Za-z]{3}) +(\d{1,2}) (\d{1,2}):(\d{2})(?::(\d{2}))? +(?:([A-Za-z]{3,4}) )?(\d{4})(?: ([+-]\d{4}))?/.exec(
      text,
    );
  if (ctime) {
    return make(
      num(ctime[7]),
      month(ctime[1]),
      num(ctime[2]),
      num(ctime[3]),
      num(ctime[4]),
      num(ctime[5]),
      zone(ctime[8] ?? ctime[6]),
    );
  }
  return null;
}

const num = (digits: string | undefined): number => (digits ? Number.parseInt(digits, 10) : 0);

function year(digits: string | undefined): number {
  const value = num(digits);
  if ((digits ?? "").length >= 4) return value;
  return value < 50 ? value + 2000 : value + 1900; // RFC 5322 §4.3
}

function month(name: string | undefined): number {
  const at = MONTHS.indexOf((name ?? "").slice(0, 3).toLowerCase());
  return at >= 0 && at % 3 === 0 ? at / 3 : -1;
}

/** Minutes east of UTC. */
function zone(text: string | undefined): number {
  if (!text) return 0;
  const sign = text.charAt(0);
  if (sign !== "+" && sign !== "-") return ZONES[text.toLowerCase()] ?? 0;
  const digits = text.slice(1).replace(":", "").padStart(4, "0");
  const minutes = num(digits.slice(0, 2)) * 60 + num(digits.slice(2, 4));
  return sign === "-" ? -minutes : minutes;
}

function make(
  y: number,
  mon: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  east: number,
): number | null {
  if (mon < 0 || mon > 11 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 60) return null;
  const date = new Date(0);
  date.setUTCFullYear(y, mon, day);
  date.setUTCHours(hour, minute, second);
  return date.getTime() - east * 60_000;
}
