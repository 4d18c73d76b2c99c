import type { CaseTable } from "./case.js";
import { firstCases } from "./first.js";
import { repositoryCases } from "./repository.js";

/** All cases: a file for each group of rules, a line each. */
const tables: readonly CaseTable[] = [firstCases, repositoryCases];

import { logCases } from "./log.js";

/** All cases: a file for each group of rules, a line each. */
const tables: readonly CaseTable[] = [firstCases, logCases];

import { threadCases } from "./threads.js";
import { trailerCases } from "./trailers.js";

/** All cases: a file for each group of rules, a line each. */
const tables: readonly CaseTable[] = [firstCases, trailerCases, threadCases];

import { transportCases } from "./transport.js";

/** All cases: a file for each group of rules, a line each. */
const tables: readonly CaseTable[] = [firstCases, transportCases];

export const CASES: CaseTable = Object.assign({}, ...tables);
