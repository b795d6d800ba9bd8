import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/peers/**", "test/render/**", "test/precommit/**", "test/workflows/**"],
    testTimeout: 60_000,
  },
});
