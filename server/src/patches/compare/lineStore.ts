import { ownText } from "../../threads/plainLine.js";

/** The lines of a comparison, each text once: lines are compared, sorted and kept as numbers. */
export interface LineStore {
  /** Equal for equal texts. */
  idOf(text: string): number;
  textOf(id: number): string;
  /** Characters of all texts that are kept. */
  readonly characters: number;
  /** Texts that are kept: ids are below. */
  readonly count: number;
}

export function createLineStore(): LineStore {
  const ids = new Map<string, number>();
  const texts: string[] = [];
  let characters = 0;
  return {
    idOf(text) {
      const known = ids.get(text);
      if (known !== undefined) return known;
      // A piece of a mail would keep the whole mail alive.
      const own = ownText(text);
      ids.set(own, texts.length);
      texts.push(own);
      characters += own.length;
      return texts.length - 1;
    },
    textOf: (id) => texts[id] ?? "",
    get characters() {
      return characters;
    },
    get count() {
      return texts.length;
    },
  };
}
