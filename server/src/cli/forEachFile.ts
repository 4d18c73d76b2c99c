import type { Output } from "./command.js";
import { UnreadableFile } from "./mailInput.js";

/**
 * Does the work file by file; what cannot be read is said, and the next one's turn comes.
 * @returns the exit status
 */
export async function forEachFile(
  files: readonly string[],
  output: Output,
  work: (file: string) => Promise<readonly string[]>,
): Promise<number> {
  let status = 0;
  for (const file of files) {
    try {
      for (const note of await work(file)) output.note(note);
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      output.note(error.message);
      status = 2;
    }
  }
  return status;
}
