/**
 * What reads bodies: encodings undone, facts made. It is not needed before the first message is decoded or a view shows
 * what bodies tell, so it is a bundle of its own (`dist/decoder.cjs`), and mailparser another, which this one loads.
 */
export { createViews } from "../lsp/viewRequests.js";
export { exactPatch } from "../mailboxes/exactPatch.js";
export { factsOfBytes } from "../mailboxes/factsOfBytes.js";
export { readableMessage } from "../mailboxes/readableMessage.js";
