import { type CommitWord, commitWordAt } from "../commitWord.js";
import type { CommitFacts, FeatureOptions, GitAnswer } from "../feature.js";
import {
  code,
  type HoverBlock,
  type HoverContent,
  joined,
  type Line,
  link,
  list,
  paragraph,
  strong,
  text,
} from "./content.js";
import type { HoverPart } from "./place.js";
import { dateInZone, person, shortstatText } from "./words.js";

/** Digits of an abbreviated hash in the kernel's log and trailers (submitting-patches.rst). */
const abbreviation = 12;
const maxTrailers = 16;
const maxLaterFixes = 10;
const maxCandidates = 10;

/** Hover: a commit hash, in a sentence, a trailer, a stable or b4 line, a git URL, quoted or not. */
export const commitHash: HoverPart = async (place, context) => {
  const word = commitWordAt(place.document.text, place.lines, place.offset);
  if (!word) return null;
  const answer = await context.git.commit(place.document.uri, word.hash);
  return commitContent(word, answer, context.options);
};

/** What is said of a hash; null where it only looked like one and git does not know it. */
export function commitContent(
  word: CommitWord,
  answer: GitAnswer<CommitFacts>,
  options: Pick<FeatureOptions, "archiveUrl">,
): HoverContent | null {
  const { span, hash } = word;
  if ("found" in answer)
    return { span, blocks: commitBlocks(answer.found, answer.repository, options.archiveUrl) };
  const head = paragraph([text("Commit "), code(hash)]);
  if ("ambiguous" in answer) {
    const shown = answer.ambiguous.slice(0, maxCandidates).map((candidate): Line => candidateLine(candidate));
    const more = answer.ambiguous.length - shown.length;
    const rest: Line[] = more > 0 ? [[text(`and ${more} more`)]] : [];
    return {
      span,
      blocks: [head, paragraph([text("Several commits begin so:")]), list([...shown, ...rest])],
    };
  }
  // A short word of hexadecimal digits that nothing calls a commit: then it is none.
  if (!word.isNamed && ("notFound" in answer || !word.isLikely)) return null;
  const reason = "notFound" in answer ? answer.notFound : answer.unavailable;
  return { span, blocks: [head, paragraph([text(reason)]), webLinks(hash, null, options.archiveUrl)] };
}

function candidateLine(candidate: string): Line {
  const space = candidate.indexOf(" ");
  return space === -1
    ? [code(candidate)]
    : [code(candidate.slice(0, space)), text(` ${candidate.slice(space + 1)}`)];
}

function commitBlocks(commit: CommitFacts, repository: string, archiveUrl: string): HoverBlock[] {
  const { author, committer } = commit;
  const blocks: HoverBlock[] = [
    paragraph([
      code(commit.hash.slice(0, abbreviation)),
      text(" "),
      strong(commit.subject || "(no subject)"),
    ]),
  ];
  const facts: Line[] = [
    [text(`Author: ${person(author.name, author.address)}, ${dateInZone(author.date, author.timeZone)}`)],
    [
      text(
        `Committer: ${person(committer.name, committer.address)}, ${dateInZone(committer.date, committer.timeZone)}`,
      ),
    ],
  ];
  if (commit.parents.length > 1) facts.push([text(`Merge of ${commit.parents.length} parents`)]);
  if (commit.firstTag) facts.push([text("First in "), strong(commit.firstTag)]);
  else if (commit.firstTag === null) facts.push([text("In no tag yet")]);
  if (commit.shortstat) facts.push([text(shortstatText(commit.shortstat))]);
  blocks.push(paragraph(...facts));
  const later = laterCommits(commit);
  if (later) blocks.push(later);
  if (commit.trailers.length > 0) {
    const shown = commit.trailers
      .slice(0, maxTrailers)
      .map(({ name, value }): Line => [text(`${name}: ${value}`)]);
    const more = commit.trailers.length - shown.length;
    if (more > 0) shown.push([text(`and ${more} more trailers`)]);
    blocks.push(paragraph(...shown));
  }
  const notes = [...commit.notes];
  if (commit.isPending) notes.push(`${pendingText(commit)} still being looked up: hover again for more.`);
  if (notes.length > 0) blocks.push(paragraph(...notes.map((note) => [text(note)])));
  blocks.push(webLinks(commit.hash, commit.subject, archiveUrl, repository));
  return blocks;
}

function pendingText(commit: CommitFacts): string {
  const names = [
    ...(commit.firstTag === undefined ? ["tags"] : []),
    ...(commit.fixedBy === undefined ? ["later fixes"] : []),
    ...(commit.shortstat === undefined ? ["counts"] : []),
  ];
  const words =
    names.length > 1
      ? `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`
      : (names[0] ?? "facts");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} are`;
}

function laterCommits(commit: CommitFacts): HoverBlock | null {
  if (!commit.fixedBy || commit.fixedBy.length === 0) return null;
  const shown = commit.fixedBy
    .slice(0, maxLaterFixes)
    .map(
      ({ hash, subject, isRevert }): Line => [
        strong(isRevert ? "Reverted by" : "Fixed by"),
        text(" "),
        code(hash.slice(0, abbreviation)),
        text(` ${subject}`),
      ],
    );
  const more = commit.fixedBy.length - shown.length;
  return list(more > 0 ? [...shown, [text(`and ${more} more`)]] : shown);
}

/** Where a commit can be read without a repository. Nothing is fetched: the reader clicks. */
function webLinks(hash: string, subject: string | null, archiveUrl: string, repository?: string): HoverBlock {
  const query = subject ? `"${subject.slice(0, 200)}"` : hash.slice(0, abbreviation);
  const links = [
    link("git.kernel.org", `https://git.kernel.org/torvalds/c/${hash.toLowerCase()}`),
    link("Search the archive", `${archiveUrl.replace(/\/?$/, "/")}?q=${percentEncoded(query)}`),
  ];
  const where: Line[] = repository === undefined ? [] : [[text("From "), code(repository)]];
  return paragraph(joined(links), ...where);
}

/** For the value of a URL's query; lone surrogates, which encodeURIComponent refuses, are left out. */
function percentEncoded(value: string): string {
  return encodeURIComponent(value.replace(/\p{Surrogate}/gu, "")).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
}
