/**
 * `textDocument/completion` (LSP 3.17 § Completion Request): names of header fields and trailers, people, commits, ids of mail, prefixes of
 * subjects, in drafts and replies; never in mail that was received, nor in quotes and diffs. What comes in is one line without control characters, except of
 * snippets. Where a repository needs longer than a keystroke may, the list is incomplete and asked again with the next one.
 */
import type {
  CompletionItem,
  CompletionItemKind,
  CompletionList,
  CompletionParams,
} from "vscode-languageserver-protocol";
import { completionSources } from "./completion/index.js";
import { type CompletionPlace, completionPlace } from "./completion/place.js";
import type { Offer } from "./completion/source.js";
import type { LateFeature } from "./feature.js";

/** What `completionItem/resolve` needs to tell more. */
export interface CompletionData {
  readonly uri: string;
  readonly hash: string;
}

const maxItems = 500;
const maxText = 2000;
/** Control characters, and those that turn the direction of text. */
const unwanted = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
const unwantedInSnippet = /(?![\r\n])[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** `CompletionItemKind` of LSP. */
const kinds: Readonly<Record<Offer["kind"], CompletionItemKind>> = {
  field: 10,
  person: 12,
  commit: 18,
  message: 18,
  text: 12,
  snippet: 15,
};

export const completion: LateFeature<CompletionParams, CompletionList | null> = {
  method: "textDocument/completion",
  isIdle({ model: { lines } }, { position }) {
    const { line, character } = position;
    const before = lines.lineText(line).slice(0, character);
    return !mayComplete(before);
  },
  async handle(document, { position }, context) {
    const place = completionPlace(document, position, context);
    if (place === null) return null;
    const answers = await Promise.all(completionSources.map(async (source) => source.offers(place)));
    if (context.token.isCancellationRequested) return null;
    const offers = answers.flatMap((answer) => answer?.offers ?? []).filter(isSafe);
    const isIncomplete = answers.some((answer) => answer?.isWhole === false) || offers.length > maxItems;
    if (offers.length === 0 && !isIncomplete) return null;
    return { isIncomplete, items: offers.slice(0, maxItems).map((offer, at) => itemOf(place, offer, at)) };
  },
};

/** Whether a line up to the cursor may be one in which something is completed: a name, a value behind a colon, a folded value, a hash. */
function mayComplete(before: string): boolean {
  if (before.length > maxText) return false;
  return /^[A-Za-z-]*$|^[!-9;-~]{1,60}:|^[ \t]|[0-9a-f]{4}$|^\*{1,3}$|^\*\*\* /.test(before);
}

function isSafe({ text, label, isSnippet }: Offer): boolean {
  const allowed = isSnippet === true || text.includes("\n") ? unwantedInSnippet : unwanted;
  return text.length <= maxText && !allowed.test(text) && !unwanted.test(label);
}

function itemOf(
  { document, context, lineStart, line0 }: CompletionPlace,
  offer: Offer,
  at: number,
): CompletionItem {
  const { label, text, start, end, filter, detail, documentation, kind, hash, isSnippet, goesOn } = offer;
  const column = (offset: number): number => offset - lineStart;
  const data: CompletionData | undefined = hash === undefined ? undefined : { uri: document.uri, hash };
  return {
    label,
    kind: kinds[kind],
    sortText: String(at).padStart(4, "0"),
    ...(filter === undefined ? {} : { filterText: filter }),
    ...(detail === undefined ? {} : { detail: plain(detail) }),
    ...(documentation === undefined ? {} : { documentation: plain(documentation) }),
    ...(isSnippet === true ? { insertTextFormat: 2 as const } : {}),
    textEdit: {
      range: {
        start: { line: line0, character: column(start) },
        end: { line: line0, character: column(end) },
      },
      newText: text,
    },
    ...(offer.removes === undefined
      ? {}
      : { additionalTextEdits: [{ range: document.model.lines.rangeOf(offer.removes), newText: "" }] }),
    ...(data === undefined ? {} : { data }),
    ...(goesOn === true && context.options.commands
      ? { command: { title: "Complete what follows", command: "editor.action.triggerSuggest" } }
      : {}),
  };
}

/** What is shown beside the list may come out of mail. */
function plain(text: string): string {
  return text.replace(/(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, " ").slice(0, 500);
}
