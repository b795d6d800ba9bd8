import { defineConfig } from "vitest/config";
import { secondTry } from "./test/support/second-try.ts";

/** Reading images with the real skopeo and podman, out of a real registry. */
export default defineConfig({
  test: {
    include: ["test/images/**/*.test.ts"],
    retry: secondTry,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
