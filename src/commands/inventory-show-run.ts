import { resolve } from "node:path";
import { completePool } from "../inventory/complete.ts";
import type { CompletedPool, Inventory } from "../inventory/inventory.ts";
import { holdsInventory } from "../inventory/load.ts";
import { poolNodes } from "../inventory/nodes.ts";
import type { InventoryUse } from "../inventory/use.ts";
import { useOf } from "../inventory/use.ts";
import type { Workload } from "../inventory/workloads.ts";
import { workloadsIn } from "../inventory/workloads.ts";
import type { SourceFile } from "../manifest/document.ts";
import { displayPath } from "../manifest/find.ts";
import { allParts, loadParts } from "../manifest/parts.ts";
import { parseKubernetesVersion } from "../nim/kubernetes-version.ts";
import { lockedModelManifest } from "../nim/profile/lock/locked.ts";
import { parseOperatorVersion } from "../nim/version.ts";
import { settledOutcomes } from "../plan/demand/settled.ts";
import { inventoryTable } from "../report/inventory-table.ts";
import { logLine, printable, printableJson } from "../report/printable.ts";
import { coloredBars, plainBars } from "../report/use-bars.ts";
import { type ExitCode, exitCodes, UserError } from "../user-error.ts";
import type { Invocation } from "./command.ts";
import { declaredInventories } from "./declared-inventories.ts";
import { findManifests } from "./find-manifests.ts";
import { choice, flagSettings, type GivenSettings, namespaceOf, operatorVersionOf } from "./lint-request.ts";
import { readLockFile } from "./lock-file.ts";
import { type NamedInventory, namedInventory, tellProblems } from "./named-inventory.ts";
import { refusedManifests } from "./refused-manifests.ts";
import { renderedOutcomes } from "./render-set.ts";
import type { World } from "./world.ts";

export async function runShow(invocation: Invocation, world: World): Promise<ExitCode> {
  const given = flagSettings(invocation);
  const format = choice(given, "format", ["text", "json"] as const) ?? "text";
  const [file, ...paths] = invocation.positionals;
  const inventories =
    file === undefined ? await declaredInventories(given, world) : [await namedInventory(file, world)];
  const isCounting = file === undefined || paths.length > 0;
  const answers: ReturnType<typeof answerOf>[] = [];
  for (const found of inventories) {
    tellProblems(found, world);
    const { inventory } = found;
    if (!inventory) continue;
    const workloads = isCounting ? await countedWorkloads(inventory, found, paths, given, world) : [];
    const use = useOf(inventory, workloads);
    if (format === "json") answers.push(answerOf(inventory, use));
    else world.stdout.write(await textOf(inventory, use, world));
  }
  if (format === "json") {
    world.stdout.write(printableJson(answers));
  }
  const isWrong = inventories.some(({ problems }) => problems.length > 0);
  return isWrong ? exitCodes.findings : exitCodes.clean;
}

/** Manifests that nobody named and that cannot be found are no reason not to show the inventory. */
async function countedWorkloads(...request: Parameters<typeof workloadsOf>): Promise<Workload[]> {
  const [, , paths, , { stderr }] = request;
  try {
    return await workloadsOf(...request);
  } catch (error) {
    if (paths.length > 0 || !(error instanceof UserError)) throw error;
    stderr.write(`${logLine(printable(`nimops: manifests are not counted: ${error.message}`))}\n`);
    return [];
  }
}

/** The pods that the operator makes of the manifests; what nobody knows is told, and not counted. */
async function workloadsOf(
  inventory: Inventory,
  { cluster, file: shown }: NamedInventory,
  paths: readonly string[],
  given: GivenSettings,
  world: World,
): Promise<Workload[]> {
  const manifests = await findManifests(
    {
      paths,
      config: given.text("config"),
      clusters: cluster === undefined ? given.texts("cluster") : [cluster],
      operatorVersion: operatorVersionOf(given) ?? parseOperatorVersion(inventory.operatorVersion ?? ""),
      namespace: namespaceOf(given),
    },
    world,
  );
  await loadParts(allParts);
  const loaded = manifests.load(manifests.sources);
  const lock = await readLockFile(given.text("lock"), {
    root: manifests.loadedConfig.root,
    cwd: world.cwd,
  });
  const tell = (text: string) => world.stderr.write(`${logLine(`nimops: ${printable(text)}`)}\n`);
  for (const path of otherInventories(paths, shown.path, loaded.files, world.cwd)) {
    tell(`${path} holds another inventory, which is not shown: only the first argument is one`);
  }
  const products = productsIn(inventory, inventory.nodePools.map(completePool));
  const { isStored } = refusedManifests(loaded, manifests);
  return loaded.clusters.flatMap(({ scope, set, problems }) => {
    // What is wrong with the inventory that is shown is told already, and others are not shown.
    for (const { file, code, message } of problems)
      if (!code.startsWith("inventory-")) tell(`${file}: ${message}`);
    const outcomes = settledOutcomes(scope, set, {
      products,
      kserveMode: manifests.loadedConfig.config.kserve.deploymentMode,
      kubernetesVersion: parseKubernetesVersion(inventory.kubernetesVersion ?? ""),
      modelManifest: (image) => lockedModelManifest(lock, image) ?? { kind: "unknown" },
      isStored,
    });
    const { objects, remarks } = renderedOutcomes(outcomes);
    for (const { kind, namespace, name } of set.resources.filter((resource) => !isStored(resource)))
      tell(`${kind} ${namespace}/${name} is not counted: the API server refuses it; see \`nimops lint\``);
    for (const { kind, resource, text, leftOut } of remarks) {
      const isLeftOut = leftOut && workloadKinds.includes(leftOut.kind);
      if (resource.kind === "NIMCache" || !(isLeftOut || kind === "stopped")) continue;
      const name = `${resource.kind} ${resource.namespace}/${resource.name}`;
      // The products are those of the inventory, so that only an image can be missing.
      const help =
        leftOut?.why.give === undefined ? "" : "; write nimops.lock.json with `nimops profiles update`";
      tell(`${name} is not counted: ${text}${help}`);
    }
    return workloadsIn(objects);
  });
}

/** Inventories among the files that are named as manifests; those of a folder may be of other clusters. */
function otherInventories(
  paths: readonly string[],
  shown: string,
  files: ReadonlyMap<string, SourceFile>,
  cwd: string,
): string[] {
  const named = new Set(paths.map((path) => displayPath(resolve(cwd, path), cwd)));
  return [...named].filter((path) => {
    const file = files.get(path);
    return path !== shown && file !== undefined && holdsInventory(file);
  });
}

/** Kinds of which one that is left out may hold GPUs. */
const workloadKinds = ["Deployment", "LeaderWorkerSet", "InferenceService", "Pod", "everything"];

function productsIn({ components }: Inventory, pools: readonly CompletedPool[]): string[] {
  const labels = pools.map((pool) => poolNodes(pool, components).at(0).labels["nvidia.com/gpu.product"]);
  return [...new Set(labels)].filter((label) => label !== undefined);
}

async function textOf(inventory: Inventory, use: InventoryUse, { stdout, env }: World): Promise<string> {
  const isColored = stdout.isTTY && !env.NO_COLOR && env.TERM !== "dumb";
  return inventoryTable(inventory, use, isColored ? coloredBars : plainBars);
}

/** The answer for machines: everything that the table shows, uncut. */
function answerOf(inventory: Inventory, use: InventoryUse) {
  const workload = ({ kind, namespace, name, pods, gpus }: Workload) => ({
    kind,
    namespace,
    name,
    pods,
    gpus,
  });
  return {
    name: inventory.name,
    pools: use.pools.map(({ pool, resources, workloads }) => {
      const { known, ...gpu } = pool.gpu ?? {};
      return {
        name: pool.name,
        nodes: pool.nodes,
        gpu: pool.gpu ? { ...gpu, knownAs: known?.name ?? null } : null,
        allocatable: pool.allocatable,
        reserved: pool.reserved,
        taints: pool.taints,
        zone: pool.zone ?? null,
        unschedulable: pool.unschedulable,
        origins: pool.origins,
        resources,
        workloads: workloads.map(workload),
      };
    }),
    inSeveral: use.open.map(({ workload: each, pools }) => ({ ...workload(each), pools })),
    inNone: use.nowhere.map(({ workload: each, why }) => ({ ...workload(each), why })),
    byClaims: use.claiming.map(workload),
  };
}
