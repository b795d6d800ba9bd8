import { defineConfig } from "vitest/config";

/** Tests with programs that others publish (pre-commit, actionlint, zizmor): they need PyPI and Go. */
export default defineConfig({
  test: {
    include: ["test/precommit/**/*.test.ts", "test/workflows/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 600_000,
  },
});
