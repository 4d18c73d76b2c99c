/** One diff, and the forms of mail in which a reader meets it. */
import type { ParsedDocument } from "../../../server/src/features/feature.js";
import { viewOf } from "../decode/view.js";
import { parsed } from "./fixture.js";

const longPath = "drivers/net/ethernet/example/driver_with_a_long_name_core.c";
export const diff = `diff --git a/${longPath} b/${longPath}
index 1111111111aa..2222222222bb 100644
--- a/${longPath}
+++ b/${longPath}
@@ -8,8 +8,9 @@ static int widget_first(struct widget *w)
 	int err;
 
-	err = widget_count(w, 1);
+	err = widget_count_all(w, 1, GFP_KERNEL);
+	w->count = widget_with_a_long_name(err, w->first_argument, w->second_argument);
 	if (err)
 		return err;
 
 	mutex_lock(&w->lock);
 	w->flags = 0; /* größe = 1 */
@@ -98,4 +99,3 @@ static int widget_second(struct widget *w, int index_of_it)
 	w->state = 1;
-	w->flags = old_flags(w); return w;
-	w->count = 0;
+	w->flags = new_flags(w); return w;
 	return 0;
diff --git a/docs/old.txt b/docs/new.txt
similarity index 80%
rename from docs/old.txt
rename to docs/new.txt
index 3333333333cc..4444444444dd 100644
--- a/docs/old.txt
+++ b/docs/new.txt
@@ -1,3 +1,3 @@
 One line
-of two lines = 1
+of three lines = 1
 and an end.
`;
export const diffLines = diff.trimEnd().split("\n");

/** A document with the diff in it. */
export interface Place {
  readonly document: ParsedDocument;
  /**
   * Of each line of the diff: the line in the document, the column at which it begins, and how much of it stands there:
   * the rest was wrapped.
   */
  readonly lines: readonly { readonly line0: number; readonly column: number; readonly length: number }[];
  /** The mail that the document shows. */
  readonly mail: string;
}

const head = (subject: string, more = ""): string =>
  `From: Ben Example <ben@example.com>\nSubject: ${subject}\nMessage-ID: <55-1-ben@example.com>\n${more}\n`;
const log = "widget: count all\n\nSigned-off-by: Ben Example <ben@example.com>\n---\n\n";

/** Where the lines of the diff stand in the text, in their order: each is the next that ends with it, or with its beginning. */
function placed(text: string, mail = text): Place {
  const document = parsed(text);
  const { lines } = document.model;
  const found: { line0: number; column: number; length: number }[] = [];
  let line0 = 0;
  for (const wanted of diffLines) {
    for (let isFound = false; !isFound; line0++) {
      if (line0 >= lines.count) throw new Error(`not in the document: ${wanted}`);
      const line = lines.lineText(line0);
      const column = /^(?:> ?)*/.exec(line)?.[0].length ?? 0;
      const rest = line.slice(column);
      const own = rest === wanted || (rest.length > 50 && wanted.startsWith(`${rest} `)) ? rest : null;
      const unpadded = own === null && line.endsWith(wanted) && /^>*$/.test(line.slice(0, -wanted.length));
      isFound = own !== null || unpadded;
      if (isFound)
        found.push(
          unpadded
            ? { line0, column: line.length - wanted.length, length: wanted.length }
            : { line0, column, length: rest.length },
        );
    }
  }
  return { document, lines: found, mail };
}

/** As a mailer wraps a reply: after the last blank within the width, the rest without quote marks or with them. */
function wrapped(text: string, width: number, hasMarks: boolean): string {
  return text.replace(/^((?:> ?)+)(.*)$/gm, (line, marks: string, content: string) => {
    if (line.length <= width) return line;
    const at = content.lastIndexOf(" ", width - marks.length);
    if (at < 30) return line;
    return `${marks}${content.slice(0, at)}\n${hasMarks ? marks : ""}${content.slice(at + 1)}`;
  });
}

/** As a reply quotes it, `depth` levels deep, with an attribution above each level. */
function quoted(text: string, depth: number, mark = "> "): string {
  let body = text.trimEnd();
  for (let level = 1; level <= depth; level++) {
    const who = level % 2 === 0 ? "Ada" : "Cleo";
    body = `On Mon, Mar 03, 2025 at 0${level}:00:00AM +0100, ${who} Example wrote:\n${body
      .split("\n")
      .map((line) => (line.startsWith(">") || line === "" ? `>${line}` : `${mark}${line}`))
      .join("\n")}`;
  }
  return `${head("Re: [PATCH] widget: count all")}${body}\n\nFine.\n`;
}

export const plain = placed(`${head("[PATCH] widget: count all")}${log}${diff}-- \n2.39.5\n`);

export const forms: Record<string, () => Place | Promise<Place>> = {
  "in a patch with CRLF": () =>
    placed(`${head("[PATCH] widget: count all")}${log}${diff}-- \n2.39.5\n`.replaceAll("\n", "\r\n")),
  "without a header": () => placed(diff),
  "quoted once": () => placed(quoted(log + diff, 1)),
  "quoted three deep": () => placed(quoted(log + diff, 3)),
  "quoted six deep": () => placed(quoted(log + diff, 6)),
  "quoted without a blank behind the mark": () => placed(quoted(log + diff, 1, ">")),
  "quoted, the diff alone": () => placed(quoted(diff, 2)),
  "in an attachment": () =>
    placed(
      `${head("a patch", 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n')}--b\nContent-Type: text/plain\n\nSee below.\n\n--b\nContent-Type: text/x-patch; name="a.patch"\nContent-Disposition: attachment; filename="a.patch"\n\n${diff}\n--b--\n`,
    ),
  "in a decoded quoted-printable mail": async () => {
    const mail = `${head("[PATCH] widget: count all", "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n")}${quotedPrintable(log + diff)}`;
    return placed((await viewOf(mail)).text, mail);
  },
  "in a decoded base64 attachment": async () => {
    const body = Buffer.from(diff).toString("base64").replace(/.{76}/g, "$&\n");
    const mail = `${head("a patch", 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n')}--b\nContent-Type: text/plain\n\nSee below.\n\n--b\nContent-Type: text/x-patch; charset=UTF-8; name="a.patch"\nContent-Disposition: attachment; filename="a.patch"\nContent-Transfer-Encoding: base64\n\n${body}\n--b--\n`;
    return placed((await viewOf(mail)).text, mail);
  },
  "quoted in a decoded quoted-printable reply": async () => {
    const reply = quoted(log + diff, 3);
    const body = reply.slice(reply.indexOf("\n\n") + 2);
    const mail = `${head("Re: [PATCH] widget: count all", "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n")}${quotedPrintable(body)}`;
    return placed((await viewOf(mail)).text, mail);
  },
  "quoted and wrapped without marks": () => placed(wrapped(quoted(log + diff, 1), 76, false)),
  "quoted and wrapped with marks": () => placed(wrapped(quoted(log + diff, 1), 76, true)),
  "wrapped without marks, and quoted again": () => {
    const reply = wrapped(quoted(log + diff, 1), 78, false);
    return placed(quoted(reply.slice(reply.indexOf("\n\n") + 2), 2));
  },
  "quoted, with comments between the lines": () => {
    const reply = quoted(log + diff, 1);
    return placed(
      reply
        .replace("second_argument);\n", "second_argument);\n\nWhy?\n\n")
        .replace("> -	w->count = 0;\n", "> -	w->count = 0;\n\nIs this needed?\n\n"),
    );
  },
};

function quotedPrintable(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) =>
      byte === 10
        ? "\n"
        : byte === 0x3d || byte > 0x7e || byte === 9
          ? `=${byte.toString(16).toUpperCase().padStart(2, "0")}`
          : String.fromCharCode(byte),
    )
    .join("")
    .replace(/^.{76,}$/gm, (line) => line.replace(/(?:=..|[^=]){60}(?=.)/g, "$&=\n"))
    .replace(/ $/gm, "=20");
}
