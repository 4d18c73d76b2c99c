/**
 * JSON for a terminal as well as for a program: control characters of both sets, and those that turn the direction of
 * a text, are written as escapes.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(
    // What JSON.stringify leaves as it is; spelled out, since it must be seen here what is replaced.
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A date as JSON has it; null for none, and for one that no calendar has. */
export function isoDate(date: number | null): string | null {
  return date === null || Math.abs(date) > 8.64e15 ? null : new Date(date).toISOString();
}
