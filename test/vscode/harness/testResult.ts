/** What became of one test. */
export interface TestResult {
  readonly name: string;
  readonly state: "passed" | "failed" | "skipped";
  /** Why it failed or was skipped. */
  readonly message?: string;
  readonly durationMs?: number;
}

/** The environment variable by which the suite inside the extension host learns where to report. */
export const resultsVariable = "PATCH_MAIL_TEST_RESULTS";

/** An error in words, for a result. */
export function errorText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
