import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { main } from "../../src/cli.ts";

interface Surroundings {
  readonly isTTY?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

/** A new folder for each test of a file, in which commands of `nimops inventory` run. */
export function inventoryFolder() {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nimops-inventory-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    path: (name = "") => join(folder, name),
    write: (name: string, text: string) => writeFileSync(join(folder, name), text),
    async run(args: readonly string[], { isTTY = false, env = {}, stdin = "" }: Surroundings = {}) {
      const out: string[] = [];
      const err: string[] = [];
      const code = await main({
        argv: ["inventory", ...args],
        cwd: folder,
        env,
        stdin: () => Buffer.from(stdin),
        stdout: { write: (text) => out.push(text), isTTY, columns: 80 },
        stderr: { write: (text) => err.push(text), isTTY: false, columns: 80 },
      });
      return { code, out: out.join(""), err: err.join("") };
    },
  };
}

/** The text of an inventory with these pools, one a line. */
export const inventoryText = (pools: string) =>
  `apiVersion: nimops.dev/v1alpha1\nkind: GPUInventory\nmetadata: {name: prod}\nspec:\n  nodePools:\n${pools}`;

export const h100Pool =
  "    - {name: h100, nodes: 2, gpu: {product: h100-sxm, count: 8}, reserved: {nvidia.com/gpu: 1}}\n";
export const l40sPool = "    - {name: l40s, nodes: {min: 1, max: 4}, gpu: {product: l40s, count: 4}}\n";
