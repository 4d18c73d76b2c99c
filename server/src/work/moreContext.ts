import { type CancellationToken, ErrorCodes, ResponseError } from "vscode-languageserver";
import { exactFileHeader } from "../core/patch/exactDiff.js";
import { hunksToApply } from "../core/patch/hunkRows.js";
import { type WantedContext, widenHunks } from "../core/patch/widenHunks.js";
import { documentUri } from "../protocol/documentUri.js";
import { refusal } from "../protocol/refusal.js";
import { createPlaces, type DiffPlaceParams } from "./diffPlaces.js";
import { fileSides } from "./fileSides.js";
import type { WorkServices } from "./services.js";

/** `patchMail/moreContext`: the diff of the file at a place with another context, as a patch of its own. */
export interface MoreContextParams extends DiffPlaceParams {
  /** Lines, or whole functions, or the whole file. */
  readonly context: WantedContext;
}

export interface MoreContextResult {
  readonly title: string;
  /** A sentence, an empty line, the diff. */
  readonly text: string;
}

export interface MoreContextRequests {
  /** null outside of diffs. Rejects with a sentence where the whole file is not known. */
  "patchMail/moreContext"(
    params: MoreContextParams,
    token: CancellationToken,
  ): Promise<MoreContextResult | null>;
}

const maxContextLines = 1_000_000;

export function createMoreContext(services: WorkServices): MoreContextRequests {
  const places = createPlaces(services);
  return {
    async "patchMail/moreContext"(params, token) {
      const { context } = params;
      const isKnown =
        context === "function" ||
        context === "file" ||
        (Number.isInteger(context) && context >= 0 && context <= maxContextLines);
      if (documentUri(params) === undefined || params.position === undefined || !isKnown)
        throw new ResponseError(
          ErrorCodes.InvalidParams,
          "patchMail/moreContext needs textDocument.uri, position and context",
        );
      const place = await places.fileAt(params, token);
      if (place === null) return null;
      const { document, file } = place;
      const sides = await fileSides(place, places.roomOf(place, token));
      const { left, right, applied, note, source } = sides;
      if (source === "none") throw refusal(note);
      const hunks = hunksToApply(document.lines, file);
      if (source === "hunks" || applied === null || typeof hunks === "number")
        throw refusal(`There is no more context to show. ${note}`);
      const widened = widenHunks(left, right, hunks, applied.outcomes, context);
      if (widened === null) throw refusal("The hunks do not stand in the order of the file.");
      const title = file.path || "diff";
      const header = exactFileHeader(document.lines, file).replaceAll("\r\n", "\n");
      return { title, text: `${title} with ${contextName(context)}. ${note}\n\n${header}${widened}` };
    },
  };
}

function contextName(context: WantedContext): string {
  if (context === "function") return "whole functions as context";
  if (context === "file") return "the whole file as context";
  return `${context} lines of context`;
}
