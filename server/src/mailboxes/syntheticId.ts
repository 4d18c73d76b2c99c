/** An id for a message that has none: stable as long as the file keeps its name and the message its place. */
export function syntheticId(uri: string, index: number): string {
  return `${uri}#${index}`;
}
