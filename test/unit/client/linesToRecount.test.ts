import { describe, expect, it } from "vitest";
import { type Change, linesToRecount } from "../../../client/src/features/patchEditing/linesToRecount.js";

const change = (start: [number, number], end: [number, number], text: string): Change => ({
  start: { line: start[0], character: start[1] },
  end: { line: end[0], character: end[1] },
  text,
});
const typed = (line: number, character: number, text: string): Change =>
  change([line, character], [line, character], text);

describe("lines to recount", () => {
  it("are those where lines come or go, or the mark is another one", () => {
    expect(linesToRecount([], [typed(5, 9, "\n")])).toEqual([5]);
    expect(linesToRecount([], [typed(6, 0, "+")])).toEqual([6]);
    expect(linesToRecount([], [typed(6, 1, "x")])).toEqual([]);
    expect(linesToRecount([], [change([6, 0], [7, 0], "")])).toEqual([5]);
    expect(linesToRecount([], [change([6, 3], [8, 2], "x")])).toEqual([6]);
  });

  it("wait while other keys come, and move with the lines above them", () => {
    expect(linesToRecount([5, 6], [typed(6, 1, "x")])).toEqual([5, 6]);
    expect(linesToRecount([6], [typed(2, 4, "a\nb\nc")])).toEqual([8, 2]);
    expect(linesToRecount([9], [change([2, 0], [5, 0], "")])).toEqual([6, 1]);
    // Its line went.
    expect(linesToRecount([4], [change([2, 1], [5, 0], "")])).toEqual([2]);
  });

  it("are some at most", () => {
    const many = Array.from({ length: 100 }, (_, at) => typed(at * 2, 0, "+"));
    expect(linesToRecount([], many)).toHaveLength(16);
  });
});
