import type { Message } from "../core/model.js";
import { commitLookups, keyOf } from "../diagnostics/commitLookups.js";
import type { CommitLookup } from "../diagnostics/rule.js";
import type { CommitAnswer, CommitQuestion, CommitSource } from "../features/commitSource.js";
import type { ParsedDocument } from "../features/feature.js";
import { virtualPlace } from "../protocol/virtualPlace.js";
import type { Guard } from "./guard.js";
import type { Clock, Timer } from "./host.js";

/**
 * The commits that mail names, for the rules. Rules never wait for git: what they ask and is not known is looked up when they
 * have run, and the document is diagnosed again where an answer has changed.
 */
export interface NamedCommits {
  /** For one run of the rules over the document: what each of its messages may ask. */
  lookup(document: ParsedDocument): (message: Message) => CommitLookup;
  /** The document is closed. */
  forget(uri: string): void;
  dispose(): void;
}

/** A document is looked at up to so many questions: a mailbox of thousands is no patch that one works on. */
const maxCommits = 500;
const maxAncestries = 40;
/** So often the repositories of open documents are looked at; nothing is run for that. */
const lookMilliseconds = 15_000;

interface Asked {
  /** By `keyOf`, from the last run of the rules. */
  questions: Map<string, CommitQuestion>;
  answers: ReadonlyMap<string, CommitAnswer | null>;
  /** Of the repositories when they were asked; see `CommitSource.state`. */
  state: string | null;
  isRunning: boolean;
  isAskedAgain: boolean;
  timer: Timer | undefined;
  readonly stopping: AbortController;
}

/** `changed` is called when answers have come that are others than before. */
export function createNamedCommits(
  source: CommitSource,
  guard: Guard,
  clock: Clock,
  changed: (uri: string) => void,
): NamedCommits {
  const documents = new Map<string, Asked>();

  /** Another document, or none: nobody waits for this one any more. */
  const isGone = (uri: string, asked: Asked): boolean => documents.get(uri) !== asked;

  const update = async (uri: string, asked: Asked): Promise<void> => {
    const { questions, stopping } = asked;
    const of = virtualPlace(uri)?.textDocument.uri ?? uri;
    const state = await source.state(of);
    if (isGone(uri, asked)) return;
    const isSame = state !== null && state === asked.state;
    const missing = [...questions].filter(([key]) => !isSame || !asked.answers.has(key));
    if (missing.length === 0 || (state === null && asked.answers.size === 0)) return;
    const given =
      state === null
        ? []
        : await source.answers(
            of,
            missing.map(([, question]) => question),
            stopping.signal,
          );
    if (isGone(uri, asked)) return;
    const before = asked.answers;
    const answers = new Map(isSame ? before : []);
    for (const [at, [key]] of missing.entries()) {
      const answer = state === null ? null : given[at];
      // What nobody came to is asked for again at the next look.
      if (answer !== undefined) answers.set(key, answer);
    }
    asked.answers = answers;
    asked.state = state;
    const isOther = missing.some(
      ([key]) => JSON.stringify(answers.get(key) ?? null) !== JSON.stringify(before.get(key) ?? null),
    );
    if (isOther) changed(uri);
  };

  const run = (uri: string, asked: Asked): void => {
    asked.timer?.cancel();
    asked.timer = undefined;
    if (isGone(uri, asked)) return;
    asked.isAskedAgain = asked.isRunning;
    if (asked.isRunning || asked.questions.size === 0) return;
    asked.isRunning = true;
    guard.run("commits", { uri }, () =>
      update(uri, asked).finally(() => {
        asked.isRunning = false;
        if (isGone(uri, asked)) return;
        const pause = asked.isAskedAgain ? 0 : lookMilliseconds;
        asked.timer ??= clock.schedule(pause, () => run(uri, asked));
      }),
    );
  };

  const create = (uri: string, questions: Map<string, CommitQuestion>): Asked => {
    const asked: Asked = {
      questions,
      answers: new Map(),
      state: null,
      isRunning: false,
      isAskedAgain: false,
      timer: undefined,
      stopping: new AbortController(),
    };
    documents.set(uri, asked);
    return asked;
  };

  return {
    lookup(document) {
      const { uri } = document;
      const questions = new Map<string, CommitQuestion>();
      const counts = { commit: 0, ancestry: 0 };
      const known = documents.get(uri);
      if (known !== undefined) known.questions = questions;
      const ask = (question: CommitQuestion): CommitAnswer | null => {
        const asked = documents.get(uri) ?? create(uri, questions);
        const key = keyOf(question);
        if (asked.questions === questions && !questions.has(key)) {
          const { what } = question;
          if (counts[what]++ >= (what === "commit" ? maxCommits : maxAncestries)) return null;
          questions.set(key, question);
          if (questions.size === 1) {
            asked.timer?.cancel();
            // All that this run asks comes first.
            asked.timer = clock.schedule(0, () => run(uri, asked));
          }
        }
        return asked.answers.get(key) ?? null;
      };
      return commitLookups(document, ask);
    },
    forget(uri) {
      const asked = documents.get(uri);
      asked?.timer?.cancel();
      asked?.stopping.abort();
      documents.delete(uri);
    },
    dispose() {
      for (const asked of documents.values()) {
        asked.timer?.cancel();
        asked.stopping.abort();
      }
      documents.clear();
    },
  };
}
