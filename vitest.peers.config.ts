import { defineConfig } from "vitest/config";

/** Tests beside other programs, which are built from source: they need Go and its module proxy. */
export default defineConfig({
  test: {
    include: ["test/peers/**/*.test.ts"],
    setupFiles: ["test/support/fixed-seed.ts"],
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
