import { archiveLink } from "../features/archiveLinks.js";
import type { Workplace } from "../git/workplace.js";
import type { OwnTrailers } from "../patches/assembleSeries.js";
import type { WorkServices } from "./services.js";

/** What the user adds to each log, beside the trailers that came by mail; nothing of it by default. */
export interface OwnTrailersParams {
  /** `Signed-off-by:` of the committer, as `git am -s` does. */
  readonly signoff?: boolean;
  /** `Link:` to the patch in the archive, as `b4 am -l` does. */
  readonly link?: boolean;
}

/** Those lines of a patch; or why they cannot be made, as a sentence. */
export async function ownTrailers(
  { settings }: Pick<WorkServices, "settings">,
  uri: string,
  { signoff, link }: OwnTrailersParams,
  workplace: Pick<Workplace, "run"> | undefined,
): Promise<OwnTrailers | { readonly problem: string }> {
  const signer = signoff === true ? await committerOf(workplace) : "";
  if (signer === null)
    return { problem: "Git knows no name and address of yours for Signed-off-by (user.name, user.email)." };
  const { archiveUrl } = await settings.of(uri);
  return ({ message }) => {
    const url =
      link === true && message.messageId !== null ? archiveLink(archiveUrl, message.messageId) : null;
    return [
      ...(url === null ? [] : [`Link: ${url}`]),
      ...(signer === "" ? [] : [`Signed-off-by: ${signer}`]),
    ];
  };
}

/** `Name <address>` as git has it; null where it has none. */
async function committerOf(workplace: Pick<Workplace, "run"> | undefined): Promise<string | null> {
  const asked = await workplace?.run(["-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT"]);
  if (asked?.outcome !== "done") return null;
  return (
    /^([^<>\n]{1,300} <[^<>\n]{1,300}>) \d+ [-+]\d{4}$/.exec(asked.output.toString("utf8").trim())?.[1] ??
    null
  );
}
