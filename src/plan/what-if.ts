import type { Inventory } from "../inventory/inventory.ts";
import { closest } from "../nim/closest.ts";
import { UserError } from "../user-error.ts";

/** More or fewer nodes of pools, by the pools' names. */
export type NodeChanges = ReadonlyMap<string, number>;

/**
 * Reads `h100=+2`, and several with commas between them; a later one of a pool is added to the earlier.
 *
 * @throws UserError where it is not written so.
 */
export function parseWhatIf(texts: readonly string[]): NodeChanges {
  const changes = new Map<string, number>();
  for (const text of texts.flatMap((each) => each.split(","))) {
    const match = /^\s*([^=\s]{1,253})\s*=\s*([+-]\d{1,5})\s*$/.exec(text);
    if (!match) {
      throw new UserError(`--what-if ${JSON.stringify(text.slice(0, 100))} is not understood`, {
        help: "write the pool and how many nodes more or fewer it is to have, such as h100=+2 or l40s=-1",
      });
    }
    const [, pool = "", more = ""] = match;
    changes.set(pool, (changes.get(pool) ?? 0) + Number(more));
  }
  return changes;
}

/** As `--what-if` takes it. */
export function formatWhatIf(changes: NodeChanges): string {
  return [...changes].map(([pool, more]) => `${pool}=${more < 0 ? "" : "+"}${more}`).join(",");
}

/**
 * The inventory with other numbers of nodes. New ones are there at once, also where an autoscaler makes nodes; those that
 * go are the last.
 *
 * @throws UserError for pools that it does not have, and where more are to go than there are.
 */
export function withNodes(inventory: Inventory, changes: NodeChanges): Inventory {
  const names = inventory.nodePools.map(({ name }) => name);
  for (const pool of changes.keys()) {
    if (!names.includes(pool)) throw unknownPool(pool, inventory.name, names);
  }
  const nodePools = inventory.nodePools.map((pool) => {
    const more = changes.get(pool.name) ?? 0;
    if (more === 0) return pool;
    const { min, max } = pool.nodes;
    if (max + more < 0) {
      throw new UserError(`--what-if takes ${-more} nodes from the pool ${pool.name}, which has ${max}`);
    }
    if (max + more > mostNodes) {
      throw new UserError(
        `--what-if makes ${max + more} nodes of the pool ${pool.name}: ${mostNodes} are the most`,
      );
    }
    // Names may be given for the first nodes alone: the new ones come last and are numbered.
    const nodes = { min: Math.max(0, min + more), max: max + more };
    return { ...pool, nodes, nodeNames: pool.nodeNames.slice(0, nodes.max) };
  });
  return { ...inventory, nodePools };
}

const mostNodes = 10_000;

function unknownPool(pool: string, inventory: string, names: readonly string[]): UserError {
  const meant = closest(pool, names);
  const listed = names.length === 0 ? "it has none" : `its pools are ${names.slice(0, 20).join(", ")}`;
  return new UserError(
    `--what-if names the pool ${JSON.stringify(pool)}, which the inventory ${inventory} does not have`,
    {
      help: meant === undefined ? listed : `did you mean ${meant}? ${listed}`,
    },
  );
}
