import { inventoryFromCapi } from "../inventory/from-capi.ts";
import { clusterSource } from "../inventory/node-marks.ts";
import { logLine, printable } from "../report/printable.ts";
import { type ExitCode, exitCodes, UserError } from "../user-error.ts";
import type { Invocation } from "./command.ts";
import { objectsInFiles } from "./objects-in-files.ts";
import type { World } from "./world.ts";
import { writeInventory } from "./write-inventory.ts";

export async function runFromCapi(invocation: Invocation, world: World): Promise<ExitCode> {
  if (invocation.positionals.length === 0) {
    throw new UserError("nothing is named to read", {
      help: "name files or folders with MachineDeployments, or - for standard input",
    });
  }
  const products = productsOf(invocation);
  const generated = inventoryFromCapi(objectsInFiles(invocation.positionals, world), {
    name: invocation.text("name"),
    cluster: invocation.text("cluster"),
    products,
    all: invocation.isSet("all"),
  });
  const { inventory, unknown, warnings, clusters } = generated;
  if (clusters.length > 1) {
    throw new UserError(`the machines are of ${clusters.length} clusters: ${clusters.join(", ")}`, {
      help: "an inventory is of one: give --cluster NAME",
    });
  }
  const tell = (text: string) => world.stderr.write(`${logLine(printable(`nimops: ${text}`))}\n`);
  warnings.forEach(tell);
  for (const name of unknown) {
    tell(`the pool ${name} is left out: nothing tells its product; give --product ${name}=PRODUCT`);
  }
  for (const name of products.keys()) {
    const isPool = inventory.nodePools.some((pool) => pool.name === name);
    if (!isPool) tell(`--product ${name}: there is no such pool with GPUs`);
  }
  if (inventory.nodePools.length === 0) {
    if (unknown.length > 0 && !invocation.isSet("skip-unknown")) return exitCodes.findings;
    tell("found no pool with GPUs");
    return exitCodes.nothingFound;
  }
  const isOwn = (source: string) => source !== clusterSource;
  const isRight = await writeInventory({ ...generated, isOwn }, invocation.text("out"), world);
  const isWhole = unknown.length === 0 || invocation.isSet("skip-unknown");
  return isRight && isWhole ? exitCodes.clean : exitCodes.findings;
}

/** @throws UserError for one without a pool or a product. */
function productsOf(invocation: Invocation): Map<string, string> {
  return new Map(
    invocation.texts("product").map((text) => {
      const at = text.indexOf("=");
      if (at > 0 && at < text.length - 1) return [text.slice(0, at), text.slice(at + 1)];
      throw new UserError(`--product ${JSON.stringify(text)} names no pool and product`, {
        help: "write it as --product h100=h100-sxm",
      });
    }),
  );
}
