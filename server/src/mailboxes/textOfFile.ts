import { isMailStoreError, type MailStore } from "./mailStore.js";

/** The text (UTF-8) of a file that has at most `maxBytes`; null where it is larger or cannot be read. */
export async function textOfFile(store: MailStore, uri: string, maxBytes: number): Promise<string | null> {
  try {
    if ((await store.size(uri)) > maxBytes) return null;
    const decoder = new TextDecoder();
    let text = "";
    const take = (bytes: Uint8Array): void => {
      text += decoder.decode(bytes, { stream: true });
    };
    await store.read(uri, take, () => false);
    return text + decoder.decode();
  } catch (error) {
    if (isMailStoreError(error)) return null;
    throw error;
  }
}
