/**
 * Words of lines as columns of numbers, for comparing many lines: each word has an id, equal for equal words. Words are runs
 * of letters, digits and `_` (and of everything beyond ASCII), runs of blanks, and single other characters, as
 * git diff --word-diff-regex='[[:alnum:]_]+|[[:blank:]]+|.' splits ASCII.
 */
import type { Span } from "../text/span.js";

/** Words of a line that are told apart; what stands behind is one more. */
const maxWords = 400;
/** Characters of a line, at its beginning, by which it is compared with other lines. */
const maxBagLength = 800;

/** A word's part of speech: stands for itself, part of a longer word, blank. */
const enum Kind {
  sign,
  word,
  blank,
}

/** How much a blank tells; punctuation 2, names more. */
export const blankWeight = 1;

const kinds: readonly Kind[] = Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  return character === " " || character === "\t" ? Kind.blank : /\w/.test(character) ? Kind.word : Kind.sign;
});

/** Lines of one text, cut into words. Each line has a number, from 0 on, until the table is emptied. */
export class WordTable {
  /** Number of the first word of each line; behind the last line that of the next. */
  readonly first: number[] = [0];
  /** Offsets at which the words begin, and behind their last characters. */
  starts = new Int32Array(512);
  ends = new Int32Array(512);
  /** Equal for equal words of the text; 1 or more. */
  ids = new Int32Array(512);
  weights = new Uint8Array(512);
  #count = 0;

  // The words of a line without their order: of a word that is there twice the second has a key of its own, so that
  // what two bags have in common is what two sets have in common.
  readonly #bagFirst: number[] = [0];
  readonly #bagWeight: number[] = [];
  #bag = new Int32Array(512);
  #bagWeights = new Uint8Array(512);
  #bagCount = 0;

  // By key: an id is one, too.
  #keys = 0;
  #hashes = new Int32Array(512);
  /** Where the word stands for the first time; length 0: a key of a second one. */
  #examples = new Int32Array(512);
  #lengths = new Int32Array(512);
  /** The key of the same word once more in a line; 0: none yet. */
  #next = new Int32Array(512);
  /** Of an id: the line (by serial number) that it was last seen in, and the key that it had there. */
  #seenIn = new Int32Array(512);
  #seenAs = new Int32Array(512);
  /** The marked line that holds the key, by serial number. */
  #marks = new Int32Array(512);
  /** Ids by hash, open addressing; a power of two, never more than half full. */
  #slots = new Int32Array(1024);
  #serial = 0;
  #markSerial = 0;

  constructor(readonly text: string) {}

  /** Forgets the lines, not the ids. */
  clear(): void {
    this.first.length = 1;
    this.#count = 0;
    this.#bagFirst.length = 1;
    this.#bagWeight.length = 0;
    this.#bagCount = 0;
  }

  /** Cuts a line, and gives its number. */
  add({ start, end }: Span): number {
    const { text } = this;
    this.#makeRoom(Math.min(end - start, maxWords));
    const serial = ++this.#serial;
    const begin = this.#count;
    let weight = 0;
    for (let offset = start; offset < end; ) {
      const number = this.#count++;
      const isRest = number - begin === maxWords - 1;
      const kind = isRest ? Kind.sign : kindOf(text.charCodeAt(offset));
      let hash = 0x811c9dc5;
      let stop = offset;
      do {
        hash = Math.imul(hash ^ text.charCodeAt(stop), 0x01000193);
        stop++;
      } while (stop < end && (isRest || (kind !== Kind.sign && kindOf(text.charCodeAt(stop)) === kind)));
      const id = this.#idOf(offset, stop, hash);
      const own = kind === Kind.word ? 2 + Math.min(8, stop - offset) : kind === Kind.blank ? blankWeight : 2;
      this.starts[number] = offset;
      this.ends[number] = stop;
      this.ids[number] = id;
      this.weights[number] = own;
      if (kind !== Kind.blank && offset < start + maxBagLength) {
        this.#bag[this.#bagCount] = this.#keyIn(serial, id);
        this.#bagWeights[this.#bagCount++] = own;
        weight += own;
      }
      offset = stop;
    }
    this.first.push(this.#count);
    this.#bagFirst.push(this.#bagCount);
    this.#bagWeight.push(weight);
    return this.#bagWeight.length - 1;
  }

  /** Which line `likeness` compares with. */
  mark(line: number): void {
    const serial = ++this.#markSerial;
    const end = this.#bagFirst[line + 1] ?? 0;
    for (let at = this.#bagFirst[line] ?? 0; at < end; at++) this.#marks[this.#bag[at] ?? 0] = serial;
  }

  /**
   * How much of the words of the marked line and another is common, by weight: 1 for lines of the same words, 0 for such as
   * have none in common, or less than `least`. Two blank lines are not alike.
   */
  likeness(marked: number, other: number, least: number): number {
    const a = this.#bagWeight[marked] ?? 0;
    const b = this.#bagWeight[other] ?? 0;
    const both = a + b;
    if (a === 0 || b === 0 || 2 * Math.min(a, b) < least * both) return 0;
    const bag = this.#bag;
    const marks = this.#marks;
    const weights = this.#bagWeights;
    const serial = this.#markSerial;
    const end = this.#bagFirst[other + 1] ?? 0;
    let common = 0;
    for (let at = this.#bagFirst[other] ?? 0; at < end; at++)
      if (marks[bag[at] ?? 0] === serial) common += weights[at] ?? 0;
    const found = (2 * common) / both;
    return found >= least ? found : 0;
  }

  /** The id of the word `[start, end)`. */
  #idOf(start: number, end: number, hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const id = this.#slots[slot] ?? 0;
      if (id === 0) break;
      if (this.#hashes[id] === hash && this.#isExample(id, start, end)) return id;
      slot = (slot + 1) & mask;
    }
    const id = this.#newKey();
    this.#slots[slot] = id;
    this.#hashes[id] = hash;
    this.#examples[id] = start;
    this.#lengths[id] = end - start;
    if (2 * this.#keys > this.#slots.length) this.#growSlots();
    return id;
  }

  #isExample(id: number, start: number, end: number): boolean {
    const length = end - start;
    if (this.#lengths[id] !== length) return false;
    const example = this.#examples[id] ?? 0;
    const { text } = this;
    for (let at = 0; at < length; at++)
      if (text.charCodeAt(example + at) !== text.charCodeAt(start + at)) return false;
    return true;
  }

  #keyIn(serial: number, id: number): number {
    let key = id;
    if (this.#seenIn[id] === serial) {
      const before = this.#seenAs[id] ?? id;
      key = this.#next[before] ?? 0;
      if (key === 0) {
        key = this.#newKey();
        this.#next[before] = key;
      }
    } else this.#seenIn[id] = serial;
    this.#seenAs[id] = key;
    return key;
  }

  #newKey(): number {
    const key = ++this.#keys;
    if (key >= this.#hashes.length) {
      this.#hashes = grown(this.#hashes);
      this.#examples = grown(this.#examples);
      this.#lengths = grown(this.#lengths);
      this.#next = grown(this.#next);
      this.#seenIn = grown(this.#seenIn);
      this.#seenAs = grown(this.#seenAs);
      this.#marks = grown(this.#marks);
    }
    return key;
  }

  #growSlots(): void {
    const slots = new Int32Array(this.#slots.length * 4);
    const mask = slots.length - 1;
    for (let id = 1; id <= this.#keys; id++) {
      if (this.#lengths[id] === 0) continue;
      const hash = this.#hashes[id] ?? 0;
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
    this.#slots = slots;
  }

  #makeRoom(words: number): void {
    while (this.#count + words > this.ids.length) {
      this.starts = grown(this.starts);
      this.ends = grown(this.ends);
      this.ids = grown(this.ids);
      this.weights = grownBytes(this.weights);
    }
    while (this.#bagCount + words > this.#bag.length) {
      this.#bag = grown(this.#bag);
      this.#bagWeights = grownBytes(this.#bagWeights);
    }
  }
}

function kindOf(code: number): Kind {
  return code < 128 ? (kinds[code] ?? Kind.sign) : Kind.word;
}

function grown(numbers: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(numbers.length * 2);
  larger.set(numbers);
  return larger;
}

function grownBytes(numbers: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(numbers.length * 2);
  larger.set(numbers);
  return larger;
}
