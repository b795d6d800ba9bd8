import { join } from "node:path";
import type { ViteUserConfig } from "vitest/config";
import { haveCrds, noCrds } from "../support/crds.ts";
import { secondTry } from "../support/second-try.ts";
import { controlPlaneTools, ToolsMissing, tool } from "./tools/build.ts";

export interface Suite {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Tests on a real control plane. Its programs are built here, before the first test, where they are missing. */
export async function suite({ include, exclude, env = {} }: Suite): Promise<ViteUserConfig> {
  const existing = process.env.NIMOPS_TEST_KUBECONFIG;
  const missing = await whatIsMissing(existing !== undefined);
  if (missing && process.env.CI) throw new Error(missing);
  if (missing) console.error(`skipped: ${missing}`);
  return {
    test: {
      include: missing ? [] : [...include],
      exclude: [...exclude],
      env: { ...env },
      setupFiles: [join(import.meta.dirname, "../support/fixed-seed.ts")],
      passWithNoTests: missing !== undefined,
      // A control plane is five programs; a cluster that all files share is one.
      maxWorkers: 2,
      fileParallelism: !existing,
      retry: secondTry,
      testTimeout: 360_000,
      hookTimeout: 400_000,
    },
  };
}

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
