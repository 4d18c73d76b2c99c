import { appliesCommand } from "./appliesCommand.js";
import type { Command } from "./command.js";
import { compareCommand } from "./compareCommand.js";
import { decodeCommand } from "./decodeCommand.js";
import { exportCommand } from "./exportCommand.js";
import { extractCommand } from "./extractCommand.js";
import { lintCommand } from "./lintCommand.js";
import { parseCommand } from "./parseCommand.js";
import { threadsCommand } from "./threadsCommand.js";

/** The commands of `patch-mail`, in the order of its help: one line each. */
export const commands: readonly Command[] = [
  parseCommand,
  decodeCommand,
  extractCommand,
  threadsCommand,
  compareCommand,
  exportCommand,
  appliesCommand,
  lintCommand,
];
