/** Transport fields above From and Subject that do no harm: the head is on screen with them. */
const maxAbove = 8;
/** A header whose fields stand further below is shown from its top. */
const maxLines = 200;

/**
 * The line to show at the top for a message whose header begins at `start`: behind a long run of Received and DKIM
 * fields the first line of From, To, Subject or Date, else `start`. `textOf` gives undefined behind the last line.
 */
export function headLine(start: number, textOf: (line: number) => string | undefined): number {
  for (let line = start; line < start + maxLines; line++) {
    const text = textOf(line);
    if (text === undefined || text.trim() === "") return start;
    if (/^(?:From|To|Subject|Date):/i.test(text)) return line - start > maxAbove ? line : start;
  }
  return start;
}
