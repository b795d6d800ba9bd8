/**
 * Speed and memory of the shipped bundle, peers beside it in the same run.
 *
 * Each case runs its commands in turn (A B A B …) after a warm-up, as whole processes under GNU time, and prints
 * medians and the ratio pair by pair: absolute figures move with the machine, ratios hardly.
 *
 *     npm run bench              all cases
 *     npm run bench -- small     the cases whose name contains the word
 *     npm run bench -- unknown   how often a plan has no answer
 *     npm run bench -- reconcile the reconciler with 1,000 resources; needs what `npm run test:cluster` needs
 *     npm run bench -- flux      the same beside Flux's kustomize-controller
 *
 * Needs Go (kubeconform is built from its module into the user's cache), GNU time, and the operator's CRDs
 * (NIMOPS_CRDS, or ../shared/crds).
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { mixedRepository, nimDocuments } from "./corpus.ts";
import { type Peer, peerProgram, peerVersion } from "./peer-program.ts";
import { planCorpus } from "./plan-corpus.ts";
import { shareOfUnknown } from "./share-of-unknown.ts";

const root = join(import.meta.dirname, "..");
/** NIMOPS_DIST: another bundle, as `node scripts/build.ts --out FOLDER` makes it. */
const bundle = join(process.env.NIMOPS_DIST ?? join(root, "dist"), "cli.js");
const crds = process.env.NIMOPS_CRDS ?? join(root, "../shared/crds");
const pairs = Number(process.env.NIMOPS_BENCH_PAIRS ?? 7);
const work = mkdtempSync(join(tmpdir(), "nimops-bench-"));

/** A folder that many people share. */
const planFiles = 100;

const kubeconformPeer: Peer = {
  name: "kubeconform",
  module: "github.com/yannh/kubeconform",
  package: "github.com/yannh/kubeconform/cmd/kubeconform",
};

interface Contender {
  readonly name: string;
  readonly command: readonly string[];
}

interface Case {
  readonly name: string;
  readonly what: string;
  readonly contenders: () => readonly [Contender, ...Contender[]];
}

interface Run {
  readonly wall: number;
  readonly cpu: number;
  /** KiB. */
  readonly memory: number;
}

const cases: readonly Case[] = [
  {
    name: "10000-documents",
    what: "10,000 NIMCache documents of about 900 bytes in 100 files, all rules",
    contenders: () => {
      const folder = documents(10_000, 100);
      return [nimops(folder), kubeconform(folder)];
    },
  },
  {
    name: "100000-documents",
    what: "the same, ten times as many (1,000 files)",
    contenders: () => {
      const folder = documents(100_000, 1000);
      return [nimops(folder), kubeconform(folder)];
    },
  },
  {
    name: "mixed-repository",
    what: "20,000 YAML files, of which 100 hold NIM manifests",
    contenders: () => {
      const folder = join(work, "mixed");
      for (const { path, content } of mixedRepository(20_000, 100)) write(join(folder, path), content);
      return [nimops(folder), kubeconform(folder)];
    },
  },
  {
    name: "small-pull-request",
    what: "20 NIM documents, against a Node process that does nothing",
    contenders: () => {
      const folder = documents(20, 20, "small");
      return [nimops(folder), { name: "node -e 0", command: [process.execPath, "-e", "0"] }];
    },
  },
  ...[1000, 2000, 5000].map(
    (nodes): Case => ({
      name: `plan-${nodes}-nodes`,
      what: `a plan of ${nodes} nodes and ${nodes * 10} pods, ten a service, in ${planFiles} files`,
      contenders: () => [planned(nodes, "large")],
    }),
  ),
  {
    name: "plan-small-services",
    what: `a plan of 1000 nodes and 10000 pods, three a service, in ${planFiles} files`,
    contenders: () => [planned(1000, "small")],
  },
];

try {
  const wanted = process.argv.slice(2);
  const chosen = cases.filter(
    ({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)),
  );
  console.log(`Node ${process.version}, ${pairs} pairs a case after one warm-up; medians\n`);
  for (const benchmark of chosen) measure(benchmark);
  if (wanted.length === 0 || wanted.some((word) => "unknown".includes(word))) console.log(shareOfUnknown());
  if (wanted.length === 0 || wanted.some((word) => "reconcile".includes(word))) {
    // It brings a control plane along.
    const { reconcileFigures } = await import("./reconcile.ts");
    console.log(await reconcileFigures());
  }
  if (wanted.length === 0 || wanted.some((word) => "flux".includes(word))) {
    const { fluxFigures } = await import("./flux.ts");
    console.log(await fluxFigures());
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}

function measure({ name, what, contenders }: Case): void {
  const list = contenders();
  for (const contender of list) run(contender);
  const runs = list.map((): Run[] => []);
  for (let pair = 0; pair < pairs; pair++) {
    for (const [index, contender] of list.entries()) runs[index]?.push(run(contender));
  }
  const [ours = []] = runs;
  console.log(`${name}: ${what}\n`);
  console.log(
    "| command | CPU s | wall s | peak MiB | CPU, nimops : it | wall, nimops : it |\n|---|---|---|---|---|---|",
  );
  for (const [index, contender] of list.entries()) {
    const its = runs[index] ?? [];
    const figure = (key: keyof Run) => median(its.map((each) => each[key]));
    const ratio = (key: keyof Run) =>
      median(ours.map((each, pair) => each[key] / (its[pair]?.[key] ?? Number.NaN)));
    const ratios = index === 0 ? ["", ""] : [ratio("cpu").toFixed(2), ratio("wall").toFixed(2)];
    const cells = [
      figure("cpu").toFixed(2),
      figure("wall").toFixed(2),
      (figure("memory") / 1024).toFixed(0),
      ...ratios,
    ];
    console.log(`| ${contender.name} | ${cells.join(" | ")} |`);
  }
  console.log("");
}

function run({ name, command }: Contender): Run {
  const [times, memory] = [join(work, "times"), join(work, "memory")];
  // bash counts in milliseconds, GNU time knows the peak of memory.
  const script = `TIMEFORMAT='%3R %3U %3S'; { time /usr/bin/time -f %M -o "$0" "$@" 2>/dev/null; } 2>"$TIMES"`;
  const ended = spawnSync("bash", ["-c", script, memory, ...command], {
    env: { ...process.env, TIMES: times },
    stdio: ["ignore", "ignore", "inherit"],
  });
  // Findings are a result; anything else would time a failure.
  if (ended.error || ended.status === null || ended.status > 1) {
    throw new Error(`${name} ended with ${ended.status ?? ended.error?.message}: ${command.join(" ")}`);
  }
  const [wall = 0, user = 0, system = 0] = readFileSync(times, "utf8").trim().split(" ").map(Number);
  return { wall, cpu: user + system, memory: Number(readFileSync(memory, "utf8").trim().split("\n").at(-1)) };
}

function nimops(folder: string): Contender {
  return {
    name: "nimops lint",
    command: [process.execPath, bundle, "lint", "--format", "json", folder],
  };
}

function planned(nodes: number, services: "large" | "small"): Contender {
  const folder = join(work, `plan-${nodes}-${services}`);
  const corpus = planCorpus(nodes, services);
  const inventory = join(folder, "inventory.yaml");
  write(inventory, corpus.inventory);
  const manifests = join(folder, "manifests");
  writeFiles(manifests, corpus.services, planFiles);
  return {
    name: `nimops plan, ${corpus.services.length} services`,
    command: [process.execPath, bundle, "plan", "--format", "json", "--inventory", inventory, manifests],
  };
}

function kubeconform(folder: string): Contender {
  const schemas = kubeconformSchemas();
  return {
    name: `kubeconform ${peerVersion(kubeconformPeer)} -n 2`,
    command: [
      peerProgram(kubeconformPeer),
      ...["-n", "2", "-strict", "-ignore-missing-schemas", "-summary"],
      ...["-schema-location", `${schemas}/{{.ResourceKind}}.json`, folder],
    ],
  };
}

/** One JSON schema a kind, closed against unknown fields, as kubeconform's own converter makes them. */
function kubeconformSchemas(): string {
  const folder = join(work, "schemas");
  const source = join(crds, "v3.1.2");
  for (const file of readdirSync(source)) {
    const { spec } = parse(readFileSync(join(source, file), "utf8"));
    const [{ schema }] = spec.versions;
    const closed = close(schema.openAPIV3Schema);
    write(join(folder, `${spec.names.kind.toLowerCase()}.json`), JSON.stringify(closed));
  }
  return folder;
}

function close(schema: Record<string, unknown>): Record<string, unknown> {
  const closed = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, key === "default" ? value : closeDeep(value)]),
  );
  const open = schema["x-kubernetes-preserve-unknown-fields"] === true;
  // `metadata` has no properties in a CRD; the API server knows them.
  if ("properties" in schema && !("additionalProperties" in schema) && !open)
    closed.additionalProperties = false;
  return closed;
}

function closeDeep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closeDeep);
  return typeof value === "object" && value !== null ? close(value as Record<string, unknown>) : value;
}

function documents(count: number, files: number, name = String(count)): string {
  const folder = join(work, name);
  writeFiles(folder, nimDocuments(count), files);
  return folder;
}

function writeFiles(folder: string, all: readonly string[], files: number): void {
  const perFile = Math.ceil(all.length / files);
  for (let file = 0; file < files; file++) {
    const content = all.slice(file * perFile, (file + 1) * perFile).join("---\n");
    write(join(folder, `file-${file}.yaml`), content);
  }
}

function write(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
