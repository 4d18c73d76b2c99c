/** What the rules of checks against a repository (`Patch Mail: Check Whether It Applies`) have in common in their docs. */
export const APPLY_ORACLE = "git apply --check --reject -v";

/** The lines of their examples' hunk. */
export const APPLY_CONTEXT = " static int probe(void)\n {\n-\treturn 0;\n+\treturn setup();\n }";
