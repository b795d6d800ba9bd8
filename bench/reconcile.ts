/**
 * The shipped reconciler with 1,000 resources in 50 NIMRepositories of one Git repository, on a real API server: how long it
 * takes, what it asks for while nothing happens, and what memory it has. kubectl is beside it with the same manifests.
 */
import { spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ValueMap } from "../src/nim/value.ts";
import { type ControlPlane, startControlPlane } from "../test/cluster/control-plane.ts";
import { DeliveredFleet, type FleetSize, type Member } from "../test/cluster/delivered-fleet.ts";
import { Random } from "../test/support/mutants.ts";
import { collectionOf } from "../test/support/operator/cluster.ts";
import type { ShippedReconciler } from "../test/support/reconciler/shipped-reconciler.ts";

const size: FleetSize = { repositories: 50, pairs: 10, namespaces: 5, interval: "1m" };
/** A Git repository for itself. */
const single: FleetSize = { repositories: 1, pairs: 10, namespaces: 1, interval: "1m" };
const rounds = Number(process.env.NIMOPS_BENCH_PAIRS ?? 7);
/** Of webhooks. */
export const secret = "played-webhook-secret";
/** Seconds. */
const steady = 60;

/** A table in Markdown. */
export async function reconcileFigures(): Promise<string> {
  const plane = await startControlPlane();
  try {
    const alone = await withFleet(plane, single, pushesAlone);
    return await withFleet(plane, size, (fleet) => measured(fleet, alone));
  } finally {
    await plane.stop();
  }
}

async function withFleet<T>(
  plane: ControlPlane,
  of: FleetSize,
  work: (fleet: DeliveredFleet) => Promise<T>,
): Promise<T> {
  const fleet = await DeliveredFleet.make(plane, of);
  try {
    return await work(fleet);
  } finally {
    await fleet.stop();
  }
}

async function pushesAlone(fleet: DeliveredFleet): Promise<number[]> {
  const reconciler = await fleet.start({ webhookSecret: secret });
  try {
    await fleet.makeRepositories();
    await getsQuiet(fleet);
    return await pushToApply(fleet, reconciler);
  } finally {
    await reconciler.stop();
  }
}

async function measured(fleet: DeliveredFleet, alone: readonly number[]): Promise<string> {
  const reconciler = await fleet.start({ webhookSecret: secret });
  try {
    await sleep(3_000);
    const idle = reconciler.memory().resident;
    const started = performance.now();
    await fleet.makeRepositories();
    const switched = await readyToService(fleet);
    await getsQuiet(fleet);
    const delivered = (performance.now() - started) / 1000;
    const [cpu, { peak }] = [reconciler.cpu(), reconciler.memory()];
    // The process that judges is ended by then.
    await sleep(40_000);
    const rest = await resting(fleet, reconciler);
    const pushed = await pushToApply(fleet, reconciler);
    const toAll = await pushToLast(fleet, reconciler);
    const kubectl = besides(fleet);
    const rows = [
      [
        "1,000 resources delivered, caches said to be ready at once",
        `${delivered.toFixed(0)} s, ${cpu.toFixed(1)} s of CPU time`,
      ],
      ["push to first apply, with a webhook, one NIMRepository", told(alone)],
      ["the same where all 50 follow that Git repository", told(pushed)],
      ["50 repositories on one Git repository: push that changes all of them to last apply", toAll],
      ["cache Ready to its service applied", told(switched)],
      ["at rest, a minute and repository: reads, writes of the API server", rest.calls],
      ["at rest, a minute and repository: questions to the Git server", rest.looks],
      ["at rest, CPU time a minute", rest.cpu],
      [
        "resident: before, delivering (peak), at rest",
        `${mebibytes(idle)}, ${mebibytes(peak)}, ${rest.memory}`,
      ],
      ["connections to the API server at rest, of which watches", rest.connections],
      ...kubectl,
    ];
    return ["| | |", "|---|---|", ...rows.map((cells) => `| ${cells.join(" | ")} |`)].join("\n");
  } finally {
    await reconciler.stop();
  }
}

/** Seconds from the status that says Ready to the service that is there, one after the other. */
async function readyToService(fleet: DeliveredFleet): Promise<number[]> {
  const waits: number[] = [];
  const caches = fleet.members.filter(({ kind }) => kind === "NIMCache");
  while ((await fleet.missing()).some((key) => key.startsWith("NIMCache"))) await sleep(1_000);
  for (const member of caches.slice(0, rounds)) {
    const before = performance.now();
    await fleet.becomesReady({
      kind: member.kind,
      metadata: { name: member.name, namespace: member.namespace },
    });
    await seen(fleet, { ...member, kind: "NIMService" }, () => true);
    waits.push((performance.now() - before) / 1000);
  }
  return waits;
}

async function pushToApply(fleet: DeliveredFleet, reconciler: ShippedReconciler): Promise<number[]> {
  const random = new Random(1);
  const waits: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const member = random.pick(fleet.services);
    const wanted = fleet.edit(member, random);
    const after = fleet.push();
    const before = performance.now();
    await sendPush(fleet.url, after, reconciler.webhook);
    await seen(fleet, member, ({ spec }) => (spec as ValueMap).replicas === wanted);
    waits.push((performance.now() - before) / 1000);
    await getsQuiet(fleet);
  }
  return waits;
}

/** A push that changes a service of each NIMRepository, to the apply of the last of them. */
async function pushToLast(fleet: DeliveredFleet, reconciler: ShippedReconciler): Promise<string> {
  const random = new Random(2);
  const costs: number[] = [];
  const looks = fleet.asked;
  const waits: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const members = Array.from({ length: fleet.size.repositories }, (_, index) =>
      random.pick(fleet.services.filter(({ repository }) => repository === index)),
    );
    const wanted = members.map((member) => fleet.edit(member, random));
    const after = fleet.push();
    const [before, cpu] = [performance.now(), reconciler.cpu()];
    await sendPush(fleet.url, after, reconciler.webhook);
    for (const [index, member] of members.entries())
      await seen(fleet, member, ({ spec }) => (spec as ValueMap).replicas === wanted[index]);
    waits.push((performance.now() - before) / 1000);
    costs.push(reconciler.cpu() - cpu);
    await getsQuiet(fleet);
  }
  const asked = ((fleet.asked - looks) / rounds).toFixed(0);
  return `${told(waits)}; ${median(costs).toFixed(1)} s of CPU time, ${asked} requests for refs`;
}

export async function sendPush(url: string, after: string, port: number): Promise<void> {
  const body = JSON.stringify({ ref: "refs/heads/main", after, repository: { clone_url: url } });
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  const answer = await fetch(`http://127.0.0.1:${port}/hook`, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "x-github-event": "push",
      "x-hub-signature-256": `sha256=${signature}`,
    },
  });
  if (answer.status !== 202) throw new Error(`the webhook was answered with ${answer.status}`);
}

async function resting(fleet: DeliveredFleet, reconciler: ShippedReconciler) {
  const [requests, looks, cpu] = [fleet.proxy.requests.length, fleet.asked, reconciler.cpu()];
  const residents: number[] = [];
  for (let second = 0; second < steady; second += 5) {
    await sleep(5_000);
    residents.push(reconciler.memory().resident);
  }
  const calls = fleet.proxy.requests
    .slice(requests)
    .filter((request) => !/\/leases\/|[?&]watch=true/.test(request));
  const each = (count: number) => ((count * 60) / steady / size.repositories).toFixed(2);
  const reads = calls.filter((request) => request.startsWith("GET ")).length;
  return {
    calls: `${each(reads)}, ${each(calls.length - reads)}`,
    looks: each(fleet.asked - looks),
    cpu: `${(((reconciler.cpu() - cpu) * 60) / steady).toFixed(1)} s`,
    memory: mebibytes(median(residents)),
    connections: `${fleet.proxy.openConnections}, ${fleet.proxy.openWatches}`,
  };
}

/** What people do without a controller: kubectl with the same manifests, when there is nothing to do. */
function besides(fleet: DeliveredFleet): string[][] {
  const files = readdirSync(fleet.git.folder)
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => ["-f", join(fleet.git.folder, name, "models.yaml")]);
  // Amounts in another form, such as 1 for "1", are a conflict to the API server.
  const how = ["--server-side", "--force-conflicts", "--field-manager=bench"];
  const sides = [...how, ...files];
  const alone = [...how, ...files.slice(0, 2)];
  kubectl(fleet, ["apply", ...sides]);
  return [
    ["`kubectl apply --server-side` of the 1,000, nothing to do", kubectl(fleet, ["apply", ...sides])],
    ["`kubectl diff --server-side` of the 1,000, nothing to do", kubectl(fleet, ["diff", ...sides])],
    ["`kubectl apply --server-side` of one of the 50 folders", kubectl(fleet, ["apply", ...alone])],
  ];
}

function kubectl({ plane }: DeliveredFleet, args: readonly string[]): string {
  const [before, started] = [childCpu(), performance.now()];
  const { error, status } = spawnSync("kubectl", ["--kubeconfig", plane.kubeconfig, ...args], {
    stdio: "ignore",
  });
  if (error) return "no kubectl here";
  if (status !== 0) return `kubectl ended with ${status}`;
  return `${((performance.now() - started) / 1000).toFixed(1)} s, ${(childCpu() - before).toFixed(1)} s of CPU time`;
}

/** Seconds of CPU time of this process's children that have ended. */
function childCpu(): number {
  const fields = readFileSync("/proc/self/stat", "latin1").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

export async function getsQuiet(fleet: DeliveredFleet): Promise<void> {
  while ((await fleet.operate()) > 0 || (await fleet.missing()).length > 0) await sleep(1_000);
  while ((await fleet.ready()) < fleet.size.repositories) await sleep(500);
}

export async function seen(
  { plane }: DeliveredFleet,
  { kind, namespace, name }: Member,
  isSo: (object: ValueMap) => boolean,
): Promise<void> {
  for (;;) {
    const { code, body } = await plane.api.ask("GET", `${collectionOf(kind, namespace)}/${name}`);
    if (code === 200 && isSo(body)) return;
    await sleep(20);
  }
}

export function told(seconds: readonly number[]): string {
  return `${median(seconds).toFixed(2)} s (${Math.max(...seconds).toFixed(2)} s at most of ${seconds.length})`;
}

export function mebibytes(count: number): string {
  return `${count.toFixed(0)} MiB`;
}

export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
