/**
 * The room of the rules and of what helps a writer: problems, quick fixes. It is a bundle of its own (`dist/diagnostics.cjs`),
 * loaded after the first document is opened, when somebody asks for its problems.
 */
export { resolvedCompletion } from "../features/completion/resolve.js";
export { lateFeatures } from "../features/lateFeatures.js";
export { applyDiagnostics } from "./applyDiagnostics.js";
export { withCheckpatch } from "./checkpatch/diagnostics.js";
export { diagnose } from "./diagnose.js";
export { recipientDiagnostics } from "./recipientDiagnostics.js";
