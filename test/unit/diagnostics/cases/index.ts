import type { CaseTable } from "./case.js";
import { firstCases } from "./first.js";
import { logCases } from "./log.js";
import { repositoryCases } from "./repository.js";
import { threadCases } from "./threads.js";
import { trailerCases } from "./trailers.js";
import { transportCases } from "./transport.js";

/** All cases: a file for each group of rules, a line each. */
const tables: readonly CaseTable[] = [
  firstCases,
  repositoryCases,
  logCases,
  trailerCases,
  threadCases,
  transportCases,
];

export const CASES: CaseTable = Object.assign({}, ...tables);
