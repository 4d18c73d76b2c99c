import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { type Api, extensionId, until } from "./support.js";

// The first file of the suite by its name: nothing has opened mail before.
describe("activation", () => {
  it("does not wait for the server", async () => {
    const extension = vscode.extensions.getExtension<Api>(extensionId);
    assert.ok(extension, "the extension is installed");
    assert.equal(extension.isActive, false, "nothing has asked for the extension yet");
    const api = await extension.activate();
    assert.equal(api.serverState, "starting", "activate() returned while the server was starting");
    await until("running", [api.onDidChangeServerState], () => api.serverState === "running");
  });
});
