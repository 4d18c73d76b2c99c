/**
 * Features whose code is not needed for typing and reading: it is in the work room's bundle, and loaded by the first request
 * of them (lsp/featureRequests.ts). What clients are told of them at once stands here; the features are in lateCapabilities.ts.
 */
export const lateCapabilities: readonly {
  readonly method: string;
  readonly capabilities: Readonly<Record<string, unknown>>;
}[] = [
  {
    method: "textDocument/codeAction",
    capabilities: {
      codeActionProvider: { codeActionKinds: ["quickfix", "refactor.rewrite", "source.fixAll.patchMail"] },
    },
  },
  {
    method: "textDocument/completion",
    capabilities: { completionProvider: { triggerCharacters: [" ", "-", "<", "("], resolveProvider: true } },
  },
  { method: "textDocument/formatting", capabilities: { documentFormattingProvider: true } },
  { method: "textDocument/rangeFormatting", capabilities: { documentRangeFormattingProvider: true } },
  { method: "patchMail/editPatch", capabilities: {} },
  { method: "patchMail/fixProblems", capabilities: {} },
  { method: "patchMail/addSignoff", capabilities: {} },
];
