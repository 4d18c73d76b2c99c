import type { Workplaces } from "../../git/workplace.js";
import type { Clock } from "../../lsp/host.js";

/** What repositories are asked with. */
export interface WritingServices {
  readonly git: Workplaces;
  readonly clock: Clock;
}
