import { defineConfig } from "vitest/config";

/** Rendering with the real commands: kustomize and helm are built from their Go modules, kubectl is taken where it is. */
export default defineConfig({
  test: { include: ["test/render/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 900_000 },
});
