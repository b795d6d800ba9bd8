import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isMap, type ValueMap, valueAt } from "../../src/nim/value.ts";
import type { Packing, Placement } from "../../src/plan/placement/answer.ts";
import { placementOf } from "../../src/plan/placement/placement-of.ts";
import type { Plan, PodPlan, WorkloadPlan } from "../../src/plan/plan.ts";
import { type PlacementProblem, problemOf } from "../../src/plan/problem-of.ts";
import { quotaMessage } from "../../src/plan/quota-limits.ts";
import { schedulerMessage } from "../../src/plan/scheduler/message.ts";
import { Random } from "../support/mutants.ts";
import { modelImage, type RandomFleet, randomFleet } from "../support/random-fleet.ts";
import { runCommand } from "../support/run-command.ts";
import { wholePlan, yamlOf } from "../support/whole-plan.ts";
import { type Arriving, arrive, comingPods, createAll, deploy, shuffled } from "./arrivals.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { lacksOwnPlane } from "./own-plane.ts";
import { type ComingPod, type PodFate, ScheduledFleet } from "./scheduled-fleet.ts";

const count = Number(process.env.NIMOPS_FLEETS ?? 10);
/** Of the first fleet; each of the others has the next one, so that any can be repeated alone. */
const seed = Number(process.env.NIMOPS_SEED ?? Math.floor(Math.random() * 1_000_000));
const orders = 5;
/** So many of a fleet's services that do not fit are asked about, and of those that an order leaves out. */
const mostAsked = 2;

const seen: Record<string, number> = {};
let plane: ControlPlane;
let folder: string;

beforeAll(async () => {
  plane = await startControlPlane({ operator: "none" });
  folder = mkdtempSync(join(plane.folder, "fleets-"));
});
afterAll(async () => {
  await plane?.stop();
  console.log(
    Object.entries(seen)
      .map(([what, times]) => `${times} ${what}`)
      .sort()
      .join("\n"),
  );
});

const isShared = lacksOwnPlane(
  "plans and the real scheduler",
  "other nodes and pods there change what it does",
);

describe.skipIf(isShared)(
  `the real scheduler does as plans say, for ${count} random fleets (NIMOPS_SEED=N NIMOPS_FLEETS=1 repeats one)`,
  () => {
    it.each(Array.from({ length: count }, (_, index) => seed + index))(
      "seed %i",
      async (each) => {
        const made = randomFleet(each);
        const planned = await plannedFleet(made, each % 4 === 0 ? "maximum" : "minimum");
        tell(`fleets: ${planned.verdict}`);
        for (const workload of planned.plan.workloads) tell(`services: ${planned.verdictOf(workload)}`);
        const fleet = await ScheduledFleet.build(plane, {
          inventory: planned.inventory,
          others: made.manifests.filter(({ kind }) => kind === "PriorityClass"),
          prefix: String(each),
        });
        try {
          await holds(fleet, planned, new Random(each));
        } finally {
          await fleet.end();
          await fleet.close();
        }
        // One that is given up would leave its nodes to the next.
      },
      600_000,
    );
  },
);

interface Planned {
  readonly plan: Plan;
  /** That is tried: as few or as many replicas as autoscalers may want. */
  readonly level: "minimum" | "maximum";
  /** At that level. */
  readonly verdict: Plan["verdict"];
  verdictOf(workload: WorkloadPlan): WorkloadPlan["verdict"];
  readonly inventory: ReturnType<typeof wholePlan>["inventory"];
  readonly placement: PlacementProblem;
  readonly answer: Placement;
  /** By index of the problem's groups. */
  readonly services: readonly Arriving[];
}

async function plannedFleet(made: RandomFleet, level: Planned["level"]): Promise<Planned> {
  const { inventory, demand, plan: planned } = wholePlan(made);
  const placement = problemOf(demand, inventory, level);
  const told = ["--model-manifest", `${modelImage}=none`];
  const { code, stdout, stderr } = await runCommand(["render", "--format", "json", ...told, "-"], {
    cwd: folder,
    stdin: yamlOf(made.manifests),
  });
  expect([code, stderr]).toEqual([0, ""]);
  const { items }: { items: ValueMap[] } = JSON.parse(stdout);
  const find = (kind: string, owner: string) =>
    items.find((item) => item.kind === kind && ownerOf(mapAt(item, "metadata")) === owner);
  const services = placement.problem.groups.map(({ owner: index, count: pods }): Arriving => {
    const workload = placement.owners[index];
    if (!workload) throw new Error("no owner");
    const owner = ownerOf(workload);
    const deployment = find("Deployment", owner);
    if (!deployment) throw new Error(`nothing is rendered for ${owner}`);
    // Nobody measures anything here, so that an autoscaler stays at its minimum.
    const scaler = level === "minimum" ? find("HorizontalPodAutoscaler", owner) : undefined;
    return { owner, deployment, count: pods, scaler };
  });
  const plan = planned();
  return {
    plan,
    level,
    verdict: level === "minimum" ? plan.verdict : plan.levels.maximum,
    verdictOf: (workload) => (level === "minimum" ? workload.verdict : workload.levels.maximum),
    inventory,
    placement,
    answer: placementOf(placement.problem),
    services,
  };
}

async function holds(fleet: ScheduledFleet, planned: Planned, random: Random): Promise<void> {
  const { plan, verdict: whole, answer } = planned;
  const of = (verdict: WorkloadPlan["verdict"]) =>
    plan.workloads.filter((each) => planned.verdictOf(each) === verdict);
  for (const workload of of("does-not-fit").slice(0, mostAsked)) await staysPending(fleet, planned, workload);
  const isTelling = whole === "does-not-fit" || of("fits").length > 0;
  const times = of("fits").length > 0 ? orders : isTelling ? 1 : 0;
  for (let order = 0; order < times; order++) await anyOrder(fleet, planned, random, order);
  if (whole === "fits-if-packed" || whole === "fits") await asPacked(fleet, planned);
  if (answer.creationOrder && whole === "fits-if-packed") await inOrder(fleet, planned);
  const stranded = answer.owners.flatMap(({ stranded: way }, owner) => (way ? [{ owner, way }] : []));
  for (const { owner, way } of stranded.slice(0, mostAsked)) await isStranded(fleet, planned, owner, way);
}

/** Alone on the fleet: its pods come one by one until one has no node, for the reason that the plan gave. */
async function staysPending(fleet: ScheduledFleet, planned: Planned, workload: WorkloadPlan): Promise<void> {
  const { placement, services } = planned;
  const owner = ownerOf(workload);
  const group = services.findIndex((each) => each.owner === owner);
  const service = services[group];
  if (!service) throw new Error(`no ${owner}`);
  await fleet.begin(namespacesOf(planned));
  const why = workload.pods.flatMap(({ pools }) => pools.map((pool) => pool.why ?? ""));
  const reasons = [...workload.reasons.map(({ message }) => message), ...why].join("\n");
  const running = new Map<number, Map<number, number>>();
  let isPending = false;
  for (let pod = 0; pod < service.count && !isPending; pod++) {
    const [refused] = await createAll(fleet, comingPods(service, 1), `pod-${pod}`);
    if (refused) {
      const existing = placement.problem.groups.map((_, index) => (index === group ? pod : 0));
      const said = quotaMessage(placement.problem.quotas, group, existing);
      expect(refused.refused).toContain(said?.replace("(in the inventory)", "quota"));
      expect(reasons, owner).toContain("quota");
      isPending = true;
      break;
    }
    const fates = await fleet.decided((now) => now.length === pod + 1);
    const pending = fates.find((fate) => fate.pending !== undefined);
    if (!pending) {
      running.clear();
      for (const { node } of fates) countAt(running, indexOf(placement, node), group);
      continue;
    }
    expect(pending.pending, owner).toBe(schedulerMessage(placement, group, running));
    // What a search of all placements says is of one of the ways in which the pods before may lie.
    if (!workload.reasons.some(({ code }) => code === "no-packing"))
      for (const complaint of complaintsIn(pending.pending ?? ""))
        expect(reasons, owner).toContain(complaint);
    isPending = true;
  }
  expect(isPending, `${owner} does not fit, and all its pods got a node: ${reasons}`).toBe(true);
  tell("checks: does-not-fit stays pending");
  await fleet.end();
}

/** All pods in any order; a few times by the controllers of the cluster, which make them from Deployments. */
async function anyOrder(
  fleet: ScheduledFleet,
  planned: Planned,
  random: Random,
  order: number,
): Promise<void> {
  const { plan, verdict: whole, services } = planned;
  const sure = new Set(plan.workloads.filter((each) => planned.verdictOf(each) === "fits").map(ownerOf));
  const wanted = services.filter(({ owner }) => sure.has(owner)).reduce((sum, each) => sum + each.count, 0);
  const isEnough = (fates: readonly PodFate[]) =>
    fates.filter(({ owner, node }) => sure.has(owner) && node !== undefined).length >= wanted;
  await fleet.begin(namespacesOf(planned));
  const isDeployed = order === 0 && random.below(10) === 0;
  const fates = isDeployed
    ? await deploy(fleet, inAnyOrder(services, random), isEnough)
    : await arrive(fleet, shuffled(services, random), isEnough);
  const left = fates.filter(({ node }) => node === undefined);
  expect(
    left.filter(({ owner }) => sure.has(owner)),
    "pods that fit in any order",
  ).toEqual([]);
  expect(isEnough(fates), "every pod that fits is there").toBe(true);
  if (whole === "fits") expect(left).toEqual([]);
  const isWhole = isPlaced(
    fates.filter(({ node }) => node !== undefined),
    podsOf(services),
  );
  if (whole === "does-not-fit") expect(isWhole, "everything was placed").toBe(false);
  tell(`checks: orders${isDeployed ? " of Deployments" : ""}`);
  if (whole === "fits-if-packed")
    tell(`orders that ${isWhole ? "placed" : "left out pods of"} what fits if packed`);
  await fleet.end();
}

/** Every pod may go only where the packing of the plan has it. */
async function asPacked(fleet: ScheduledFleet, planned: Planned): Promise<void> {
  const { services } = planned;
  await fleet.begin(namespacesOf(planned));
  const pods = services.flatMap((service, group) => {
    const placed = placesOf(planned, group);
    expect(placed.reduce((sum, each) => sum + each.pods, 0)).toBe(service.count);
    return placed.flatMap(({ node, pods: held }) => comingPods(service, held, node));
  });
  expect(await createAll(fleet, pods, "pod")).toEqual([]);
  const fates = await fleet.decided((now) => isPlaced(now, pods.length));
  expect(fates).toHaveLength(pods.length);
  expect(
    fates.filter(({ node }) => node === undefined),
    "bound as the plan's packing says",
  ).toEqual([]);
  tell("checks: packings");
  await fleet.end();
}

/** As the plan prints it; what it prints is of minimum replicas. */
function placesOf({ plan, level, answer, placement, services }: Planned, group: number): PodPlan["placed"] {
  if (level === "minimum") {
    const workload = plan.workloads.find((each) => ownerOf(each) === services[group]?.owner);
    return workload?.pods.flatMap(({ placed }) => placed) ?? [];
  }
  return [...(answer.packing ?? [])].flatMap(([node, held]) => {
    const pods = held.get(group) ?? 0;
    return pods > 0 ? [{ node: placement.problem.nodes[node]?.name ?? "", pods }] : [];
  });
}

/** Each service once the pods of the one before have their nodes. */
async function inOrder(fleet: ScheduledFleet, planned: Planned): Promise<void> {
  const { answer, placement, services } = planned;
  await fleet.begin(namespacesOf(planned));
  let total = 0;
  for (const owner of answer.creationOrder ?? []) {
    const workload = placement.owners[owner];
    const own = services.filter((each) => workload && each.owner === ownerOf(workload));
    const pods = own.flatMap((service) => comingPods(service, service.count));
    expect(await createAll(fleet, pods, `pod-${owner}`)).toEqual([]);
    total += pods.length;
    const fates = await fleet.decided((now) => isPlaced(now, total));
    expect(
      fates.filter(({ node }) => node === undefined),
      "in the plan's order of creation",
    ).toEqual([]);
  }
  expect(total).toBe(podsOf(services));
  tell("checks: orders of creation");
  await fleet.end();
}

/** With other pods where the plan says that they can go, one of its pods has no node. */
async function isStranded(
  fleet: ScheduledFleet,
  planned: Planned,
  owner: number,
  way: Packing,
): Promise<void> {
  const { placement, services } = planned;
  await fleet.begin(namespacesOf(planned));
  const pods: ComingPod[] = [];
  const placed = new Map<number, number>();
  for (const [node, held] of way) {
    for (const [group, count] of held) {
      const service = services[group];
      placed.set(group, (placed.get(group) ?? 0) + count);
      if (service) pods.push(...comingPods(service, count, placement.problem.nodes[node]?.name));
    }
  }
  expect(await createAll(fleet, pods, "pod")).toEqual([]);
  const fates = await fleet.decided((now) => isPlaced(now, pods.length));
  expect(
    fates.filter(({ node }) => node === undefined),
    "others can be there",
  ).toEqual([]);
  const late = services.flatMap((service, group) =>
    placement.problem.groups[group]?.owner === owner
      ? comingPods(service, service.count - (placed.get(group) ?? 0))
      : [],
  );
  expect(late.length, "those that come last").toBeGreaterThan(0);
  await createAll(fleet, late, "late");
  const after = await fleet.decided((now) => now.length === pods.length + late.length);
  expect(
    after.some(({ pending }) => pending !== undefined),
    `a pod of ${placement.owners[owner]?.name} is left out by ${shown(placement, way)}: ${JSON.stringify(after)}`,
  ).toBe(true);
  tell("checks: placements that leave a pod out");
  await fleet.end();
}

/** Such as `node-1: 2 x Deployment models/llama`. */
function shown({ problem }: PlacementProblem, packing: Packing): string {
  const lines = [...packing].map(([node, held]) => {
    const pods = [...held].map(([group, count]) => `${count} x ${problem.groups[group]?.name}`);
    return `${problem.nodes[node]?.name}: ${pods.join(", ")}`;
  });
  return lines.join("; ");
}

function isPlaced(fates: readonly PodFate[], count: number): boolean {
  return fates.length === count && fates.every(({ node }) => node !== undefined);
}

function podsOf(services: readonly Arriving[]): number {
  return services.reduce((sum, { count: pods }) => sum + pods, 0);
}

/** Such as `Insufficient cpu`; how many nodes say so does not matter. */
function complaintsIn(message: string): string[] {
  const [, list = ""] = /nodes are available: (.*?)\. /.exec(`${message} `) ?? [];
  return list.split(", ").map((part) => part.replace(/^\d+ /, ""));
}

function inAnyOrder(services: readonly Arriving[], random: Random): Arriving[] {
  return [...new Set(shuffled(services, random))];
}

function namespacesOf({ services }: Planned): string[] {
  return [...new Set(services.map(({ owner }) => owner.split("/")[0] ?? ""))];
}

function ownerOf({ namespace, name }: { readonly namespace?: unknown; readonly name?: unknown }): string {
  return `${namespace}/${name}`;
}

function mapAt(map: ValueMap, ...path: string[]): ValueMap {
  const found = valueAt(map, path);
  return isMap(found) ? found : {};
}

function indexOf({ problem }: PlacementProblem, node: string | undefined): number {
  return problem.nodes.findIndex(({ name }) => name === node);
}

function countAt(running: Map<number, Map<number, number>>, node: number, group: number): void {
  const held = running.get(node) ?? new Map<number, number>();
  running.set(node, held.set(group, (held.get(group) ?? 0) + 1));
}

function tell(what: string): void {
  seen[what] = (seen[what] ?? 0) + 1;
}
