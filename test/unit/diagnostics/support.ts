import { parse } from "../../../server/src/core/parse.js";
import type { DiagnoseOptions } from "../../../server/src/diagnostics/diagnose.js";
import { diagnose } from "../../../server/src/diagnostics/diagnose.js";
import type { MailDiagnostic } from "../../../server/src/diagnostics/mailDiagnostic.js";
import type { ParsedDocument } from "../../../server/src/features/feature.js";

export function parsed(text: string): ParsedDocument {
  const { document, problems } = parse(text);
  return { uri: "file:///mail.eml", version: 1, languageId: "patch-mail", text, model: document, problems };
}

export function diagnoseText(text: string, options: DiagnoseOptions = {}): MailDiagnostic[] {
  return diagnose(parsed(text), options);
}

export const SEVERITY_NAMES = ["", "error", "warning", "information", "hint"] as const;

/** `error patch.corrupt-hunk 12` for each finding; the line is 1-based. */
export function summary(diagnostics: readonly MailDiagnostic[]): string[] {
  return diagnostics.map((one) => `${SEVERITY_NAMES[one.severity]} ${one.code} ${one.range.start.line + 1}`);
}

export interface MailParts {
  readonly separator?: string;
  readonly from?: string;
  readonly subject?: string;
  readonly date?: string;
  /** More header lines, each with its line end. */
  readonly headers?: string;
  readonly log?: string;
  readonly diffstat?: string;
  readonly diff?: string;
}

export const DIFF = `diff --git a/drivers/hwmon/frost.c b/drivers/hwmon/frost.c
index 564e7739c8d2..c524fe085484 100644
--- a/drivers/hwmon/frost.c
+++ b/drivers/hwmon/frost.c
@@ -33,7 +33,8 @@ static int frost_read(struct frost *frost, long *val)
 	if (ret)
 		return ret;
 
-	*val = raw >> 4;
+	/* bit 15 is the sign */
+	*val = sign_extend32(raw >> 4, 11);
 	return 0;
 }
 
`;

export const DIFFSTAT = ` drivers/hwmon/frost.c | 3 ++-
 1 file changed, 2 insertions(+), 1 deletion(-)
`;

export const LOG = `The registers hold a signed value.

Signed-off-by: Anna Berg <anna.berg@example.org>
`;

/** A sound patch mail, as git format-patch writes it, with parts of it replaced. */
export function mail(parts: MailParts = {}): string {
  const {
    separator = "",
    from = "Anna Berg <anna.berg@example.org>",
    subject = "[PATCH] hwmon: (frost) Fix temperatures below zero",
    date = "Mon, 9 Mar 2026 10:17:30 +0100",
    headers = "",
    log = LOG,
    diffstat = DIFFSTAT,
    diff = DIFF,
  } = parts;
  return `${separator}From: ${from}
Date: ${date}
Subject: ${subject}
${headers}
${log}---
${diffstat}
${diff}-- 
2.39.5

`;
}

export const SEPARATOR = "From 0d3f6a1c9b7e5428f1a2c3d4e5f60718293a4b5c Mon Sep 17 00:00:00 2001\n";
