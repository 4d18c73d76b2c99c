import { isPatchWithLog } from "../commitLog.js";
import type { Finding, MessageRule } from "../rule.js";
import { STABLE_ADDRESSES, type StableTrailer, stableTrailer } from "../stableTrailer.js";
import { trailersNamed } from "../trailerLines.js";

/** checkpatch: BAD_STABLE_ADDRESS_STYLE. What older versions say of stable@kernel.org (STABLE_ADDRESS) is outdated. */
export const badStable: MessageRule = {
  scope: "message",
  id: "trailer.bad-stable",
  received: "hint",
  draft: "warning",
  presets: { plain: "off", stable: "off" },
  description: "A Cc to the stable team that is not of the form Cc: stable@vger.kernel.org # remark.",
  oracle: "checkpatch: BAD_STABLE_ADDRESS_STYLE",
  explanation:
    "Scripts read this line: the address alone, and behind it, if anything, a `#` and how far back. `stable@vger.kernel.org`, `stable@kernel.org` (for what is not to reach the list) and `stable+noautosel@kernel.org` (not to be picked by machines) are right. " +
    "A name in front of the address does no harm, but checkpatch warns of it.",
  example: {
    wrong: 'Fixes: 1a2b3c4d5e6f ("net: add a leak")\nCc: Stable Team <stable@vger.kernel.org> [6.1+]',
    right: 'Fixes: 1a2b3c4d5e6f ("net: add a leak")\nCc: stable@vger.kernel.org # 6.1+',
  },
  runsOnPages: false,
  *check(context): Iterable<Finding> {
    if (!isPatchWithLog(context)) return;
    for (const trailer of trailersNamed(context, "cc")) {
      const stable = stableTrailer(trailer);
      const fault = stable === null ? null : faultOf(stable);
      if (fault !== null) yield { span: trailer.span, message: `This Cc to stable ${fault}.` };
    }
  },
};

function faultOf({ address, name, rest, isList }: StableTrailer): string | null {
  if (address === "") return "has no address: write stable@vger.kernel.org";
  if (!STABLE_ADDRESSES.includes(address.toLowerCase()))
    return "has an address that the stable team does not have: write stable@vger.kernel.org";
  if (isList) return "holds other people, too: give it a line of its own";
  if (rest !== "" && !/^#./.test(rest)) return "has a remark without “#” behind the address: write “# …”";
  if (name !== "") return "has a name in front of the address: the address alone is enough";
  return null;
}
