import { defineConfig } from "vitest/config";

/** Tests with programs that others publish (pre-commit, actionlint, zizmor, promtool): they need PyPI, Go and Debian's prometheus. */
export default defineConfig({
  test: {
    include: ["precommit", "workflows", "monitoring"].map((suite) => `test/${suite}/**/*.test.ts`),
    testTimeout: 120_000,
    hookTimeout: 600_000,
  },
});
