import { renameSync, writeFileSync } from "node:fs";
import Mocha from "mocha";
import { errorText, resultsVariable, type TestResult } from "../harness/testResult.js";

/** Reports nothing: the driver prints the results, outside. */
class SilentReporter extends Mocha.reporters.Base {}

/**
 * Runs mocha (BDD interface) inside the extension host.
 *
 * @param loadTests evaluates the test files, after mocha's globals exist
 */
export async function runSuite(loadTests: () => void): Promise<void> {
  const pattern = process.env["PATCH_MAIL_TEST_GREP"];
  const mocha = new Mocha({
    ui: "bdd",
    timeout: 30_000,
    reporter: SilentReporter,
    forbidOnly: true,
    ...(pattern === undefined ? {} : { grep: pattern }),
  });
  mocha.suite.emit("pre-require", globalThis, null, mocha);
  loadTests();
  const results: TestResult[] = [];
  const file = process.env[resultsVariable];
  // After each test, so that the driver knows how far a run came that never ends.
  const write = (): void => {
    if (file === undefined) return;
    writeFileSync(`${file}.tmp`, JSON.stringify(results));
    renameSync(`${file}.tmp`, file);
  };
  const add = (result: TestResult): void => {
    results.push(result);
    write();
  };
  const failures = await new Promise<number>((resolve) => {
    mocha
      .run(resolve)
      .on("pass", (test) => add({ name: test.fullTitle(), state: "passed", durationMs: test.duration ?? 0 }))
      .on("fail", (test, error) =>
        add({
          name: test.fullTitle(),
          state: "failed",
          message: errorText(error),
          durationMs: test.duration ?? 0,
        }),
      )
      .on("pending", (test) => add({ name: test.fullTitle(), state: "skipped" }));
  });
  write();
  // A rejected run() gives the window the exit code 1.
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
