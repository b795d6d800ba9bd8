import { defineConfig } from "vitest/config";
import { secondTry } from "./test/support/second-try.ts";

/** The HTML report in a real browser: Chromium as Debian packages it, or the one that CHROMIUM names. */
export default defineConfig({
  test: {
    include: ["test/browser/**/*.test.ts"],
    retry: secondTry,
    testTimeout: 180_000,
    hookTimeout: 120_000,
  },
});
