import type { ThreadOfParams } from "./threadOf.js";

/** What a virtual document of the client was made from (client/src/virtualFiles.ts); null for any other. */
export function virtualPlace(uri: string): ThreadOfParams | null {
  const query = /^patch-mail:[^?#]*\?([^#]*)/.exec(uri)?.[1];
  if (query === undefined) return null;
  try {
    const source: unknown = JSON.parse(decodeURIComponent(query));
    if (typeof source !== "object" || source === null) return null;
    const { uri: from, line, index } = source as Readonly<Record<string, unknown>>;
    if (typeof from !== "string") return null;
    return {
      textDocument: { uri: from },
      position: { line: typeof line === "number" ? line : 0, character: 0 },
      ...(typeof index === "number" ? { ordinal: index } : {}),
    };
  } catch {
    return null;
  }
}
