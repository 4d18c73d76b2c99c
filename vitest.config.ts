import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/{unit,corpus,lsp,clients}/**/*.test.ts"],
    // Two processes suffice: the corpus and the protocol tests are bound by the processor and by git.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ["default"],
    passWithNoTests: true,
  },
});
