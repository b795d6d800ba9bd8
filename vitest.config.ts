import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { secondTry } from "./test/support/second-try.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: [
      "airgap",
      "browser",
      "cluster",
      "git-server",
      "images",
      "monitoring",
      "install",
      "peers",
      "precommit",
      "render",
      "workflows",
    ].map((suite) => `test/${suite}/**`),
    // The same cases at each run, so that red is of the change: NIMOPS_SEED=$RANDOM npm test takes others.
    env: { NIMOPS_SEED: process.env.NIMOPS_SEED ?? "1" },
    setupFiles: ["test/support/fixed-seed.ts"],
    // By itself Vitest leaves one processor to others: of two that is half.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    retry: secondTry,
    testTimeout: 240_000,
    hookTimeout: 120_000,
  },
});
