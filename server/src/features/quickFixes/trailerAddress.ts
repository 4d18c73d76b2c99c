import { rightName } from "../../diagnostics/trailerNames.js";
import { isRemark, trailerPerson } from "../../diagnostics/trailerPerson.js";
import type { QuickFix } from "./quickFix.js";
import { rewritten, trailerAt } from "./trailerEdits.js";

/** The whole line: address in brackets, and what stands behind it as a remark. Whether that is what was meant, the writer sees. */
export const trailerAddress: QuickFix = {
  rules: ["trailer.bad-form"],
  isSafe: false,
  fixes(place) {
    const trailer = trailerAt(place);
    if (!trailer || trailer.endLine0 > trailer.line0 + 1 || trailer.lowerName === "assisted-by") return [];
    const { name, address, rest, fault } = trailerPerson(trailer.value);
    // Marks inside of an address cannot be guessed.
    const sound = address.replace(/[.,;]+$/, "");
    if (!/^[^\s@<>(),;"]+@[^\s@<>(),;"]+$/.test(sound)) return [];
    if (fault === "none" && isRemark(rest)) return [];
    // A remark is in the brackets of another language, or in none.
    const words = rest.replace(/^(?:\[(.*)\]|\/\*(.*)\*\/)$/, "$1$2").trim();
    const remark = isRemark(rest) ? rest : /\w/.test(words) ? `# ${words.replace(/^#\s*/, "")}` : "";
    const person = name === "" ? sound : `${quoted(name)} <${sound}>`;
    const text = `${rightName(trailer.name)}: ${person}${remark === "" ? "" : ` ${remark}`}`;
    return [
      {
        title: `Write “${text.slice(0, 80)}”`,
        changes: [rewritten(place.document.model.lines, trailer, text)],
      },
    ];
  },
};

/** RFC 5322 §3.2.4: a name with a comma or the like is quoted. */
const quoted = (name: string): string =>
  /[,;:<>@()[\]\\]/.test(name) ? `"${name.replace(/[\\]/g, "\\\\")}"` : name;
