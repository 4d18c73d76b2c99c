import { STABLE_ADDRESSES, stableTrailer } from "../../diagnostics/stableTrailer.js";
import type { QuickFix } from "./quickFix.js";
import { rewritten, trailerAt } from "./trailerEdits.js";

/** The address alone, and the remark behind a `#`. */
export const stableAddress: QuickFix = {
  rules: ["trailer.bad-stable"],
  // Only what is behind the address: a name may say something, another address or an indented line is a guess.
  isSafe(place) {
    const trailer = trailerAt(place);
    const stable = trailer && stableTrailer(trailer);
    if (!trailer || !stable || trailer.indent > 0) return false;
    const isAddress = STABLE_ADDRESSES.includes(stable.address.toLowerCase());
    return isAddress && /^(?:(?:linux|the|kernel|stable|team|tree|list)\b[ -]?)*$/i.test(stable.name);
  },
  fixes(place) {
    const trailer = trailerAt(place);
    const stable = trailer && stableTrailer(trailer);
    // Other people on the line: whoever wrote them must say what becomes of them.
    if (!trailer || !stable || stable.isList || trailer.endLine0 > trailer.line0 + 1) return [];
    const isRight = STABLE_ADDRESSES.includes(stable.address.toLowerCase());
    const address = !isRight
      ? "stable@vger.kernel.org"
      : stable.name === ""
        ? stable.written
        : stable.address;
    const words = stable.rest
      .replace(/^(?:\[(.*)\]|\((.*)\))$/, "$1$2")
      .replace(/^[\s#]+/, "")
      .trim();
    const text = `Cc: ${address}${words === "" ? "" : ` # ${words}`}`;
    return [
      {
        title: `Write “${text.slice(0, 80)}”`,
        changes: [rewritten(place.document.model.lines, trailer, text)],
      },
    ];
  },
};
