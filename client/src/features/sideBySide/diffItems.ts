import type { DiffFileItem } from "../../../../server/src/work/diffFiles.js";

/** What is needed of a document. */
interface Versioned {
  readonly uri: { toString(): string };
  readonly version: number;
}

/** The files of the diffs of a document, kept until it changes. */
export interface DiffItems {
  of(document: Versioned): Promise<readonly DiffFileItem[]>;
  /**
   * Those that have one of the marks in `viewed`, and all. Where there is no mark at all, the server is not asked: the
   * answer loads its work room, and hashes each file of the document. null then.
   */
  marked(document: Versioned, viewed: ReadonlySet<string>): Promise<MarkedItems | null>;
  forget(document: Versioned): void;
}

export interface MarkedItems {
  readonly items: readonly DiffFileItem[];
  readonly marked: readonly DiffFileItem[];
}

/** `request` asks the server for the files of a document (`patchMail/diffFiles`). */
export function createDiffItems(request: (uri: string) => Promise<readonly DiffFileItem[]>): DiffItems {
  const known = new Map<string, { readonly version: number; readonly items: readonly DiffFileItem[] }>();
  const of = async (document: Versioned): Promise<readonly DiffFileItem[]> => {
    const uri = document.uri.toString();
    const kept = known.get(uri);
    if (kept?.version === document.version) return kept.items;
    const { version } = document;
    const items = await request(uri);
    known.set(uri, { version, items });
    return items;
  };
  return {
    of,
    async marked(document, viewed) {
      if (viewed.size === 0) return null;
      const items = await of(document);
      return { items, marked: items.filter(({ key }) => viewed.has(key)) };
    },
    forget: (document) => known.delete(document.uri.toString()),
  };
}
