import { type CancellationToken, ErrorCodes, ResponseError } from "vscode-languageserver";
import type { RunResult } from "../git/process.js";
import { sentences } from "../git/sentences.js";
import type { Workplace } from "../git/workplace.js";
import { documentUri } from "../protocol/documentUri.js";
import { refusal } from "../protocol/refusal.js";
import { decodeLines } from "./decodeLines.js";
import { mailParams } from "./diffPlaces.js";
import type { WorkServices } from "./services.js";

/** `patchMail/commitDocument`: a commit of a repository as `git format-patch` would write it, or a blob, for reading. */
export interface CommitDocumentParams {
  /** The mail beside which the repository is looked for. */
  readonly textDocument: { readonly uri: string };
  /** 4 to 64 hexadecimal digits. */
  readonly hash: string;
}

export interface CommitDocumentResult {
  readonly text: string;
  /** The full hash. */
  readonly hash: string;
}

export interface CommitDocumentRequests {
  /** Rejects with a sentence where the commit cannot be shown. */
  "patchMail/commitDocument"(
    params: CommitDocumentParams,
    token: CancellationToken,
  ): Promise<CommitDocumentResult>;
}

/** Above, the rest of a commit's files is left out. */
const maxBytes = 4 << 20;

export function createCommitDocument(services: WorkServices): CommitDocumentRequests {
  return {
    async "patchMail/commitDocument"(params, token) {
      if (documentUri(params) === undefined || typeof params.hash !== "string")
        throw new ResponseError(
          ErrorCodes.InvalidParams,
          "patchMail/commitDocument needs textDocument.uri and hash",
        );
      const hash = params.hash.toLowerCase();
      if (!/^[0-9a-f]{4,64}$/.test(hash)) throw refusal(sentences.notAHash);
      const at = mailParams({ ...params, position: { line: 0, character: 0 } });
      const workplaces = await services.git.workplaces(at.textDocument.uri);
      if ("unavailable" in workplaces) throw refusal(workplaces.unavailable);
      const reasons: string[] = [];
      for (const workplace of workplaces) {
        const found = await findCommit(workplace, hash);
        if (typeof found === "string") reasons.push(found);
        else if (found.isBlob === true) return await blob(workplace, found.hash);
        else return await show(workplace, found.hash, token);
      }
      throw refusal([...new Set(reasons)].join(" "));
    },
  };
}

/** The full hash, or a sentence why there is none. */
async function findCommit(
  workplace: Workplace,
  hash: string,
): Promise<{ readonly hash: string; readonly isBlob?: true } | string> {
  const { root } = workplace;
  const own = await workplace.objectInfo(hash);
  if (own.kind === "silent") return sentences.notReadable(root);
  // A branch may be called `deadbeef`: then the name is not this object's.
  const isNamed = own.kind === "object" && own.hash.startsWith(hash);
  if (isNamed && own.type === "blob") {
    return own.size > maxBytes
      ? `The blob ${hash} is too large to be shown.`
      : { hash: own.hash, isBlob: true };
  }
  if (isNamed && own.type !== "commit" && own.type !== "tag")
    return sentences.otherType(hash, own.type, root);
  const name = own.kind === "object" && !isNamed ? `v0-0-g${hash}` : hash;
  const commit = await workplace.objectInfo(`${name}^{commit}`);
  if (commit.kind === "object") return { hash: commit.hash };
  if (own.kind === "ambiguous" || commit.kind === "ambiguous")
    return `${hash} is the beginning of more than one object's hash in ${root}: more digits are needed.`;
  return sentences.noCommit(hash, root);
}

/** The text of a file, as `git show` gives it. */
async function blob(workplace: Workplace, hash: string): Promise<CommitDocumentResult> {
  const found = await workplace.object(hash);
  if (found.kind !== "object" || found.content === null)
    throw refusal(sentences.noBlob(hash, workplace.root));
  if (found.content.subarray(0, 8000).includes(0)) throw refusal(`The blob ${hash} is no text.`);
  return { hash, text: new TextDecoder().decode(found.content) };
}

const format = "From %H Mon Sep 17 00:00:00 2001%nFrom: %an <%ae>%nDate: %aD%nSubject: %s%n%nparents %P%n%b";

async function show(
  workplace: Workplace,
  hash: string,
  token: CancellationToken,
): Promise<CommitDocumentResult> {
  const chunks: Buffer[] = [];
  let length = 0;
  const stop = new AbortController();
  const cancelled = token.onCancellationRequested(() => stop.abort());
  const result = await workplace.run(
    [
      "show",
      "--no-color",
      "--no-notes",
      "--no-show-signature",
      "--encoding=UTF-8",
      `--format=${format}`,
      "--stat",
      "-p",
      "--no-ext-diff",
      "--no-textconv",
      "--end-of-options",
      hash,
    ],
    {
      signal: stop.signal,
      onOutput(chunk) {
        if (length < maxBytes) chunks.push(chunk);
        length += chunk.length;
        if (length >= maxBytes) stop.abort();
      },
    },
  );
  cancelled.dispose();
  const isCut = length >= maxBytes;
  if (!isCut && result.outcome !== "done") throw refusal(whyNot(result, workplace.root));
  const bytes = Buffer.concat(chunks).subarray(0, maxBytes);
  return { hash, text: patchText(decodeLines(bytes), isCut) };
}

function whyNot({ outcome, errorText }: RunResult, root: string): string {
  if (outcome === "timeLimit") return sentences.tooLate;
  if (outcome === "aborted") return sentences.stopped;
  const line = errorText.split("\n").find((text) => text.startsWith("fatal:")) ?? "";
  return sentences.ended(root, line.slice(0, 200));
}

/** The output as a mail with a patch, in the form of `git format-patch`. */
function patchText(output: string, isCut: boolean): string {
  const whole = isCut ? wholeFiles(output) : output;
  const headEnd = whole.indexOf("\n\n") + 2;
  const parentsEnd = whole.indexOf("\n", headEnd) + 1;
  const parents = whole.slice(headEnd + "parents ".length, parentsEnd - 1).split(" ");
  const notes = [
    ...(parents.length > 1 ? [`(A merge of ${parents.map((one) => one.slice(0, 12)).join(" and ")}.)`] : []),
    ...(isCut ? ["(The diff is larger than 4 MB: only its first files are here.)"] : []),
  ];
  const head = whole
    .slice(0, headEnd)
    .replace(
      /^From: (.*) (<[^<>\n]*>)$/m,
      (_all, name: string, address: string) =>
        `From: ${/[()<>[\]:;@\\,."]/.test(name) ? `"${name.replace(/["\\]/g, "\\$&")}"` : name} ${address}`,
    );
  const body = whole.slice(parentsEnd);
  // `git show` leaves two empty lines in front of `---`, format-patch none.
  const log = notes.length === 0 ? body : `${notes.join("\n")}\n\n${body}`;
  return head + log.replace(/\n\n+---\n/, "\n---\n");
}

/** A cut output up to the last file that is whole. */
function wholeFiles(output: string): string {
  const last = output.lastIndexOf("\ndiff --git ");
  return last === -1 ? output.slice(0, output.lastIndexOf("\n") + 1) : output.slice(0, last + 1);
}
