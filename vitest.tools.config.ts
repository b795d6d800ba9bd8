import { defineConfig } from "vitest/config";
import { secondTry } from "./test/support/second-try.ts";

/** Tests with programs that others publish (pre-commit, actionlint, zizmor, promtool): they need PyPI, Go and Debian's prometheus. */
export default defineConfig({
  test: {
    include: ["precommit", "workflows", "monitoring"].map((suite) => `test/${suite}/**/*.test.ts`),
    retry: secondTry,
    testTimeout: 120_000,
    hookTimeout: 600_000,
  },
});
