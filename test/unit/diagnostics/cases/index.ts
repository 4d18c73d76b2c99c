import type { CaseTable } from "./case.js";
import { firstCases } from "./first.js";
import { repositoryCases } from "./repository.js";

/** All cases: a file for each group of rules, a line each. */
const tables: readonly CaseTable[] = [firstCases, repositoryCases];

export const CASES: CaseTable = Object.assign({}, ...tables);
