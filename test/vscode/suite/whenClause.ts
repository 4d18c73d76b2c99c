/**
 * Reads `when` clauses of key bindings, as far as the default key bindings use them: `||`, `&&`, `!`, parentheses,
 * `==`, `!=`, `<`, `>`, `=~ /…/`, `in`, `not in`. Three values: a context key that is not known may be true or false.
 */
type Truth = true | false | undefined;

type ValueOf = (key: string) => boolean | string | undefined;

/** Whether a clause is true for some values of the keys that `valueOf` does not know. An empty clause always holds. */
export function couldHold(clause: string, valueOf: ValueOf): boolean {
  if (clause.trim() === "") return true;
  const tokens = tokensOf(clause);
  const [truth, end] = either(tokens, 0, valueOf);
  if (end !== tokens.length) throw new Error(`cannot read the clause: ${clause}`);
  return truth !== false;
}

function tokensOf(clause: string): readonly string[] {
  const pattern =
    /\s*(\|\||&&|==|!=|=~|>=|<=|[()!<>]|\/(?:[^/\\]|\\.)*\/[a-z]*|'[^']*'|"[^"]*"|[^\s()!=&|<>~]+)/gy;
  const tokens: string[] = [];
  for (const match of clause.matchAll(pattern)) tokens.push(match[1] ?? "");
  return tokens;
}

type Parsed = readonly [truth: Truth, next: number];

function either(tokens: readonly string[], start: number, valueOf: ValueOf): Parsed {
  let [truth, at] = both(tokens, start, valueOf);
  while (tokens[at] === "||") {
    const [right, next] = both(tokens, at + 1, valueOf);
    truth = truth === true || right === true ? true : truth === false && right === false ? false : undefined;
    at = next;
  }
  return [truth, at];
}

function both(tokens: readonly string[], start: number, valueOf: ValueOf): Parsed {
  let [truth, at] = term(tokens, start, valueOf);
  while (tokens[at] === "&&") {
    const [right, next] = term(tokens, at + 1, valueOf);
    truth = truth === false || right === false ? false : truth === true && right === true ? true : undefined;
    at = next;
  }
  return [truth, at];
}

function term(tokens: readonly string[], start: number, valueOf: ValueOf): Parsed {
  const token = tokens[start];
  if (token === "!") {
    const [truth, next] = term(tokens, start + 1, valueOf);
    return [truth === undefined ? undefined : !truth, next];
  }
  if (token === "(") {
    const [truth, next] = either(tokens, start + 1, valueOf);
    if (tokens[next] !== ")") throw new Error("a parenthesis is not closed");
    return [truth, next + 1];
  }
  if (token === undefined) throw new Error("the clause ends too early");
  const operator = tokens[start + 1];
  const operand = tokens[start + 2] ?? "";
  const value = token === "true" ? true : token === "false" ? false : valueOf(token);
  switch (operator) {
    case "==":
      return [compare(value, operand), start + 3];
    case "!=": {
      const truth = compare(value, operand);
      return [truth === undefined ? undefined : !truth, start + 3];
    }
    case "=~": {
      const end = operand.lastIndexOf("/");
      const pattern = new RegExp(operand.slice(1, end), operand.slice(end + 1));
      return [value === undefined ? undefined : typeof value === "string" && pattern.test(value), start + 3];
    }
    case "<":
    case ">":
    case "<=":
    case ">=":
    case "in":
      return [undefined, start + 3];
    case "not":
      return [undefined, start + 4];
    default:
      return [value === undefined ? undefined : value !== false && value !== "", start + 1];
  }
}

function compare(value: boolean | string | undefined, operand: string): Truth {
  return value === undefined ? undefined : String(value) === operand.replace(/^['"]|['"]$/g, "");
}
