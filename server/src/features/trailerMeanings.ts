/** What a trailer says, in the words of the kernel's documentation. */
export interface TrailerMeaning {
  /** As it is spelled, e.g. `Reviewed-by`. */
  readonly name: string;
  readonly meaning: string;
  /** The page that defines it. */
  readonly url: string;
}

const docs = "https://docs.kernel.org/process/";
const submitting = `${docs}submitting-patches.html`;
const credit = `${submitting}#using-reported-by-tested-by-reviewed-by-suggested-by-and-fixes`;
const signing = `${submitting}#sign-your-work-the-developer-s-certificate-of-origin`;
const acked = `${submitting}#when-to-use-acked-by-cc-and-co-developed-by`;
const stable = `${docs}stable-kernel-rules.html`;
const posting = `${docs}5.Posting.html#patch-formatting-and-changelogs`;
const describing = `${submitting}#describe-your-changes`;
const b4 = "https://b4.docs.kernel.org/en/latest/contributor/overview.html";

/** The table; see `trailerMeaning` for the look-up. */
export const trailerMeanings: readonly TrailerMeaning[] = [
  {
    name: "Signed-off-by",
    meaning:
      "The signer certifies the Developer's Certificate of Origin 1.1: they wrote it or may pass it on under the project's licence. The chain of sign-offs is the route the patch took; the last is who submitted it.",
    url: signing,
  },
  {
    name: "Co-developed-by",
    meaning:
      "A co-author beside the one of From:. It is followed at once by the same person's Signed-off-by.",
    url: acked,
  },
  {
    name: "Acked-by",
    meaning:
      "A maintainer or somebody concerned has looked at the patch and accepts it, perhaps only the part they care for. It is less than a review; with a `# remark` it says what it covers.",
    url: acked,
  },
  {
    name: "Reviewed-by",
    meaning:
      "The Reviewer's statement of oversight: reviewed technically and ready for inclusion, concerns were communicated and answered, worthwhile and free of known issues, though not guaranteed to work.",
    url: `${submitting}#reviewer-s-statement-of-oversight`,
  },
  {
    name: "Tested-by",
    meaning: "The person has tested the patch successfully, in some environment.",
    url: credit,
  },
  {
    name: "Reported-by",
    meaning:
      "Thanks the one who found the problem. It is followed by a Closes: with the URL of the report, unless the report is not on the web. Not for features.",
    url: credit,
  },
  {
    name: "Suggested-by",
    meaning:
      "The idea of the patch is this person's. It is not added without their permission, unless the idea was posted in public.",
    url: credit,
  },
  {
    name: "Fixes",
    meaning:
      "The patch mends a bug that this earlier commit brought in: at least 12 digits of its hash and its subject. It tells how far a fix must be carried back, and does not replace `Cc: stable`.",
    url: credit,
  },
  {
    name: "Closes",
    meaning:
      "The URL of a public report that the patch settles. Trackers may close the report when the patch is merged.",
    url: posting,
  },
  {
    name: "Link",
    meaning: "A URL with more about the patch: a discussion, a report, a specification.",
    url: posting,
  },
  {
    name: "Cc",
    meaning: "The person was sent a copy and had the chance to comment. It says nothing of their opinion.",
    url: acked,
  },
  {
    name: "Assisted-by",
    meaning:
      "A tool helped to make the patch: `AGENT:MODEL [tools]`, with no address. The human who signs off answers for all of it; a tool never signs off.",
    url: `${docs}coding-assistants.html`,
  },
  {
    name: "Reported-and-tested-by",
    meaning:
      "Reported-by and Tested-by of one person in one line; the kernel's documentation prefers two lines.",
    url: credit,
  },
  {
    name: "Debugged-by",
    meaning: "The person found out what the reason of the problem is.",
    url: credit,
  },
  {
    name: "Diagnosed-by",
    meaning: "The person found out what the reason of the problem is.",
    url: credit,
  },
  {
    name: "Reviewed-and-tested-by",
    meaning: "Reviewed-by and Tested-by of one person in one line.",
    url: credit,
  },
  {
    name: "Originally-by",
    meaning: "The patch goes back to one by this person, and has since changed much.",
    url: `${docs}maintainer-tip.html#ordering-of-commit-tags`,
  },
  {
    name: "Nacked-by",
    meaning: "The person objects to the patch. It is used in discussion, and rarely recorded.",
    url: acked,
  },
  {
    name: "Depends-on",
    meaning:
      "Another change that has to be there first. No tool of the kernel's defines it: the text says what is meant.",
    url: describing,
  },
  {
    name: "Message-ID",
    meaning: "The mail that this commit was made of.",
    url: posting,
  },
  {
    name: "Change-Id",
    meaning:
      "Gerrit's name for the change. Outside Gerrit it means nothing; it is to be removed before posting.",
    url: describing,
  },
  {
    name: "Bugzilla",
    meaning: "A report in a Bugzilla. The kernel's documentation uses Closes: or Link: for it.",
    url: posting,
  },
  {
    name: "References",
    meaning:
      "A URL or number with more about the patch. The kernel's documentation uses Link: or Closes: for it.",
    url: posting,
  },
  {
    name: "Based-on-patch-by",
    meaning: "The patch started from one by this person.",
    url: credit,
  },
];

const stableMeaning: TrailerMeaning = {
  name: "Cc: stable",
  meaning:
    "The patch goes into the stable kernels once it is in mainline. Behind a `#` may stand how far back, e.g. `# 6.1+`, or what is needed first.",
  url: `${stable}#option-1`,
};

const notStableMeaning: TrailerMeaning = {
  name: "Cc: stable+noautosel",
  meaning:
    "The patch must not be picked for the stable kernels by the automatic selection. Behind a `#` stands why.",
  url: `${stable}#option-1`,
};

/** The meaning of a trailer, by its name (any case) and value; null for a name that the kernel does not know. */
export function trailerMeaning(name: string, value: string): TrailerMeaning | null {
  const key = name.toLowerCase();
  if (key === "cc") {
    const address = value.slice(0, 500).toLowerCase();
    if (address.includes("stable+noautosel@kernel.org")) return notStableMeaning;
    if (/\bstable@(?:vger\.)?kernel\.org\b/.test(address)) return stableMeaning;
  }
  return trailerMeanings.find((row) => row.name.toLowerCase() === key) ?? null;
}

/** Where b4 says what `change-id:` is. */
export const changeIdUrl = b4;
