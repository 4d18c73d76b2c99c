/** Two versions of a small series, as mboxes: one patch unchanged, one with a new trailer, one changed, one dropped, one new. */
export function rerolls(): { readonly v1: string; readonly v2: string } {
  const reviewed = "Reviewed-by: Bo Lindqvist <bo@example.com>";
  return {
    v1: mbox(1, "2026-04-06", [
      patch("kiln: Read the sensor once", "", diff("kiln-core.c", "read", "once")),
      patch("kiln: Name the registers", "", diff("kiln-regs.h", "name", "names")),
      patch("kiln: Warm up slowly", "", diff("kiln-heat.c", "warm", "slowly")),
      patch("kiln: Drop the debug output", "", diff("kiln-debug.c", "debug", "silent")),
    ]),
    v2: mbox(2, "2026-04-20", [
      patch("kiln: Read the sensor once", reviewed, diff("kiln-core.c", "read", "once")),
      patch("kiln: Name the registers", "", diff("kiln-regs.h", "name", "names")),
      patch("kiln: Warm up slowly", "", diff("kiln-heat.c", "warm", "very_slowly")),
      patch("kiln: Cool down, too", "", diff("kiln-cool.c", "cool", "down")),
    ]),
  };
}

interface Patch {
  readonly title: string;
  readonly trailer: string;
  readonly diff: string;
}

const patch = (title: string, trailer: string, text: string): Patch => ({ title, trailer, diff: text });

function diff(file: string, name: string, value: string): string {
  const added = [
    `\tret = kiln_${name}_begin(kiln);`,
    "\tif (ret)",
    "\t\treturn ret;",
    "",
    `\tkiln->${name} = KILN_${value.toUpperCase()};`,
    `\tkiln_${name}_wait(kiln, 20);`,
    `\tkiln_${name}_end(kiln);`,
  ];
  return [
    `diff --git a/drivers/kiln/${file} b/drivers/kiln/${file}`,
    "index 1111111aaaaa..2222222bbbbb 100644",
    `--- a/drivers/kiln/${file}`,
    `+++ b/drivers/kiln/${file}`,
    `@@ -10,6 +10,${5 + added.length} @@ static int kiln_${name}(struct kiln *kiln)`,
    " {",
    "\tint ret;".replace(/^/, " "),
    " ",
    `-\tkiln->${name} = 0;`,
    ...added.map((line) => `+${line}`),
    " \treturn 0;",
    " }",
    "",
  ].join("\n");
}

function mbox(version: number, day: string, patches: readonly Patch[]): string {
  const tag = version === 1 ? "PATCH" : `PATCH v${version}`;
  const mails = patches.map(({ title, trailer, diff: text }, at) =>
    mail(
      `[${tag} ${at + 1}/${patches.length}] ${title}`,
      `${day}-${at + 1}@example.org`,
      `${day}-0@example.org`,
      day,
      ["The kiln must not burn what it bakes.", "", "Signed-off-by: Ada Frost <ada@example.org>"]
        .concat(trailer === "" ? [] : [trailer])
        .concat("---", ` drivers/kiln/x.c | 8 +++++++-`, "", `${text}-- `, "2.47.0")
        .join("\n"),
    ),
  );
  const cover = mail(
    `[${tag} 0/${patches.length}] kiln: Bake evenly`,
    `${day}-0@example.org`,
    "",
    day,
    "Bread is baked evenly with this.\n",
  );
  return [cover, ...mails].join("\n");
}

function mail(subject: string, id: string, parent: string, day: string, body: string): string {
  return [
    "From mboxrd@z Thu Jan  1 00:00:00 1970",
    "From: Ada Frost <ada@example.org>",
    "To: linux-hwmon@example.org",
    `Date: ${new Date(`${day}T10:00:00Z`).toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <${id}>`,
    ...(parent === "" ? [] : [`In-Reply-To: <${parent}>`, `References: <${parent}>`]),
    `Subject: ${subject}`,
    "",
    body,
    "",
  ].join("\n");
}
