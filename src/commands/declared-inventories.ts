import { resolve } from "node:path";
import { displayPath } from "../manifest/find.ts";
import { UserError } from "../user-error.ts";
import type { Invocation } from "./command.ts";
import { configFor } from "./config-for.ts";
import { type NamedInventory, namedInventory } from "./named-inventory.ts";
import type { World } from "./world.ts";

/**
 * The inventories that the configuration names, of all clusters or of those that `--cluster` asks for.
 *
 * @throws UserError where it names none.
 */
export async function declaredInventories(
  given: Pick<Invocation, "text" | "texts">,
  world: World,
): Promise<NamedInventory[]> {
  const { config, root } = await configFor(given.text("config"), world);
  const asked = given.texts("cluster").flatMap((names) => names.split(","));
  const unknown = asked.find((name) => !config.clusters.some((cluster) => cluster.name === name));
  if (unknown !== undefined) throw new UserError(`no cluster ${JSON.stringify(unknown)} is declared`);
  const found = config.clusters.flatMap(({ name, inventory }) =>
    inventory !== undefined && (asked.length === 0 || asked.includes(name)) ? [{ name, inventory }] : [],
  );
  if (found.length === 0) {
    throw new UserError("no inventory is named", {
      help: "give FILE, or name it under clusters[].inventory in nimops.yaml",
    });
  }
  return Promise.all(
    found.map(({ name, inventory }) =>
      namedInventory(displayPath(resolve(root, inventory), world.cwd), world, name),
    ),
  );
}

/**
 * The inventory of the file that is named, or the only one of the configuration.
 *
 * @throws UserError where there are several.
 */
export async function onlyInventory(invocation: Invocation, world: World): Promise<NamedInventory> {
  const [file, second] = invocation.positionals;
  if (second !== undefined) throw new UserError("one inventory at a time", { help: "name one file" });
  if (file !== undefined) return namedInventory(file, world);
  const [only, another] = await declaredInventories(invocation, world);
  if (only && !another) return only;
  throw new UserError("nimops.yaml names several inventories", { help: "give --cluster NAME, or FILE" });
}
