/** `params.textDocument.uri`; undefined where the params have another shape. */
export function documentUri(params: unknown): string | undefined {
  if (typeof params !== "object" || params === null || !("textDocument" in params)) return undefined;
  const document = params.textDocument;
  if (typeof document !== "object" || document === null || !("uri" in document)) return undefined;
  return typeof document.uri === "string" ? document.uri : undefined;
}
