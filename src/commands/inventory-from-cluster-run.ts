import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { inventoryFromNodes } from "../inventory/from-nodes.ts";
import { mergedFleet } from "../inventory/merge-fleet.ts";
import { objectName } from "../inventory/pool-names.ts";
import { connect } from "../kube/connect.ts";
import { logLine, printable, printableLines } from "../report/printable.ts";
import { type ExitCode, exitCodes, UserError } from "../user-error.ts";
import { connectOptionsOf } from "./cluster-flags.ts";
import type { Invocation } from "./command.ts";
import { fetchFleet } from "./fetch-fleet.ts";
import { namedInventory, tellProblems } from "./named-inventory.ts";
import type { World } from "./world.ts";
import { writeInventoryText } from "./write-inventory.ts";

export async function runFromCluster(invocation: Invocation, world: World): Promise<ExitCode> {
  const [stray] = invocation.positionals;
  if (stray !== undefined) {
    throw new UserError(`nimops inventory from-cluster takes no argument ${JSON.stringify(stray)}`, {
      help: "give the file to write as --out FILE, the cluster as --context NAME",
    });
  }
  const out = invocation.text("out");
  const before = out === undefined ? undefined : await existing(out, world);
  const { fleet, context } = await read(invocation, world);
  const name = before?.inventory.name ?? (objectName(context ?? "") || "cluster");
  const { inventory, warnings } = inventoryFromNodes(fleet.objects, {
    name: nameOf(invocation) ?? name,
    allLabels: invocation.isSet("all-labels"),
  });
  const unseen = new Set(fleet.unseen.map(({ kind }) => kind));
  const merged = mergedFleet(before, { ...inventory, kubernetesVersion: fleet.kubernetesVersion }, unseen);
  const missing = fleet.unseen.map(({ resource, without }) => {
    const meaning = before ? "what the file says of them stays" : `they are left out, and ${without}`;
    return `these credentials may not list ${resource}: ${meaning}`;
  });
  const told = [...missing, ...warnings, ...merged.told];
  for (const text of told) world.stderr.write(`${logLine(`nimops: ${printable(text)}`)}\n`);
  const isRight = await writeInventoryText({ text: merged.text, before: before?.text }, out, world);
  return isRight && told.length === 0 ? exitCodes.clean : exitCodes.findings;
}

function nameOf(invocation: Invocation): string | undefined {
  const name = invocation.text("name");
  if (name === undefined || /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) return name;
  throw new UserError(`--name ${JSON.stringify(name)} is no name of an object`, {
    help: "write lower-case letters, digits and `-`, such as prod-eu",
  });
}

/** The inventory that is to be brought up to date; undefined where there is none yet. */
async function existing(path: string, world: World) {
  if (!existsSync(resolve(world.cwd, path))) return undefined;
  const found = await namedInventory(path, world);
  const { inventory, file } = found;
  if (inventory) return { inventory, text: file.text };
  tellProblems(found, world);
  throw new UserError(`${path} cannot be changed before its mistakes are`, {
    help: "correct it, or name another file with --out",
  });
}

async function read(invocation: Invocation, world: World) {
  const cluster = await connect(
    connectOptionsOf(invocation, world, (warning) =>
      world.stderr.write(`nimops: ${printableLines(warning)}
`),
    ),
  );
  try {
    return { fleet: await fetchFleet(cluster), context: cluster.context };
  } finally {
    await cluster.close();
  }
}
