import { placementOf } from "../src/plan/placement/placement-of.ts";
import { problemOf } from "../src/plan/problem-of.ts";
import { exactSize, type FleetSize, randomFleet } from "../test/support/random-fleet.ts";
import { wholePlan } from "../test/support/whole-plan.ts";

/** Which random fleets, of at most which size. */
const samples: readonly { readonly size: FleetSize; readonly fleets: number }[] = [
  { size: exactSize, fleets: 300 },
  { size: { nodes: 200, pods: 600 }, fleets: 60 },
  { size: { nodes: 1000, pods: 4000 }, fleets: 20 },
];

/** How often a plan does not know whether a service has its place, and how long placing takes, as a table. */
export function shareOfUnknown(): string {
  const rows = samples.map(({ size, fleets }) => {
    let [services, unknown, undecided, slowest] = [0, 0, 0, 0];
    for (let seed = 1; seed <= fleets; seed++) {
      const { demand, inventory } = wholePlan(randomFleet(seed, size));
      const { problem } = problemOf(demand, inventory, "minimum");
      const start = performance.now();
      const { owners, verdict } = placementOf(problem);
      slowest = Math.max(slowest, performance.now() - start);
      services += owners.length;
      unknown += owners.filter((owner) => owner.verdict === "unknown").length;
      if (verdict === "unknown") undecided += 1;
    }
    const share = `${((unknown / services) * 100).toFixed(2)} %`;
    const cells = [`${size.nodes} nodes, ${size.pods} pods`, fleets, undecided, services, unknown, share];
    return `| ${[...cells, `${(slowest / 1000).toFixed(2)} s`].join(" | ")} |`;
  });
  return [
    "unknown: verdicts over random fleets\n",
    "| up to | fleets | unknown | services | unknown | share | slowest placement |",
    "|---|---|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}
