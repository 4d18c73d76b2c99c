import { describe, expect, it, vi } from "vitest";
import {
  CancellationToken,
  CancellationTokenSource,
  type PublishDiagnosticsParams,
} from "vscode-languageserver/node";
import { parse } from "../../../server/src/core/parse.js";
import {
  createDiagnosticsService,
  type Diagnose,
  pauseMilliseconds,
} from "../../../server/src/lsp/diagnosticsService.js";
import { createDocumentStore } from "../../../server/src/lsp/documents.js";
import { createGuard } from "../../../server/src/lsp/guard.js";
import { defaultSettings } from "../../../server/src/settings.js";
import { manualClock } from "./clock.js";

const log = { error: vi.fn(), warn: () => undefined, info: () => undefined };

function service({ pushes = true } = {}) {
  const clock = manualClock();
  const documents = createDocumentStore(parse);
  const published: PublishDiagnosticsParams[] = [];
  let fact = "first";
  const diagnose = vi.fn<Diagnose>((parsed) => [
    { range: parsed.model.lines.rangeOf({ start: 0, end: 1 }), message: `${fact} ${parsed.text}` },
  ]);
  const refresh = vi.fn();
  const diagnostics = createDiagnosticsService({
    documents,
    settings: {
      of: () => Promise.resolve(defaultSettings),
      known: () => defaultSettings,
      changed: () => undefined,
      forget: () => undefined,
    },
    guard: createGuard(log),
    clock,
    rules: () => Promise.resolve(diagnose),
    publish: pushes ? (params) => published.push(params) : undefined,
    refresh,
  });
  const learn = (value: string): void => {
    fact = value;
    diagnostics.outdated();
  };
  return { clock, documents, diagnostics, diagnose, published, refresh, learn };
}

describe("pushed diagnostics", () => {
  it("wait for a pause in the edits and carry the version", async () => {
    const { clock, documents, published, diagnose } = service();
    documents.open("a", "patch-mail", 1, "one");
    await clock.advance(0);
    for (let version = 2; version < 6; version++) {
      documents.change("a", version, [{ text: `text ${version}` }]);
      await clock.advance(pauseMilliseconds - 1);
    }
    expect(published.map((params) => params.version)).toEqual([1]);
    await clock.advance(1);
    expect(published.map((params) => params.version)).toEqual([1, 5]);
    expect(diagnose).toHaveBeenCalledTimes(2);
  });

  it("are cleared by closing, and nothing comes after that", async () => {
    const { clock, documents, published } = service();
    documents.open("a", "patch-mail", 1, "one");
    await clock.advance(0);
    documents.change("a", 2, [{ text: "two" }]);
    documents.close("a");
    await clock.advance(10_000);
    expect(published.map((params) => params.diagnostics.length)).toEqual([1, 0]);
    expect(published[1]).toEqual({ uri: "a", diagnostics: [] });
  });

  it("come again for new facts, if those change them", async () => {
    const { clock, documents, published, learn, refresh } = service();
    documents.open("a", "patch-mail", 1, "one");
    await clock.advance(0);
    learn("first");
    await clock.advance(0);
    expect(published).toHaveLength(1);
    learn("second");
    await clock.advance(0);
    expect(published.map((params) => params.diagnostics[0]?.message)).toEqual(["first one", "second one"]);
    expect(refresh).toHaveBeenCalledTimes(2);
  });

  it("of a document that is opened again are sent again", async () => {
    const { clock, documents, published } = service();
    for (let time = 0; time < 2; time++) {
      documents.open("a", "patch-mail", 1, "one");
      await clock.advance(0);
      documents.close("a");
    }
    expect(published.map((params) => params.diagnostics.length)).toEqual([1, 0, 1, 0]);
  });

  it("are never sent to a client that pulls", async () => {
    const { clock, documents, diagnose } = service({ pushes: false });
    documents.open("a", "patch-mail", 1, "one");
    documents.change("a", 2, [{ text: "two" }]);
    await clock.advance(10_000);
    documents.close("a");
    expect(diagnose).not.toHaveBeenCalled();
  });
});

describe("pulled diagnostics", () => {
  it("are at once there for a document at rest, and unchanged while nothing changes", async () => {
    const { documents, diagnostics, diagnose, learn } = service({ pushes: false });
    documents.open("a", "patch-mail", 1, "one");
    const first = await diagnostics.pull("a", undefined, CancellationToken.None);
    expect(first).toMatchObject({ kind: "full", items: [{ message: "first one" }] });
    expect(await diagnostics.pull("a", first.resultId, CancellationToken.None)).toMatchObject({
      kind: "unchanged",
    });
    expect(diagnose).toHaveBeenCalledTimes(1);
    learn("first");
    expect(await diagnostics.pull("a", first.resultId, CancellationToken.None)).toMatchObject({
      kind: "unchanged",
    });
    learn("second");
    expect(await diagnostics.pull("a", first.resultId, CancellationToken.None)).toMatchObject({
      kind: "full",
      items: [{ message: "second one" }],
    });
  });

  it("wait for a pause and are those of the newest version", async () => {
    const { clock, documents, diagnostics, diagnose } = service({ pushes: false });
    documents.open("a", "patch-mail", 1, "one");
    documents.change("a", 2, [{ text: "two" }]);
    const answer = diagnostics.pull("a", undefined, CancellationToken.None);
    await clock.advance(pauseMilliseconds - 1);
    documents.change("a", 3, [{ text: "three" }]);
    await clock.advance(pauseMilliseconds - 1);
    expect(diagnose).not.toHaveBeenCalled();
    await clock.advance(1);
    expect(await answer).toMatchObject({ kind: "full", items: [{ message: "first three" }] });
    expect(diagnose).toHaveBeenCalledTimes(1);
  });

  it("cost nothing when they are cancelled, or the document is gone", async () => {
    const { documents, diagnostics, diagnose } = service({ pushes: false });
    documents.open("a", "patch-mail", 1, "one");
    documents.change("a", 2, [{ text: "two" }]);
    const source = new CancellationTokenSource();
    const answer = diagnostics.pull("a", undefined, source.token);
    source.cancel();
    expect(await answer).toEqual({ kind: "full", items: [] });
    expect(await diagnostics.pull("gone", undefined, CancellationToken.None)).toEqual({
      kind: "full",
      items: [],
    });
    expect(diagnose).not.toHaveBeenCalled();
  });
});
