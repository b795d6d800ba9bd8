import { defineConfig } from "vitest/config";
import { haveCrds, noCrds } from "../support/crds.ts";
import { controlPlaneTools, ToolsMissing, tool } from "./tools/build.ts";

/** Tests on a real control plane. Its programs are built here, before the first test, where they are missing. */
export default defineConfig(async () => {
  const existing = process.env.NIMOPS_TEST_KUBECONFIG;
  const missing = await whatIsMissing(existing !== undefined);
  if (missing && process.env.CI) throw new Error(missing);
  if (missing) console.error(`skipped: ${missing}`);
  return {
    test: {
      include: missing ? [] : ["test/cluster/**/*.test.ts"],
      passWithNoTests: missing !== undefined,
      // A control plane is five programs; a cluster that all files share is one.
      maxWorkers: 2,
      fileParallelism: !existing,
      testTimeout: 60_000,
      hookTimeout: 120_000,
    },
  };
});

async function whatIsMissing(haveCluster: boolean): Promise<string | undefined> {
  if (!haveCrds) return noCrds;
  try {
    await (haveCluster ? tool("kwok") : controlPlaneTools());
    return undefined;
  } catch (error) {
    if (error instanceof ToolsMissing) return error.message;
    throw error;
  }
}
