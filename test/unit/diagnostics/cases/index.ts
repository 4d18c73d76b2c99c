import type { CaseTable } from "./case.js";
import { firstCases } from "./first.js";
import { transportCases } from "./transport.js";

/** All cases: a file for each group of rules, a line each. */
const tables: readonly CaseTable[] = [firstCases, transportCases];

export const CASES: CaseTable = Object.assign({}, ...tables);
