/**
 * Something that is loaded by whoever asks first, once: what comes meanwhile waits for the same load. A load that fails is
 * forgotten, so the next one who asks tries again.
 */
export function lazily<Loaded>(load: () => Promise<Loaded>): () => Promise<Loaded> {
  let loaded: Promise<Loaded> | undefined;
  const forget = (): void => {
    loaded = undefined;
  };
  return () => {
    if (loaded === undefined) {
      loaded = load();
      loaded.catch(forget);
    }
    return loaded;
  };
}
