/** What a virtual document of the client was made from (client/src/virtualFiles.ts); null for any other. */
export function virtualPlace(
  uri: string,
): { readonly textDocument: { readonly uri: string }; readonly ordinal?: number } | null {
  const query = /^patch-mail:[^?#]*\?([^#]*)/.exec(uri)?.[1];
  if (query === undefined) return null;
  try {
    const source: unknown = JSON.parse(decodeURIComponent(query));
    if (typeof source !== "object" || source === null) return null;
    const { uri: from, index } = source as Readonly<Record<string, unknown>>;
    if (typeof from !== "string") return null;
    return { textDocument: { uri: from }, ...(typeof index === "number" ? { ordinal: index } : {}) };
  } catch {
    return null;
  }
}
