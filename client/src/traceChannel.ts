import type { Disposable, LogOutputChannel } from "vscode";
import * as vscode from "vscode";

/**
 * An output channel for the protocol trace that obeys `patchMail.trace.server` alone. The language client writes a
 * trace only at the channel's level "Trace", which the user would have to set as well, by another command: this
 * channel claims that level while the setting asks for a trace, and writes what it gets as information.
 */
export function traceChannel(name: string): LogOutputChannel & Disposable {
  const channel = vscode.window.createOutputChannel(name, { log: true });
  const levels = new vscode.EventEmitter<vscode.LogLevel>();
  const level = (): vscode.LogLevel =>
    vscode.workspace.getConfiguration("patchMail").get<string>("trace.server", "off") === "off"
      ? vscode.LogLevel.Info
      : vscode.LogLevel.Trace;
  const listener = vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration("patchMail.trace.server")) levels.fire(level());
  });
  return {
    name: channel.name,
    get logLevel() {
      return level();
    },
    onDidChangeLogLevel: levels.event,
    trace: (message: string, ...details: unknown[]) => channel.info(message, ...details),
    debug: (message: string, ...details: unknown[]) => channel.debug(message, ...details),
    info: (message: string, ...details: unknown[]) => channel.info(message, ...details),
    warn: (message: string, ...details: unknown[]) => channel.warn(message, ...details),
    error: (error: string | Error, ...details: unknown[]) => channel.error(error, ...details),
    append: (value) => channel.append(value),
    appendLine: (value) => channel.appendLine(value),
    replace: (value) => channel.replace(value),
    clear: () => channel.clear(),
    show: (columnOrFocus?: vscode.ViewColumn | boolean, preserveFocus?: boolean) =>
      channel.show(typeof columnOrFocus === "boolean" ? columnOrFocus : preserveFocus),
    hide: () => channel.hide(),
    dispose() {
      listener.dispose();
      levels.dispose();
      channel.dispose();
    },
  };
}
