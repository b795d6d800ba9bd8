/**
 * The shipped reconciler and Flux's kustomize-controller, each with a fleet of its own on one real API server, in turns. Flux's
 * source-controller is played, and takes no time: docs/benchmarks.md says why, and what that means.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { type Value, type ValueMap, valueAt } from "../src/nim/value.ts";
import { type ControlPlane, startControlPlane } from "../test/cluster/control-plane.ts";
import type { FleetSize, Member } from "../test/cluster/delivered-fleet.ts";
import { lacksOwnPlane } from "../test/cluster/own-plane.ts";
import { Random } from "../test/support/mutants.ts";
import { AuditLog } from "./audit-log.ts";
import { type Contender, fluxBeside, ours } from "./contender.ts";
import { kustomizeController } from "./flux-delivery.ts";
import { peerVersion } from "./peer-program.ts";
import { takenBy } from "./process-tree.ts";
import { mebibytes, median, seen, told } from "./reconcile.ts";

const many: FleetSize = { repositories: 50, pairs: 10, namespaces: 5, interval: "1m" };
/** A Git repository for itself. */
const single: FleetSize = { repositories: 1, pairs: 10, namespaces: 1, interval: "1m" };
const rounds = Number(process.env.NIMOPS_BENCH_PAIRS ?? 7);
/** Seconds: two of the intervals, which Flux varies a little. */
const steady = 120;
/** Each waits for an interval of Flux's. */
const repairs = Math.min(rounds, 3);

/** The first two are from fluxcd.io, "Flux vertical scaling"; the others lift the client's own limit of 50 requests a second. */
const raised = [
  ...["--concurrent=20", "--requeue-dependency=5s"],
  ...["--kube-api-qps=500", "--kube-api-burst=1000"],
];

type Row = readonly string[];
type Measure<T> = (contender: Contender) => Promise<T>;

/** A table in Markdown. */
export async function fluxFigures(): Promise<string> {
  if (lacksOwnPlane("bench of Flux", "the API server has to write down who asks it")) return "";
  const audit = new AuditLog(["flux", "flux-raised"]);
  const plane = await startControlPlane({ apiServerFlags: audit.flags });
  try {
    const alone = await withContenders(plane, single, audit, pushedAlone);
    const { names, rows } = await withContenders(plane, many, audit, measured);
    return [["", ...names], ["---", ...names.map(() => "---")], ...alone, ...rows]
      .map((cells) => `| ${cells.join(" | ")} |`)
      .join("\n");
  } finally {
    await plane.stop();
    audit.remove();
  }
}

async function withContenders<T>(
  plane: ControlPlane,
  size: FleetSize,
  audit: AuditLog,
  work: (contenders: readonly Contender[]) => Promise<T>,
): Promise<T> {
  const contenders: Contender[] = [];
  try {
    contenders.push(await ours(plane, size));
    const name = `kustomize-controller ${peerVersion(kustomizeController)}`;
    contenders.push(await fluxBeside(plane, size, audit, { name, user: "flux", flags: [] }));
    contenders.push(
      await fluxBeside(plane, size, audit, { name: "the same, raised", user: "flux-raised", flags: raised }),
    );
    return await work(contenders);
  } finally {
    for (const contender of contenders) await contender.stop();
  }
}

async function pushedAlone(contenders: readonly Contender[]): Promise<Row[]> {
  for (const contender of contenders) await delivered(contender);
  const random = new Random(1);
  const pushes = await inTurns(contenders, (contender) => pushed(contender, [anyOf(contender, random)]));
  return [["push to first apply, one folder", ...pushes.map((each) => told(each.map(({ wait }) => wait)))]];
}

async function measured(contenders: readonly Contender[]): Promise<{ names: Row; rows: Row[] }> {
  const peaks = new Map(contenders.map((contender) => [contender, 0]));
  const watching = setInterval(() => {
    for (const [contender, peak] of peaks)
      peaks.set(contender, Math.max(peak, takenBy(contender.pid).resident));
  }, 1_000);
  try {
    await sleep(3_000);
    const idle = contenders.map(({ pid }) => mebibytes(takenBy(pid).resident));
    const deliveries: string[] = [];
    for (const contender of contenders) deliveries.push(await delivered(contender));
    const random = new Random(2);
    const ones = await inTurns(contenders, (contender) => pushed(contender, [anyOf(contender, random)]));
    const alls = await inTurns(contenders, (contender) => pushed(contender, oneOfEach(contender, random)));
    clearInterval(watching);
    const rests = await resting(contenders);
    const mended = await Promise.all(contenders.map((contender) => repaired(contender, random)));
    const rows = [
      ["1,000 resources delivered", ...deliveries],
      ["a push that changes one of 50 folders, to its apply", ...ones.map(waits)],
      ["until all is quiet: time, CPU time, requests", ...ones.map(costs)],
      ["a push that changes all 50, to the last apply", ...alls.map(waits)],
      ["until all is quiet: time, CPU time, requests", ...alls.map(costs)],
      ["an edit by hand is put back after", ...mended.map(told)],
      ["at rest, a minute, all 50: reads, dry runs, writes", ...rests.map(({ calls }) => calls)],
      ["at rest, CPU time a minute", ...rests.map(({ cpu }) => cpu)],
      [
        "resident with what it started: before, at most, at rest",
        ...contenders.map(
          (contender, index) =>
            `${idle[index]}, ${mebibytes(peaks.get(contender) ?? 0)}, ${rests[index]?.memory}`,
        ),
      ],
    ];
    return { names: contenders.map(({ name }) => name), rows };
  } finally {
    clearInterval(watching);
  }
}

/** One after the other, again and again: absolute times move with the machine. */
async function inTurns<T>(contenders: readonly Contender[], measure: Measure<T>): Promise<T[][]> {
  const results = contenders.map((): T[] => []);
  for (let round = 0; round < rounds; round += 1)
    for (const [index, contender] of contenders.entries()) results[index]?.push(await measure(contender));
  return results;
}

async function delivered(contender: Contender): Promise<string> {
  const [started, before] = [performance.now(), takenBy(contender.pid).cpu];
  await contender.begin();
  await contender.quiet();
  const seconds = (performance.now() - started) / 1000;
  return `${seconds.toFixed(0)} s, ${(takenBy(contender.pid).cpu - before).toFixed(1)} s of CPU time`;
}

interface Pushed {
  /** Seconds to the apply of the last of the members. */
  readonly wait: number;
  /** Seconds until nothing is left to do. */
  readonly quiet: number;
  readonly cpu: number;
  readonly requests: number;
}

async function pushed(contender: Contender, members: readonly Member[]): Promise<Pushed> {
  const { fleet, pid } = contender;
  const random = new Random(members.length);
  const wanted = members.map((member) => fleet.edit(member, random));
  const tell = contender.prepare(fleet.push());
  const [started, before, asked] = [performance.now(), takenBy(pid).cpu, contender.requests().length];
  const seconds = () => (performance.now() - started) / 1000;
  await tell();
  for (const [index, member] of members.entries())
    await seen(fleet, member, (object) => replicasOf(object) === wanted[index]);
  const wait = seconds();
  await contender.quiet();
  const [quiet, cpu] = [seconds(), takenBy(pid).cpu - before];
  return { wait, quiet, cpu, requests: contender.requests().length - asked };
}

async function resting(contenders: readonly Contender[]) {
  for (const contender of contenders) await contender.everyMinute();
  // Flux begins with a pass over all of them; our process that judges is ended by then.
  await sleep(90_000);
  const before = contenders.map((contender) => ({
    cpu: takenBy(contender.pid).cpu,
    asked: contender.requests().length,
  }));
  const residents = contenders.map((): number[] => []);
  for (let second = 0; second < steady; second += 5) {
    await sleep(5_000);
    for (const [index, { pid }] of contenders.entries()) residents[index]?.push(takenBy(pid).resident);
  }
  return contenders.map(({ pid, requests }, index) => {
    const { cpu = 0, asked = 0 } = before[index] ?? {};
    const calls = requests()
      .slice(asked)
      .filter((call) => !/\/leases\/|[?&]watch=true/.test(call));
    const reads = calls.filter((call) => /^(?:GET|HEAD) /.test(call)).length;
    const dryRuns = calls.filter((call) => /[?&]dryRun=All/.test(call)).length;
    const aMinute = (count: number) => ((count * 60) / steady).toFixed(0);
    return {
      calls: [reads, dryRuns, calls.length - reads - dryRuns].map(aMinute).join(", "),
      cpu: `${(((takenBy(pid).cpu - cpu) * 60) / steady).toFixed(1)} s`,
      memory: mebibytes(median(residents[index] ?? [])),
    };
  });
}

/** Seconds from an edit by hand to Git's replicas. */
async function repaired({ fleet }: Contender, random: Random): Promise<number[]> {
  const found: number[] = [];
  for (let round = 0; round < repairs; round += 1) {
    const member = random.pick(fleet.services);
    await fleet.spoil(member, "edit");
    const started = performance.now();
    await seen(fleet, member, (object) => replicasOf(object) !== 77);
    found.push((performance.now() - started) / 1000);
  }
  return found;
}

function replicasOf(service: ValueMap): Value | undefined {
  return valueAt(service, ["spec", "replicas"]);
}

function anyOf({ fleet }: Contender, random: Random): Member {
  return random.pick(fleet.services);
}

function oneOfEach({ fleet }: Contender, random: Random): Member[] {
  return Array.from({ length: fleet.size.repositories }, (_, index) =>
    random.pick(fleet.services.filter(({ repository }) => repository === index)),
  );
}

function waits(pushes: readonly Pushed[]): string {
  return told(pushes.map(({ wait }) => wait));
}

function costs(pushes: readonly Pushed[]): string {
  const of = (key: keyof Pushed) => median(pushes.map((each) => each[key]));
  return `${of("quiet").toFixed(1)} s, ${of("cpu").toFixed(1)} s, ${of("requests").toFixed(0)}`;
}
