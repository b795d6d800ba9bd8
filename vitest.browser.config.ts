import { defineConfig } from "vitest/config";

/** The HTML report in a real browser: Chromium as Debian packages it, or the one that CHROMIUM names. */
export default defineConfig({
  test: {
    include: ["test/browser/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
