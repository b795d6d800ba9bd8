import { defineConfig } from "vitest/config";
import { secondTry } from "./test/support/second-try.ts";

/** The way over an air gap with the real parts: podman, skopeo, registries and stores. */
export default defineConfig({
  test: {
    include: ["test/airgap/**/*.test.ts"],
    retry: secondTry,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Two at once fight for the disk and for the storage of podman.
    fileParallelism: false,
  },
});
