/** A patch to check: the diffs of its files as git would read them. Texts are bytes, one character each. */
export interface PatchToCheck {
  readonly files: readonly FileToCheck[];
}

export interface FileToCheck {
  readonly text: string;
  /** Its lines before the first hunk. */
  readonly header: string;
  /** Each with its `@@` line. */
  readonly hunks: readonly string[];
  readonly isBinary: boolean;
}

export type HunkState =
  | "applies"
  /** Some lines away from where the header says. */
  | "offset"
  | "fails"
  /** The repository has it already. */
  | "alreadyThere"
  /** Its file cannot be looked at. */
  | "notChecked";

export interface HunkCheck {
  readonly state: HunkState;
  /** Lines between where the header says and where it fits; of "offset", else 0. */
  readonly offset: number;
}

export type FileState =
  | "applies"
  /** Hunks fail, or git says another thing: `note`. */
  | "fails"
  | "alreadyThere"
  /** The file that it changes is not there. */
  | "missing"
  /** The file that it makes is there already. */
  | "exists"
  /** "Binary files differ": what it is made of is not in the mail. */
  | "noBinaryData"
  /** Its path leads where no patch may write: git was not asked. */
  | "refused"
  | "notChecked";

export interface FileCheck {
  readonly state: FileState;
  readonly hunks: readonly HunkCheck[];
  /** A sentence for the user; "" where the state says all. */
  readonly note: string;
}

export type PatchState = "applies" | "fails" | "alreadyThere" | "notChecked";

export interface PatchCheck {
  readonly state: PatchState;
  readonly files: readonly FileCheck[];
  /** Of the patch as a whole; "" where there is nothing to say. */
  readonly note: string;
  /**
   * An earlier patch (0-based) failed in a file that this one changes, too: what is said here may be that one's fault;
   * null: it is sure.
   */
  readonly unsureSince: number | null;
}

/** Why nothing could be said, in a sentence. */
export class ApplyError extends Error {
  override readonly name = "ApplyError";
}

export interface ApplyOptions {
  readonly signal: AbortSignal;
  /** Called before each patch. */
  readonly onPatch?: (index: number) => void;
  /** Others go first. */
  readonly background?: boolean;
}

/** Of a file that cannot be looked at. */
export const unknownHunk: HunkCheck = { state: "notChecked", offset: 0 };

export function stopIf({ aborted }: AbortSignal): void {
  if (aborted) throw new ApplyError("The check was cancelled.");
}
