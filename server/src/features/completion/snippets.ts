import { LineKind } from "../../core/model.js";
import type { Span } from "../../core/text/span.js";
import { archiveLink } from "../archiveLinks.js";
import type { CompletionPlace } from "./place.js";
import { type CompletionSource, escaped, type Offer, whole } from "./source.js";
import { titleOf, versionOf } from "./titles.js";
import { isTrailerPlace } from "./trailerNames.js";

interface Template {
  readonly label: string;
  readonly detail: string;
  /** Lines in LSP's snippet syntax. */
  readonly lines: readonly string[];
}

const blurb = "*** BLURB HERE ***";

/** Pairs of trailers that belong together, and what a cover letter and a changelog say. */
export const snippets: CompletionSource = {
  offers(place) {
    const { zone, lineStart, lineEnd, offset, before, after, context, document } = place;
    const isBlurb =
      zone.kind !== "headerName" && zone.kind !== "headerValue" && (before + after).trim() === blurb;
    if (zone.kind !== "lineStart" && !isBlurb) return null;
    // Only where the line holds nothing else.
    if (after.trim() !== "" && !isBlurb) return null;
    const templates = templatesFor(place, isBlurb).filter(
      ({ label }) => isBlurb || before === "" || label.toLowerCase().startsWith(before.toLowerCase()),
    );
    if (templates.length === 0) return null;
    const eol = document.text.slice(lineEnd, lineEnd + 2) === "\r\n" ? "\r\n" : "\n";
    const isSnippet = context.options.snippets === true;
    const beside = isBlurb ? null : blurbBeside(place);
    return whole(
      templates.map(({ label, detail, lines }): Offer => {
        const text = lines.join(eol);
        return {
          label,
          text: isSnippet ? text : withoutPlaces(text),
          ...(isSnippet ? { isSnippet } : {}),
          start: lineStart,
          end: isBlurb ? lineEnd : offset,
          filter: isBlurb ? blurb : label,
          detail: `snippet: ${detail}`,
          kind: "snippet",
          ...(beside === null ? {} : { removes: beside }),
        };
      }),
    );
  },
};

const isBelowCut = ({ document, line0 }: CompletionPlace): boolean =>
  line0 > 0 && document.model.lines.kind(line0 - 1) === LineKind.cutLine;

/** git's placeholder on the line above or below, which goes when somebody writes beside it; an empty line between them, too. */
function blurbBeside({ document, message, line0 }: CompletionPlace): Span | null {
  const { lines } = document.model;
  const isBlurb = (at: number): boolean =>
    at >= message.bodyLine0 && at < message.endLine0 && lines.lineText(at).trim() === blurb;
  const reaches = (step: number): number => (lines.lineText(line0 + step).trim() === "" ? 2 * step : step);
  const at = [line0 + reaches(-1), line0 + reaches(1)].find(isBlurb);
  if (at === undefined) return null;
  return at < line0
    ? { start: lines.start(at), end: lines.start(line0) }
    : { start: lines.contentEnd(line0), end: lines.contentEnd(at) };
}

function templatesFor(place: CompletionPlace, isBlurb: boolean): readonly Template[] {
  const { zone, before, context } = place;
  if (zone.kind === "lineStart" && zone.region === "below")
    // Just below the cut the newest version stands, above those before.
    return zone.isAlone || isBelowCut(place) ? [changelog(place)] : [];
  // A word of three letters is the begin of the snippet's name, one of two of many a word.
  const isTyped = before === "" || before.length >= 3;
  const isBeside = isBlurb || (isTyped && blurbBeside(place) !== null);
  const isCover =
    isBeside || (zone.kind === "lineStart" && zone.region === "cover" && zone.isAlone && isTyped);
  if (isCover) return [cover, changelog(place)];
  if (!isTrailerPlace(place) || zone.kind !== "lineStart" || zone.region !== "log") return [];
  return context.options.preset === "plain" ? [coDeveloped] : [coDeveloped, reported, stable];
}

const coDeveloped: Template = {
  label: "Co-developed-by, Signed-off-by",
  detail: "a co-author signs off at once",
  lines: ["Co-developed-by: ${1:Name} <${2:address}>", "Signed-off-by: ${1:Name} <${2:address}>"],
};

const reported: Template = {
  label: "Reported-by, Closes",
  detail: "who found it, and the report",
  lines: ["Reported-by: ${1:Name} <${2:address}>", "Closes: ${3:https://}"],
};

const stable: Template = {
  label: "Cc: stable",
  detail: "for the stable trees, from a version on",
  lines: ["Cc: stable@vger.kernel.org # ${1:6.12}+"],
};

const cover: Template = {
  label: "Cover letter",
  detail: "what, why, how it was tested",
  lines: [
    "${1:What the series does, and for whom.}",
    "",
    "${2:Why: the problem as a user sees it, with figures.}",
    "",
    "${3:How: patch by patch, and what a reviewer should look at.}",
    "",
    "${4:How it was tested.}",
  ],
};

/** With the link to the version before, where that is among the mail at hand. */
function changelog({ message, context }: CompletionPlace): Template {
  const now = Math.max(2, message.tag.version);
  const title = titleOf(message.subject);
  const [before] =
    context.mail.newest?.(
      1,
      (each) => !each.isSynthetic && versionOf(each.subject) === now - 1 && titleOf(each.subject) === title,
    ) ?? [];
  const link = before === undefined ? null : archiveLink(context.options.archiveUrl, before.messageId);
  return {
    label: `Changes in v${now}`,
    detail: "what differs from the version before",
    lines: [
      `Changes in v\${1:${now}}:`,
      "- ${2:What was changed} (${3:who asked for it})",
      `- Link to v\${4:${now - 1}}: \${5:${escaped(link ?? "https://")}}`,
    ],
  };
}

/** The same for clients without snippets. */
function withoutPlaces(text: string): string {
  return text.replace(/\$\{\d+:([^}]*)\}/g, "$1");
}
