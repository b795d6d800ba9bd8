import { resolve } from "node:path";
import type { Finding } from "../lint/finding.ts";
import { displayPath } from "../manifest/find.ts";
import type { ClusterScope, Loaded, LoadedCluster } from "../manifest/load.ts";
import { loadParts } from "../manifest/parts.ts";
import type { Resource } from "../manifest/resource.ts";
import { parseKubernetesVersion } from "../nim/kubernetes-version.ts";
import type { ProfilesLock } from "../nim/profile/lock/lock.ts";
import type { ModelManifest } from "../nim/profile/model-of-image.ts";
import { parseOperatorVersion } from "../nim/version.ts";
import { planOf } from "../plan/assemble.ts";
import type { Before } from "../plan/changes/before.ts";
import type { Assumption, Plan } from "../plan/plan.ts";
import { isRefused, type PlanPolicy, policyIn, policyOf } from "../plan/policy.ts";
import { formatWhatIf, withNodes } from "../plan/what-if.ts";
import { type ExitCode, exitCodes, UserError } from "../user-error.ts";
import { version } from "../version.ts";
import { type BaseManifests, baseManifests } from "./base-manifests.ts";
import { type ClusterLogin, connectOptions } from "./cluster-flags.ts";
import { type FoundManifests, findManifests } from "./find-manifests.ts";
import { inventoryAssumptions, inventoryBlockers } from "./inventory-remarks.ts";
import { kubernetesVersionFor } from "./kubernetes-version-for.ts";
import { readLockFile } from "./lock-file.ts";
import { type NamedInventory, namedInventory, tellProblems } from "./named-inventory.ts";
import type { PlanRequest } from "./plan-request.ts";
import { refusalBlockers } from "./refusal-blockers.ts";
import { refusedManifests } from "./refused-manifests.ts";
import type { World } from "./world.ts";

export type PlanWorld = Pick<World, "cwd" | "env" | "stdin" | "stderr">;

/** The plan of one cluster, and what it is made of. */
export interface MadePlan {
  readonly plan: Plan;
  readonly policy: PlanPolicy;
  readonly isRefused: boolean;
  readonly cluster: LoadedCluster;
  readonly before: Before | undefined;
}

export interface PlansMade {
  /** Of each cluster that has something to plan, in the order of the configuration. */
  readonly made: readonly MadePlan[];
  readonly manifests: FoundManifests;
  readonly loaded: Loaded;
  readonly refusals: readonly Finding[];
  /** Of the plans alone: whether they are refused, or there is nothing to plan. */
  readonly exitCode: ExitCode;
}

/** What model manifests are known, beside the lock file. */
export type ManifestTeller = (lock: ProfilesLock) => (image: string) => ModelManifest;

/** Finds, reads and plans what is asked for: the one way to plan, for the command line and the Action alike. */
export async function makePlans(
  request: PlanRequest,
  tell: ManifestTeller,
  world: PlanWorld,
): Promise<PlansMade> {
  const given = request.inventory === undefined ? undefined : await inventoryAt(request.inventory, world);
  const manifests = await findManifests(withVersionOf(given, request), world);
  const { config, root } = manifests.loadedConfig;
  const lock = await readLockFile(request.lock, { root, cwd: world.cwd });
  const modelManifest = tell(lock);
  const loaded = await load(manifests);
  const { findings: refusals, isStored } = refusedManifests(loaded, manifests);
  const base = await baseOf(request, manifests, world);
  const clusters = clustersToPlan(loaded, base, refusals);
  refuseAmbiguous(request, clusters);
  const made: MadePlan[] = [];
  for (const cluster of clusters) {
    const { scope, set } = cluster;
    const found = given ?? (await declaredInventory(scope, manifests, world));
    const inventory = found?.inventory && withNodes(found.inventory, request.whatIf);
    if (!inventory && request.whatIf.size > 0) {
      throw new UserError("--what-if changes an inventory, and there is none", { help: howToDeclare });
    }
    const before = base ? beforeAt(base, scope) : await liveOf(request, cluster, world);
    const plan = planOf({
      version,
      scope,
      set,
      before,
      inventory,
      lock,
      modelManifest,
      isStored,
      kserveMode: config.kserve.deploymentMode,
      kubernetesVersion:
        kubernetesVersionFor(scope, request, config) ??
        parseKubernetesVersion(inventory?.kubernetesVersion ?? ""),
      bandwidth: request.bandwidth ?? config.plan.bandwidth,
      refusals: [...refusalBlockers(refusals, scope.name), ...inventoryBlockers(found)],
      assumptions: [
        ...(base?.notes ?? []).map((message) => ({ about: "changes", message })),
        ...operatorAssumption(scope, inventory?.operatorVersion),
        ...whatIfAssumption(request),
        ...inventoryAssumptions(found),
      ],
    });
    const policy = policyOf(request.policy, config.plan, policyIn(inventory?.policy));
    made.push({ plan, policy, isRefused: !request.failsNever && isRefused(plan, policy), cluster, before });
  }
  return { made, manifests, loaded, refusals, exitCode: exitCodeOf(made) };
}

const howToDeclare =
  "give a GPUInventory with --inventory FILE, or name it under clusters[].inventory in nimops.yaml; `nimops inventory from-cluster` writes one";

function exitCodeOf(made: readonly MadePlan[]): ExitCode {
  if (made.length === 0) return exitCodes.nothingFound;
  return made.some((one) => one.isRefused) ? exitCodes.findings : exitCodes.clean;
}

async function load(manifests: FoundManifests): Promise<Loaded> {
  const loaded = manifests.load(manifests.sources);
  if (loaded.lacking.size === 0) return loaded;
  await loadParts(loaded.lacking);
  return manifests.load(manifests.sources);
}

/** @throws UserError where it has problems that leave nothing to plan with. */
async function inventoryAt(path: string, world: PlanWorld, cluster?: string): Promise<NamedInventory> {
  const found = await namedInventory(path, world, cluster);
  tellProblems(found, world);
  if (found.inventory) return found;
  throw new UserError(`the inventory ${JSON.stringify(path)} cannot be used`, {
    help: "mend what is wrong with it; `nimops lint` tells the same",
  });
}

async function declaredInventory(
  { name }: ClusterScope,
  { loadedConfig: { config, root } }: FoundManifests,
  world: PlanWorld,
): Promise<NamedInventory | undefined> {
  const declared = config.clusters.find((cluster) => cluster.name === name)?.inventory;
  if (declared === undefined) return undefined;
  return inventoryAt(displayPath(resolve(root, declared), world.cwd), world, name);
}

/** The operator of the cluster that the inventory is of, where nothing else names one. */
function withVersionOf(given: NamedInventory | undefined, request: PlanRequest): PlanRequest {
  const installed = parseOperatorVersion(given?.inventory?.operatorVersion ?? "");
  return installed === undefined || request.operatorVersion !== undefined
    ? request
    : { ...request, operatorVersion: installed };
}

async function baseOf(
  request: PlanRequest,
  manifests: FoundManifests,
  world: PlanWorld,
): Promise<BaseManifests | undefined> {
  const { before } = request;
  if (before === undefined || !("base" in before)) return undefined;
  return baseManifests(manifests, request, before.base, world);
}

function beforeAt({ loaded }: BaseManifests, { name }: ClusterScope): Before | undefined {
  const found = loaded.clusters.find(({ scope }) => scope.name === name);
  return found && { from: "base", set: found.set };
}

async function liveOf(
  { before }: PlanRequest,
  { scope, set }: LoadedCluster,
  world: PlanWorld,
): Promise<Before | undefined> {
  if (before === undefined || !("live" in before)) return undefined;
  return { from: "live", set: await fetched(before.live, { scope, set }, world) };
}

/** The Kubernetes client is loaded only here. */
async function fetched(
  login: ClusterLogin,
  { scope, set }: Pick<LoadedCluster, "scope" | "set">,
  world: PlanWorld,
) {
  const { connect } = await import("../kube/connect.ts");
  const { liveManifests } = await import("./live-manifests.ts");
  const { printableLines } = await import("../report/printable.ts");
  const warn = (warning: string) => world.stderr.write(`nimops: ${printableLines(warning)}\n`);
  const cluster = await connect(connectOptions(login, world, warn));
  try {
    return await liveManifests(cluster, scope, set);
  } finally {
    await cluster.close();
  }
}

/** Those that have manifests, had some, or have some that nobody can read. */
function clustersToPlan(
  { clusters }: Loaded,
  base: BaseManifests | undefined,
  refusals: readonly Finding[],
): LoadedCluster[] {
  const hasAny = (resources: readonly Resource[] | undefined) => (resources?.length ?? 0) > 0;
  return clusters.filter(
    ({ scope, set }) =>
      hasAny(set.resources) ||
      (base && hasAny(beforeAt(base, scope)?.set.resources)) ||
      refusals.some(({ clusters: of }) => scope.name !== undefined && of.includes(scope.name)) ||
      (scope.name === undefined && refusals.some(({ clusters: of }) => of.length === 0)),
  );
}

/** @throws UserError where one inventory, or one cluster, would be taken for several. */
function refuseAmbiguous(request: PlanRequest, clusters: readonly LoadedCluster[]): void {
  if (clusters.length < 2) return;
  const names = clusters.map(({ scope }) => scope.name ?? "(files outside of all declared paths)").join(", ");
  const what =
    request.inventory !== undefined
      ? "--inventory is of one cluster"
      : request.whatIf.size > 0
        ? "--what-if is about one cluster"
        : request.before && "live" in request.before
          ? "--live asks one cluster"
          : undefined;
  if (what === undefined) return;
  throw new UserError(`${what}, and the manifests go to several: ${names}`, {
    help: "choose one with --cluster NAME",
  });
}

function operatorAssumption({ operatorVersion }: ClusterScope, installed: string | undefined): Assumption[] {
  if (installed === undefined || parseOperatorVersion(installed) === operatorVersion) return [];
  const message = `planned for ${operatorVersion}; the inventory says that ${installed} is installed`;
  return [{ about: "NIM Operator", message }];
}

function whatIfAssumption({ whatIf }: PlanRequest): Assumption[] {
  if (whatIf.size === 0) return [];
  return [{ about: "inventory", message: `changed by --what-if ${formatWhatIf(whatIf)}` }];
}
