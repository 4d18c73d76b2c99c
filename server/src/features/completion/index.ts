import { fixes } from "./fixes.js";
import { hashes } from "./hashes.js";
import { headerNames } from "./headerNames.js";
import { messageIds } from "./messageIds.js";
import { people } from "./people.js";
import { snippets } from "./snippets.js";
import type { CompletionSource } from "./source.js";
import { subject } from "./subject.js";
import { trailerNames } from "./trailerNames.js";

/** Where completions come from, in the order of the list: one line each. */
export const completionSources: readonly CompletionSource[] = [
  headerNames,
  trailerNames,
  snippets,
  people,
  fixes,
  hashes,
  messageIds,
  subject,
];
