/** Small phrases that several hovers share. */
import { counted } from "../../core/text/counted.js";

/** `lines 10–16`, `line 10`, `nothing` for an empty range; 1-based, as in a hunk header. */
export function lineRange(start: number, count: number): string {
  if (count === 0) return "nothing";
  return count === 1 ? `line ${start}` : `lines ${start}–${start + count - 1}`;
}

/** `3 files changed, 10 insertions(+), 2 deletions(-)`, as git prints it. */
export function shortstatText(stat: { files: number; insertions: number; deletions: number }): string {
  const parts = [`${counted(stat.files, "file")} changed`];
  if (stat.insertions > 0 || stat.deletions === 0) parts.push(`${counted(stat.insertions, "insertion")}(+)`);
  if (stat.deletions > 0 || stat.insertions === 0) parts.push(`${counted(stat.deletions, "deletion")}(-)`);
  return parts.join(", ");
}

/** `2024-05-03 14:05 +0200`: a moment in the time zone it was written in. `ms` since 1970; zone `+hhmm`. */
export function dateInZone(ms: number, timeZone: string): string {
  const match = /^([+-])(\d{2})(\d{2})$/.exec(timeZone);
  const minutes = match ? (Number(match[2]) * 60 + Number(match[3])) * (match[1] === "-" ? -1 : 1) : 0;
  const shifted = new Date(ms + minutes * 60_000);
  if (Number.isNaN(shifted.getTime())) return "no readable date";
  const day = shifted.toISOString().replace(/T.*$/, "");
  const clock = `${two(shifted.getUTCHours())}:${two(shifted.getUTCMinutes())}`;
  return `${day} ${clock} ${match ? timeZone : "+0000"}`;
}

/** The same in the time zone of this machine. */
export function localDate(ms: number): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return "no readable date";
  const west = date.getTimezoneOffset();
  const zone = `${west > 0 ? "-" : "+"}${two(Math.floor(Math.abs(west) / 60))}${two(Math.abs(west) % 60)}`;
  return dateInZone(ms, zone);
}

/** `Jane Doe <jane@example.org>`, or what there is of it. */
export function person(name: string, address: string): string {
  if (name === "") return address;
  return address === "" ? name : `${name} <${address}>`;
}

/** `1234 bytes`, `12.3 kB`, `4.5 MB`. */
export function byteSize(bytes: number): string {
  if (bytes < 10_000) return counted(bytes, "byte");
  return bytes < 10_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
