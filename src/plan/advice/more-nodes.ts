import type { Advice } from "../plan.ts";
import { formatWhatIf, type NodeChanges, withNodes } from "../what-if.ts";
import type { Trial } from "./trial.ts";

/** The fewest nodes of one pool that suffice, for each pool of which any number does; else of several pools together. */
export function moreNodes(trial: Trial): Advice[] {
  const { inventory, demand } = trial;
  const pods = demand.workloads.flatMap((workload) => workload.pods);
  const most = Math.min(
    mostNodes,
    pods.reduce((sum, { count }) => sum + count.minimum, 0),
  );
  const withGpus = inventory.nodePools.filter(({ gpu }) => gpu !== undefined);
  const pools = (withGpus.length > 0 ? withGpus : inventory.nodePools).map(({ name }) => name);
  const added = (changes: NodeChanges) => ({ inventory: withNodes(inventory, changes) });
  const alone = pools.slice(0, mostPools).flatMap((pool): Advice[] => {
    const found = trial.smallest(most, (number) => added(new Map([[pool, number]])));
    return found ? [adviceOf(new Map([[pool, found.number]]), found.verdict)] : [];
  });
  if (alone.length > 0) return alone.sort((a, b) => nodesOf(a) - nodesOf(b));
  return together(trial, pools.slice(0, mostPools), most, added);
}

const mostNodes = 64;
const mostPools = 6;

/** As many of each, then as few of each as the others allow. */
function together(
  trial: Trial,
  pools: readonly string[],
  most: number,
  added: (changes: NodeChanges) => { inventory: Trial["inventory"] },
): Advice[] {
  if (pools.length < 2) return [];
  const found = trial.smallest(most, (number) => added(new Map(pools.map((pool) => [pool, number]))));
  if (!found) return [];
  const changes = new Map(pools.map((pool) => [pool, found.number]));
  let { verdict } = found;
  for (const pool of pools) {
    const tried = (number: number) => added(new Map(changes).set(pool, number));
    const without = trial.with(tried(0));
    const fewer =
      without === undefined ? trial.smallest(found.number, tried) : { number: 0, verdict: without };
    if (!fewer) continue;
    changes.set(pool, fewer.number);
    verdict = fewer.verdict;
  }
  for (const [pool, number] of changes) if (number === 0) changes.delete(pool);
  return [adviceOf(changes, verdict)];
}

function adviceOf(changes: NodeChanges, verdict: Advice["verdict"]): Advice {
  const parts = [...changes].map(
    ([pool, number]) => `${number} ${number === 1 ? "node" : "nodes"} to the pool ${pool}`,
  );
  return { code: "add-nodes", message: `add ${parts.join(" and ")}`, whatIf: formatWhatIf(changes), verdict };
}

function nodesOf({ whatIf = "" }: Advice): number {
  return Number(/=\+(\d+)$/.exec(whatIf)?.[1] ?? 0);
}
