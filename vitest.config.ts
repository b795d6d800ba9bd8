import { defineConfig } from "vitest/config";

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
    testTimeout: 60_000,
  },
});
