import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/vscode/*.spec.ts"],
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 120_000,
  },
});
