import type { Command } from "./command.js";
import { decodeCommand } from "./decodeCommand.js";
import { parseCommand } from "./parseCommand.js";
import { threadsCommand } from "./threadsCommand.js";

/** The commands of `patch-mail`, in the order of its help: one line each. */
export const commands: readonly Command[] = [parseCommand, decodeCommand, threadsCommand];
