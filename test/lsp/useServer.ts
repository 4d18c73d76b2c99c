import { afterAll, afterEach, beforeAll } from "vitest";
import {
  bundleServer,
  type ServerBundle,
  startTestClient,
  type TestClient,
  type TestClientOptions,
} from "./serverUnderTest.js";

/** Builds the server once for a file of tests, and ends the clients of each test behind it. */
export function useServer(): (options?: TestClientOptions) => TestClient {
  let bundle: ServerBundle;
  const clients: TestClient[] = [];
  beforeAll(async () => {
    bundle = await bundleServer();
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) {
      client.process.kill();
      await client.exit;
      client.connection.dispose();
    }
  });
  afterAll(() => bundle.remove());
  return (options) => {
    const client = startTestClient(bundle, options);
    clients.push(client);
    return client;
  };
}
