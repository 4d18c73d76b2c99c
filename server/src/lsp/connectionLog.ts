import type { Connection } from "vscode-languageserver";
import type { Log } from "./host.js";

/** The client's output channel (`window/logMessage`). */
export function connectionLog(connection: Connection): Log {
  return {
    error: (line) => connection.console.error(line),
    warn: (line) => connection.console.warn(line),
    info: (line) => connection.console.info(line),
  };
}
