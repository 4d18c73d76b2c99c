// @ts-check
/**
 * Source of patch-mail.tmLanguage.json: `node syntaxes/grammar.mjs` writes it, a test fails when it is out of date.
 *
 * How it is built:
 * - A diff is a nest of begin/while regions: quote prefix > file > hunk. A line that cannot be part of a hunk ends it,
 *   so bullets of a commit log, the cut line and the signature never look like a diff.
 * - The prefix of a quoted diff is captured once and must be the same on each of its lines (`\1`), so `>-foo`
 *   and `> -foo` are told apart, and the diff's own state holds at every depth.
 * - C stands in captures of single lines: what a line leaves open (a comment, a string) ends with that line.
 * - Every rule is anchored at the start of the line (`^`, or `\G` behind a quote prefix), and no part of a regular
 *   expression can match the same text in two ways: tokenizing stays linear.
 *
 * A line grammar cannot count. What needs the counts of a hunk header or the lines before, the semantic tokens know.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** @typedef {{ name?: string, contentName?: string, match?: string, begin?: string, end?: string, while?: string, include?: string, patterns?: Rule[], captures?: Captures, beginCaptures?: Captures, endCaptures?: Captures, whileCaptures?: Captures, applyEndPatternLast?: boolean }} Rule */
/** @typedef {Record<string, { name?: string, patterns?: Rule[] }>} Captures */

/**
 * Scopes by meaning. Each begins with a word that the built-in themes, and most others, have a colour for;
 * `contributes.semanticTokenScopes` of package.json uses the same words, so nothing jumps when the server answers.
 */
export const scope = {
  headerName: "keyword.other.header-name.patch-mail",
  headerValue: "string.unquoted.header-value.patch-mail",
  address: "entity.name.type.address.patch-mail",
  subject: "entity.name.function.subject.patch-mail",
  date: "constant.numeric.date.patch-mail",
  messageId: "variable.other.constant.message-id.patch-mail",
  hash: "constant.numeric.hash.patch-mail",
  attribution: "keyword.other.attribution.patch-mail",
  comment: "entity.name.function.comment-text.patch-mail",
  trailerName: "keyword.control.trailer-name.patch-mail",
  trailerPerson: "entity.name.type.person.patch-mail",
  trailerValue: "string.unquoted.trailer-value.patch-mail",
  separator: "keyword.control.separator.patch-mail",
  cutLine: "keyword.control.cut-line.patch-mail",
  signature: "comment.block.signature.patch-mail",
  dump: "string.regexp.dump.patch-mail",
  report: "string.regexp.report.patch-mail",
  page: "comment.block.page.patch-mail",
  added: "markup.inserted.diff",
  removed: "markup.deleted.diff",
  addedMark: "punctuation.definition.inserted.diff",
  removedMark: "punctuation.definition.deleted.diff",
  meta: "keyword.other.diff-meta.patch-mail",
  range: "keyword.control.diff-range.patch-mail",
  section: "entity.name.function.diff-section.patch-mail",
  path: "variable.other.path.patch-mail",
  noNewline: "comment.line.no-newline.diff",
};

/** Colour of each quote level; the seventh has the first one's again. */
export const quoteScopes = [
  "comment.block.quote.level-1.patch-mail",
  "entity.name.type.quote.level-2.patch-mail",
  "keyword.control.quote.level-3.patch-mail",
  "variable.other.quote.level-4.patch-mail",
  "string.regexp.quote.level-5.patch-mail",
  "variable.other.constant.quote.level-6.patch-mail",
];

/** One `>` with its padding. */
const mark = ">[ ]?";
const prefix = `(?>(?:${mark})+)`;
/** Start of a line, or the place behind its quote prefix. */
const start = "(?:^|\\G)";
const hex = "[0-9a-f]";
const weekday = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const month = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
/** What stands behind `From ` in a line that parts messages: git's fixed date, or an mbox's sender and date. */
const separatorTail = `(?:${hex}{7,64} Mon Sep 17 00:00:00 2001|\\S+ +${weekday},? +(?:${month} +\\d|\\d{1,2} ${month}).*\\d\\d:\\d\\d.*)[ \\t]*$`;
const separatorAhead = `From ${separatorTail}`;

const headerNames = {
  address:
    "From|Sender|Reply-To|To|Cc|Bcc|Return-Path|Delivered-To|Envelope-To|Mail-Followup-To|X-Original-From|X-Original-To|Resent-From|Resent-To|Resent-Cc|Resent-Sender",
  messageId: "Message-ID|In-Reply-To|References|Resent-Message-ID",
  date: "Date|Resent-Date",
  subject: "Subject",
  other:
    "Received|MIME-Version|Content-[A-Za-z-]+|List-[A-Za-z-]+|X-[A-Za-z0-9-]+|User-Agent|DKIM-Signature|ARC-[A-Za-z-]+|Authentication-Results|Received-SPF|Precedence|Organization|Robot-ID|Gitweb|Commit-ID|Author|AuthorDate|Committer|CommitterDate|Commit|CommitDate|Sent|Merge",
};
/** Names that begin a header block in the middle of a text; `Cc:` and `Message-ID:` alone may be trailers there. */
const blockStart = `(?i:From|Subject|Return-Path|Delivered-To|Received|Date|Sent|Sender|Reply-To|To|MIME-Version|Content-Type|Content-Disposition|Content-Transfer-Encoding|X-[a-z0-9-]+|List-[a-z-]+|Author|Commit-ID|Merge|DKIM-Signature|ARC-[a-z-]+)`;
const anyField = "[!-9;-~]{1,76}:(?:[ \\t]|$)";
const folded = "[ \\t]+\\S";

const trailerPerson = "[A-Z][A-Za-z]*(?:-[A-Za-z]+)*-by|Cc|Thanks-to";
const trailerText =
  "Fixes|Closes|Link|BugLink|Bug|Bugzilla|Buglink|References|Message-ID|Message-Id|Change-Id|Depends-on|Addresses-Coverity(?:-ID)?|Upstream-commit|Upstream-Status|Reference|Ref|See-also|Patchwork|Tree|Cherry-picked-from|Obsoletes|Assisted-by|Fixes-tag";
/** `Name <address>` or an address; what follows is a remark. */
const person = "[ \\t]+(?:[^<>]*<[^<>]*>|[^\\s<>]+@[^\\s<>]+(?=[ \\t]|$)|[^#(\\[<>]*)";
const anyTrailer = `(?:${trailerPerson}|${trailerText})`;

/** Git's extended header lines and what else stands between `diff --git` and the first hunk. */
const headerLine =
  "(?:index |(?:old|new) mode |(?:new|deleted) file mode |(?:copy|rename) (?:from|to) |(?:dis)?similarity index |GIT binary patch|Binary files |(?:literal|delta) \\d|Only in |={20,}|mode \\d)";
/** `--- x` that names a file: a/…, /dev/null, a path with a slash, or a name with a tab and a date behind it. */
const pathLike = '(?:"?[aciow]/|/dev/null|[^\\s/]+/\\S|[^\\t]+\\t\\d{4}-\\d\\d-\\d\\d)';
/** Lines that look like a part of a hunk and never are. */
const notDiff = `(?!--[ ]?$|---[ ]?$|--(?:[=_]|0{8}|-*=_)|--\\w{16,70}$|--$|  reply\\tother threads:|[ ]{0,2}(?:parent|next|prev)? *(?:next|prev|reply)\\tother threads:)`;
const rangeBody = "-\\d+(?:,\\d+)? \\+\\d+(?:,\\d+)?";
const cFile = "\\.(?:[chSsy]|cc|cpp|cxx|hh|hpp|dtsi?|dtso|inc|lds)";

const attributionVerbs =
  "wrote|writes|said|schrieb|a écrit|écrit|escribió|escreveu|ha scritto|schreef|skrev|napisał|napisal|napisał\\(a\\)|napisal\\(a\\)|napsal|kirjoitti|пишет|написал|wrote this message on \\S+";
/** `On <date>, <name> wrote:` and its like in other languages; bounded, so that a long line costs little. */
const attributionLine = `(?:[^>|\\s].{0,250}\\b(?:${attributionVerbs})(?: \\S.{0,100})?:|\\* [^\\[]{1,200}\\[[0-9: -]{8,40}\\]:)[ \\t]*$`;
/** First line of an attribution that the mailer has wrapped. */
const attributionHead = `On (?:${weekday}|\\d{1,4}[-/. ]|${month}).{0,200}\\d:\\d\\d(?!.*:[ \\t]*$)`;

/** Lines that only a kernel log holds. */
const dumpLine =
  "(?:\\[ *\\d+\\.\\d{6}\\](?:\\[ *[A-Z]?\\d+\\])?(?: |$)|(?:BUG|WARNING|Oops|INFO|KASAN|KMSAN|KCSAN|UBSAN|[Gg]eneral protection fault(?:, [^:]{1,80})?|Kernel panic - not syncing|watchdog: BUG|rcu: INFO|#PF): |(?:kernel BUG at|Unable to handle kernel) |(?:CPU|RIP|RSP|RAX|RDX|RBP|R1[03]|R08|FS|CR2|DR0|DR3|PKRU|EIP|EAX|ESI|EDI|ESP): ?[0-9A-Fa-fx]|(?:PC|LR) is at |Code: (?:[0-9a-f<(]|Bad)|Call Trace:|Call trace:|Modules linked in:|Hardware name: |PGD [0-9a-f]|Tainted: |Workqueue: |Comm: | *(?:</?(?:TASK|IRQ|NMI|SOFTIRQ)>)|-{3}\\[ (?:end|cut)|[ ]*(?:\\? )?[A-Za-z_][\\w.]*\\+0x[0-9a-f]+/0x[0-9a-f]+|\\[<[0-9a-f]{8,16}>\\])";

/**
 * @param {string} name
 * @returns {Captures[string]}
 */
const is = (name) => ({ name });
/** @type {Captures[string]} */
const quoteMarks = { patterns: [{ include: "#quote-marks" }] };
/** @type {Captures[string]} */
const inline = { patterns: [{ include: "#inline" }] };

/**
 * @param {string} name
 * @param {...Rule[]} rest
 * @returns {Captures[string]}
 */
const isWith = (name, ...rest) => ({ name, patterns: rest.flat() });

/**
 * Rules of hunk lines; the code behind the mark is coloured by `code`.
 * @param {Rule[]} code
 * @returns {Rule[]}
 */
function hunkLines(code) {
  const text = code.length > 0 ? { patterns: code } : {};
  /** @type {Rule[]} */
  const star =
    code.length > 0
      ? [
          // The middle of a block comment: C style asks for ` * ` there.
          {
            match: `${start}(\\+)([ \\t]+\\*(?:[/ \\t].*)?)$`,
            name: scope.added,
            captures: { 1: is(scope.addedMark), 2: is("comment.block.c") },
          },
          {
            match: `${start}(-)([ \\t]+\\*(?:[/ \\t].*)?)$`,
            name: scope.removed,
            captures: { 1: is(scope.removedMark), 2: is("comment.block.c") },
          },
          { match: `${start} ([ \\t]+\\*(?:[/ \\t].*)?)$`, captures: { 1: is("comment.block.c") } },
        ]
      : [];
  return [
    ...star,
    { match: `${start}(\\+)(.*)$`, name: scope.added, captures: { 1: is(scope.addedMark), 2: text } },
    { match: `${start}(-)(.*)$`, name: scope.removed, captures: { 1: is(scope.removedMark), 2: text } },
    { match: `${start}\\\\ .*$`, name: scope.noNewline },
    { match: `${start}([ \\t].*)$`, name: "meta.diff.context.patch-mail", captures: { 1: text } },
  ];
}

/**
 * A hunk of two sides: from `@@` to the first line that cannot be one of its lines.
 * @param {Rule[]} code
 * @param {string} stop What ends the hunk beside that.
 * @returns {Rule}
 */
function hunk(code, stop) {
  return {
    name: "meta.diff.hunk.patch-mail",
    begin: `${start}(@@ ${rangeBody} @@)(?: (.*))?$`,
    beginCaptures: { 0: is("meta.diff.range.unified"), 1: is(scope.range), 2: is(scope.section) },
    while: `${start}${stop}(?=[ +\\-\\\\\\t]|$)`,
    patterns: hunkLines(code),
  };
}

/**
 * A file of a diff.
 * @param {string} begin
 * @param {Captures} beginCaptures
 * @param {string} stop
 * @param {Rule[]} patterns
 * @returns {Rule}
 */
function file(begin, beginCaptures, stop, patterns) {
  return {
    name: "meta.diff.file.patch-mail",
    begin: `${start}${begin}`,
    beginCaptures,
    while: `${start}${notDiff}${stop}(?=[ +\\-\\\\@\\t]|${headerLine}|[A-Za-z][0-9A-Za-z!#$%&()*+;<=>?@^_\`{|}~-]{5,65}$|"?[ab]/\\S|$)`,
    patterns,
  };
}

/**
 * A header field with its folded lines.
 * @param {string} names Alternatives of a regular expression, case-insensitive.
 * @param {string} valueScope
 * @returns {Rule}
 */
function field(names, valueScope) {
  return {
    name: "meta.header.field.patch-mail",
    begin: `^((?i:${names}))(:)[ \\t]*`,
    beginCaptures: { 1: is(scope.headerName), 2: is("punctuation.separator.key-value.patch-mail") },
    end: `^(?!${folded})`,
    patterns: [
      // What an archive page glues to the value.
      { match: "[ \\t](?:\\[thread overview\\]|\\(raw\\)|\\(permalink / raw\\))[ \\t]*$", name: scope.page },
      { match: `(?:(?!\\t\\[thread|\\[thread overview| \\(raw\\)| \\(permalink).)+`, name: valueScope },
    ],
  };
}

/** @type {Record<string, Rule>} */
const repository = {
  // ---- messages and headers ----
  "message-start": {
    name: "meta.message.header.patch-mail",
    begin: `^(From )${separatorTail}`,
    beginCaptures: { 0: is(scope.separator) },
    end: `^(?!${anyField}|${folded}|>From )`,
    patterns: [{ include: "#header-fields" }],
  },
  // The first line of a file: any field name at all begins a header there.
  "document-header": {
    name: "meta.message.header.patch-mail",
    begin: `\\A(?=[A-Za-z][!-9;-~]{0,75}:[ \\t])(?!${anyTrailer}:)`,
    end: `^(?!${anyField}|${folded})`,
    patterns: [{ include: "#header-fields" }],
  },
  "header-block": {
    name: "meta.message.header.patch-mail",
    begin: `^(?=${blockStart}:[ \\t]+\\S)`,
    end: `^(?!${anyField}|${folded})`,
    patterns: [{ include: "#trailer-in-header" }, { include: "#header-fields" }],
  },
  // An in-body `From:` may stand right above trailers.
  "trailer-in-header": {
    match: `^(${trailerPerson.replace("|Cc", "")}|Fixes|Closes|Link)(:)(${person})(.*)$`,
    captures: {
      1: is(scope.trailerName),
      3: is(scope.trailerPerson),
      4: isWith(scope.trailerValue, [{ include: "#inline" }]),
    },
  },
  "header-fields": {
    patterns: [
      field(headerNames.address, scope.address),
      field(headerNames.messageId, scope.messageId),
      field(headerNames.date, scope.date),
      field(headerNames.subject, scope.subject),
      field("[!-9;-~]{1,76}", scope.headerValue),
    ],
  },
  "mime-boundary": {
    match:
      "^--(?:[=_]|0{8}|-*=_|[0-9A-Za-z'()+_,./:?]*\\d|\\w{16,70}$|NextPart)[0-9A-Za-z'()+_,./:=?-]*(?:--)?[ \\t]*$",
    name: scope.separator,
  },

  // ---- quotes ----
  "quote-marks": {
    match: `(${mark})(?:(${mark})(?:(${mark})(?:(${mark})(?:(${mark})(${mark})?)?)?)?)?`,
    captures: Object.fromEntries(quoteScopes.map((name, at) => [String(at + 1), is(name)])),
  },
  "quoted-diff": {
    name: "meta.diff.quoted.patch-mail",
    begin: `^(${prefix})(?=diff --(?:git|cc|combined) |--- ${pathLike}|@@ ${rangeBody} @@|@@@)`,
    beginCaptures: { 1: quoteMarks },
    while: `^(?:(\\1)(?=[ +\\-\\\\@\\t]|diff --|${headerLine}|"?[ab]/\\S|[A-Za-z][0-9A-Za-z!#$%&()*+;<=>?@^_\`{|}~-]{5,65}$|$)|((?:${mark})+$))`,
    whileCaptures: { 1: quoteMarks, 2: quoteMarks },
    patterns: [{ include: "#diff" }, { include: "#diff-header-line" }, { include: "#cut-line" }],
  },
  "quoted-line": {
    patterns: [
      // mbox escape, no quote (mboxrd: one more `>` on each `>*From `).
      {
        match: "^(>+)(From .*)$",
        captures: { 1: is("punctuation.definition.escape.mbox.patch-mail"), 2: inline },
      },
      // The compiler's message and the marked row of a robot's listing are no quotes.
      { match: "^(>>) ?([^\\s:]+:\\d+(?::\\d+)?: .*)$", captures: { 0: is(scope.report) } },
      { match: "^> ?\\d{1,6}\\t.*$", name: scope.report },
      {
        match: `^(${prefix})(?!Assisted-by)(${trailerPerson})(:)(${person})(.*)$`,
        captures: {
          1: quoteMarks,
          2: is(scope.trailerName),
          4: is(scope.trailerPerson),
          5: isWith(scope.trailerValue, [{ include: "#inline" }]),
        },
      },
      {
        match: `^(${prefix})(${trailerText})(:)([ \\t].*)$`,
        captures: {
          1: quoteMarks,
          2: is(scope.trailerName),
          4: isWith(scope.trailerValue, [{ include: "#inline" }]),
        },
      },
      { match: `^(${prefix})(${attributionLine})`, captures: { 1: quoteMarks, 2: is(scope.attribution) } },
      { match: `^(${prefix})(${dumpLine}.*)$`, captures: { 1: quoteMarks, 2: is(scope.dump) } },
      {
        match: `^(${prefix})( ?)([^|]{1,300}?)( *\\| +)(\\d+|Bin.*)(?:[ ](\\+*)(-*))?$`,
        captures: {
          1: quoteMarks,
          3: is(scope.path),
          5: is("constant.numeric.diffstat.patch-mail"),
          6: is(scope.added),
          7: is(scope.removed),
        },
      },
      {
        match: `^(${prefix})( ?\\d+ files? changed)(?:(, )(\\d+ insertions?\\(\\+\\)))?(?:(, )(\\d+ deletions?\\(-\\)))?[ ]*$`,
        captures: { 1: quoteMarks, 4: is(scope.added), 6: is(scope.removed) },
      },
      { match: `^(${prefix})(---)[ ]?$`, captures: { 1: quoteMarks, 2: is(scope.cutLine) } },
      ...quoteScopes.map((name, at) => ({
        name: `meta.quote.level-${at + 1}.patch-mail`,
        match: `^((?>(?>(?:${mark}){6})*)(?>(?:${mark}){${at + 1}}))(?!>)(.*)$`,
        captures: { 1: quoteMarks, 2: isWith(name, [{ include: "#inline" }]) },
      })),
      // Six more levels each time: a multiple of six has no rest for the rules above.
      {
        match: `^((?>(?:(?:${mark}){6})+))(?!>)(.*)$`,
        captures: { 1: quoteMarks, 2: isWith(quoteScopes[5] ?? "", [{ include: "#inline" }]) },
      },
    ],
  },
  // `| ` and `name> ` count only right below an attribution.
  attribution: {
    patterns: [
      {
        begin: `^(${attributionLine})`,
        beginCaptures: { 1: is(scope.attribution) },
        while: "^(?=\\|(?: |$)|[A-Za-z][A-Za-z0-9]{0,15}> )",
        patterns: [
          {
            match: "(?:^|\\G)(\\|(?: |$)|[A-Za-z][A-Za-z0-9]{0,15}> )(.*)$",
            captures: {
              1: is(quoteScopes[0] ?? ""),
              2: isWith(quoteScopes[0] ?? "", [{ include: "#inline" }]),
            },
          },
        ],
      },
      {
        name: scope.attribution,
        begin: `^(?=${attributionHead})`,
        end: `(?:${attributionVerbs}):[ \\t]*$|^(?=>|[ \\t]*$)`,
      },
    ],
  },
  // From the first attribution on, a message is a reply: what its writer says there stands out.
  reply: {
    name: "meta.reply.patch-mail",
    begin: `^(?=${attributionLine}|${attributionHead})`,
    end: `^(?=${separatorAhead}|--[ ]?$|-{20,}$|  reply\\tother threads:|\\^ permalink raw reply|\\[-- Attachment|-+ ?(?:>8|8<)|--(?:[=_]|0{8}))`,
    patterns: [
      { include: "#attribution" },
      { include: "#body" },
      { match: "^(?=.*\\S).*$", name: scope.comment, captures: { 0: inline } },
    ],
  },

  // ---- diffs ----
  diff: {
    patterns: [
      { include: "#git-file-c" },
      { include: "#git-file" },
      { include: "#plain-file" },
      { include: "#index-line" },
      { include: "#combined-hunk" },
      { include: "#loose-hunk" },
    ],
  },
  "git-file-c": file(
    `(diff --(?:git|cc|combined))( (?:.*[^ ])?${cFile}"?)[ ]?$`,
    { 1: is(scope.meta), 2: is(scope.path) },
    "",
    [{ include: "#hunk-c" }, { include: "#combined-hunk" }, { include: "#diff-header-line" }],
  ),
  "git-file": file(`(diff --(?:git|cc|combined))( .*)$`, { 1: is(scope.meta), 2: is(scope.path) }, "", [
    { include: "#hunk-text" },
    { include: "#combined-hunk" },
    { include: "#diff-header-line" },
  ]),
  // `diff -u`, quilt: the name on the `+++` line tells the language.
  "plain-file": file(
    `(---)( ${pathLike}.*)$`,
    { 1: is(scope.meta), 2: is(scope.path) },
    `(?!--- ${pathLike})`,
    [
      file(
        `(\\+\\+\\+)( (?:[^\\t]*[^\\t ])?${cFile}"?)(\\t.*)?$`,
        { 1: is(scope.meta), 2: is(scope.path), 3: is(scope.date) },
        `(?!--- ${pathLike})`,
        [{ include: "#hunk-c-plain" }],
      ),
      file(
        `(\\+\\+\\+)( [^\\t]*)(\\t.*)?$`,
        { 1: is(scope.meta), 2: is(scope.path), 3: is(scope.date) },
        `(?!--- ${pathLike})`,
        [{ include: "#hunk-text-plain" }],
      ),
      { include: "#loose-hunk" },
    ],
  ),
  "index-line": {
    patterns: [
      { match: `${start}(Index:)( \\S+)$`, captures: { 1: is(scope.meta), 2: is(scope.path) } },
      { match: `${start}={67}$`, name: scope.meta },
      { match: `${start}(diff -\\S*|diff -r|Only in) .*$`, name: scope.meta },
    ],
  },
  "diff-header-line": {
    patterns: [
      {
        match: `${start}(index )(${hex}{4,64}(?:,${hex}{4,64})*)(\\.\\.)(${hex}{4,64})( \\d+)?$`,
        captures: {
          1: is(scope.meta),
          2: is(scope.hash),
          3: is(scope.meta),
          4: is(scope.hash),
          5: is(scope.meta),
        },
      },
      { match: `${start}(---|\\+\\+\\+)( .*)$`, captures: { 1: is(scope.meta), 2: is(scope.path) } },
      {
        match: `${start}((?:copy|rename) (?:from|to))( .*)$`,
        captures: { 1: is(scope.meta), 2: is(scope.path) },
      },
      { match: `${start}"?[ab]/\\S.*$`, name: scope.path },
      {
        begin: `${start}GIT binary patch$`,
        beginCaptures: { 0: is(scope.meta) },
        while: `${start}(?=(?:literal|delta) \\d|[A-Za-z][0-9A-Za-z!#$%&()*+;<=>?@^_\`{|}~-]{5,65}$|$)`,
        patterns: [{ match: `${start}\\S.*$`, name: scope.meta }],
      },
      { match: `${start}${headerLine}.*$`, name: scope.meta },
    ],
  },
  "hunk-c": hunk([{ include: "#c" }], ""),
  "hunk-text": hunk([], ""),
  "hunk-c-plain": hunk([{ include: "#c" }], `(?!--- ${pathLike})`),
  "hunk-text-plain": hunk([], `(?!--- ${pathLike})`),
  // A hunk whose file header was cut away, as in replies; kernel mail: C. An empty line ends it outside quotes.
  "loose-hunk": hunk([{ include: "#c" }], `${notDiff}(?!^$)`),
  "combined-hunk": {
    name: "meta.diff.hunk.combined.patch-mail",
    begin: `${start}(@@@+(?: -\\d+(?:,\\d+)?)+ \\+\\d+(?:,\\d+)? @@@+)(?: (.*))?$`,
    beginCaptures: { 1: is(scope.range), 2: is(scope.section) },
    while: `${start}(?=[ +\\-\\\\\\t]|$)`,
    patterns: [
      { match: `${start}(?: \\+|\\+[ +]).*$`, name: scope.added },
      { match: `${start}(?: -|-[ -]).*$`, name: scope.removed },
      { match: `${start}\\\\ .*$`, name: scope.noNewline },
    ],
  },
  // Only ever included from a capture of one line: nothing that stays open reaches the next line.
  c: {
    patterns: [
      {
        match:
          '(#)[ \\t]*((?:include|define|undef|ifn?def|if|elif|else|endif|error|warning|pragma|line)\\b)(?:[ \\t]*(<[^>]*>|"[^"]*"))?',
        captures: {
          1: is("keyword.control.directive.c"),
          2: is("keyword.control.directive.c"),
          3: is("string.quoted.other.include.c"),
        },
      },
      // Its partner may stand outside of the hunk: no error, as the grammar of C would have it.
      { match: "[)}\\]]", name: "punctuation.section.c" },
      { include: "source.c" },
    ],
  },
  "range-diff": {
    patterns: [
      {
        name: "meta.range-diff.patch-mail",
        begin: `^[ ]{0,6}(\\d+|-):[ ]+(${hex}{4,64}|-{4,64}) ([=!<>])[ ]+(\\d+|-):[ ]+(${hex}{4,64}|-{4,64}) (.*)$`,
        beginCaptures: {
          0: is("meta.range-diff.row.patch-mail"),
          2: is(scope.hash),
          3: is(scope.range),
          5: is(scope.hash),
          6: is(scope.subject),
        },
        while: "^(?=[ ]{4}|$)",
        // The first sign tells which version has the line; the second one is the patch's own.
        patterns: [
          { match: "^[ ]{4}(@@.*)$", captures: { 1: is(scope.range) } },
          { match: "^[ ]{4}(\\+.*)$", captures: { 1: is(scope.added) } },
          { match: "^[ ]{4}(-.*)$", captures: { 1: is(scope.removed) } },
          { match: "^[ ]{5}(\\+)", captures: { 1: is(scope.added) } },
          { match: "^[ ]{5}(-)", captures: { 1: is(scope.removed) } },
          { match: "^[ ]{4}( ## .* ##)$", captures: { 1: is(scope.path) } },
        ],
      },
      {
        // git writes the diff two columns in; in a cover letter flush left, where it is coloured as any diff.
        name: "meta.interdiff.patch-mail",
        begin: "^(Interdiff(?: against v\\S{1,40})?:)$",
        beginCaptures: { 1: is(scope.meta) },
        while: `^(?=[ ]{2}(?:[ +\\-\\\\]|@@|diff --|${headerLine})|[ ]{0,2}$)`,
        patterns: [
          { match: `^[ ]{2}(@@+ .* @@+)(?: (.*))?$`, captures: { 1: is(scope.range), 2: is(scope.section) } },
          { match: `^[ ]{2}((?:---|\\+\\+\\+) ${pathLike}.*)$`, captures: { 1: is(scope.meta) } },
          { match: "^[ ]{2}(\\+.*)$", captures: { 1: is(scope.added) } },
          { match: "^[ ]{2}(-.*)$", captures: { 1: is(scope.removed) } },
          { match: `^[ ]{2}((?:diff --|${headerLine}).*)$`, captures: { 1: is(scope.meta) } },
        ],
      },
      { match: "^Range-diff(?: (?:against|vs\\.?) v?\\S{1,40})?:$", name: scope.meta },
    ],
  },

  // ---- the rest of a body ----
  diffstat: {
    patterns: [
      {
        match: "^ ([^|]{1,300}[^| ])([ ]*\\|[ ]+)(\\d+)(?:[ ](\\+*)(-*))?[ ]*$",
        captures: {
          1: is(scope.path),
          3: is("constant.numeric.diffstat.patch-mail"),
          4: is(scope.added),
          5: is(scope.removed),
        },
      },
      {
        match: "^ ([^|]{1,300}[^| ])([ ]*\\|[ ]+)(Bin .*|Bin|Unmerged)$",
        captures: { 1: is(scope.path), 3: is(scope.meta) },
      },
      {
        match:
          "^ \\d+ files? changed(?:(, )(\\d+ insertions?\\(\\+\\)))?(?:(, )(\\d+ deletions?\\(-\\)))?[ ]*$",
        captures: { 0: is("meta.diffstat.summary.patch-mail"), 2: is(scope.added), 4: is(scope.removed) },
      },
      {
        match: "^ ((?:create|delete) mode \\d{6}|mode change \\d{6} => \\d{6}|rename|copy|rewrite) (\\S.*)$",
        captures: { 1: is(scope.meta), 2: is(scope.path) },
      },
    ],
  },
  trailers: {
    patterns: [
      {
        match: `^(?!Assisted-by)(${trailerPerson})(:)(${person})(.*)$`,
        captures: {
          1: is(scope.trailerName),
          3: is(scope.trailerPerson),
          4: isWith(scope.trailerValue, [{ include: "#inline" }]),
        },
      },
      {
        // A subject that the sender's editor has wrapped.
        begin: '^(Fixes)(:)([ \\t](?!.*"\\)).*)$',
        beginCaptures: { 1: is(scope.trailerName), 3: isWith(scope.trailerValue, [{ include: "#inline" }]) },
        end: `^[ \\t]+\\S.*"\\)[ \\t]*$|^(?!${folded})`,
        endCaptures: { 0: is(scope.trailerValue) },
        contentName: scope.trailerValue,
      },
      {
        match: `^(${trailerText})(:)([ \\t].*)$`,
        captures: { 1: is(scope.trailerName), 3: isWith(scope.trailerValue, [{ include: "#inline" }]) },
      },
      {
        match: `^\\((cherry picked from commit) (${hex}{7,64})\\)$`,
        captures: { 1: is(scope.trailerName), 2: is(scope.hash) },
      },
    ],
  },
  "patch-info": {
    match:
      "^(base-commit|base-tree|change-id|prerequisite-(?:patch-id|message-id|change-id)|parent|tree|commit)(:?)( \\S+)(.*)$",
    captures: { 1: is(scope.meta), 3: is(scope.hash) },
  },
  "cut-line": { match: `${start}---[ ]?$`, name: scope.cutLine },
  scissors: { match: "^-[- ]{0,40}(?:>8|8<|>%|%<|✂)[-= ><8%✂A-Za-z]{0,60}$", name: scope.cutLine },
  signature: {
    name: scope.signature,
    begin: "^--[ ]?$",
    end: `^(?=[ \\t]*$|${separatorAhead}|--\\S|\\^ permalink)`,
  },
  dump: { match: `^${dumpLine}.*$`, name: scope.dump },
  report: {
    patterns: [
      {
        match: `^(\\| )(${anyTrailer})(:)( .*)$`,
        captures: { 1: is(scope.report), 2: is(scope.trailerName), 4: is(scope.trailerValue) },
      },
      {
        match:
          "^[ ]{0,3}[^\\s:|]+\\.[a-zA-Z]+:\\d+(?::\\d+)?: (?:warning|error|note|fatal error|sparse|remark).*$",
        name: scope.report,
      },
      { match: "^[ ]{2}> *\\d+\\t.*$", name: scope.report },
      {
        match: "^(?:All (?:warnings|errors|error/warnings|errors/warnings)|vim \\+\\d+) .*$",
        name: scope.report,
      },
    ],
  },
  page: {
    patterns: [
      {
        match:
          "^(?:public inbox for \\S+|[ ]help / color / mirror / Atom feed|\\[-- (?:Attachment|Type:|Warning:).* --\\]|.{0,20}(?:reply|next|prev|parent)\\tother threads:.*|\\^ permalink raw reply.*|end of thread, other threads:.*|-- links below jump to the message on this page --|\\[parent not found: .*\\]|[ ]{2}\\d+ siblings?, .*in thread)$",
        name: scope.page,
      },
      { match: "^@ \\d{4}-\\d\\d-\\d\\d[ ]+\\d.*$", name: scope.page },
      { match: "^\\* (?:Re: )?\\[.*$", name: scope.page },
      {
        match: "^(?:(\\d{4}-\\d\\d-\\d\\d[ ]+\\d{1,2}:\\d\\d)|[ ]*(\\[not found\\]))[ ].*$",
        name: scope.page,
        captures: { 1: is(scope.date), 2: is(scope.report) },
      },
      {
        name: scope.page,
        begin: "^(?:Thread overview: |Reply instructions:$|You may reply publicly to this message)",
        end: `^(?=[ \\t]*$|${separatorAhead})`,
        patterns: [{ match: "^\\d{4}-\\d\\d-\\d\\d[ ]+\\d{1,2}:\\d\\d", name: scope.date }],
      },
      {
        name: scope.page,
        begin:
          "^\\* (?:Save the following mbox file|Reply using the --to|If your mail client supports setting)",
        end: `^(?=\\* |Be sure your reply|This is a public inbox|${separatorAhead})`,
      },
      {
        match:
          "^(?:Be sure your reply has|This is a(?:n external index of several)? public inbox|for how to clone and mirror|as well as URLs for).*$",
        name: scope.page,
      },
    ],
  },
  inline: {
    patterns: [
      { match: "<[^<>\\s@]{1,200}@[^<>\\s@]{1,200}>", name: scope.messageId },
      { match: `\\b(?=${hex}{0,40}[0-9])(?=${hex}{0,40}[a-f])${hex}{12,64}\\b`, name: scope.hash },
      { match: `\\b(?<=[Cc]ommit )${hex}{7,64}\\b`, name: scope.hash },
    ],
  },
  /** What may stand in a body, in a reply or not. */
  body: {
    patterns: [
      { include: "#message-start" },
      { include: "#quoted-diff" },
      { include: "#quoted-line" },
      { include: "#diff" },
      { include: "#mime-boundary" },
      { include: "#signature" },
      { include: "#cut-line" },
      { include: "#scissors" },
      { include: "#trailers" },
      { include: "#header-block" },
      { include: "#diffstat" },
      { include: "#range-diff" },
      { include: "#patch-info" },
      { include: "#dump" },
      { include: "#report" },
      { include: "#page" },
    ],
  },
};

export const grammar = {
  information_for_contributors: ["Written by syntaxes/grammar.mjs; change it there."],
  name: "Patch Mail",
  scopeName: "text.patch-mail",
  patterns: [
    { include: "#document-header" },
    { include: "#reply" },
    { include: "#body" },
    { include: "#inline" },
    // Never matches. VS Code loads the grammars that `patterns` name, and overlooks those that only captures name.
    { begin: "(?!)", end: "(?!)", patterns: [{ include: "source.c" }] },
  ],
  repository,
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(
    new URL("patch-mail.tmLanguage.json", import.meta.url),
    `${JSON.stringify(grammar, null, 2)}\n`,
  );
}
