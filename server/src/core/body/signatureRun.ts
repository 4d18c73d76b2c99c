import { LineKind } from "../model.js";
import type { Scan } from "./scanState.js";

export function endSignature(scan: Scan, line0: number): void {
  if (scan.signatureDepth === 0) {
    const { lines } = scan.input;
    let end = line0;
    while (end > scan.signatureStart0 + 1 && lines.kind(end - 1) === LineKind.blank) end--;
    scan.signature = {
      span: lines.spanOfLines(scan.signatureStart0, end),
      startLine0: scan.signatureStart0,
      endLine0: end,
    };
  }
  scan.signatureDepth = -1;
}
