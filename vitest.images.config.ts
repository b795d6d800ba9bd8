import { defineConfig } from "vitest/config";

/** Reading images with the real skopeo and podman, out of a real registry. */
export default defineConfig({
  test: { include: ["test/images/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000 },
});
