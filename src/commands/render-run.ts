import type { Finding } from "../lint/finding.ts";
import type { Loaded } from "../manifest/load.ts";
import { loadParts } from "../manifest/parts.ts";
import { quoted } from "../nim/quoted.ts";
import type { MadeObject } from "../nim/workload/made.ts";
import { printable } from "../report/printable.ts";
import { type ExitCode, exitCodes, UserError } from "../user-error.ts";
import type { Invocation } from "./command.ts";
import { type FoundManifests, findManifests } from "./find-manifests.ts";
import { kubernetesVersionFor } from "./kubernetes-version-for.ts";
import { choice, flagSettings, lintRequestOf } from "./lint-request.ts";
import { readLockFile } from "./lock-file.ts";
import { nothingFound } from "./nothing-found.ts";
import { jsonList, yamlStream } from "./object-list.ts";
import { refusedManifests } from "./refused-manifests.ts";
import { remarkLines } from "./remark-lines.ts";
import { type Remark, renderSet } from "./render-set.ts";
import { ToldManifests } from "./told-manifests.ts";
import type { World } from "./world.ts";

const formats = ["yaml", "json"] as const;

export async function runRender(invocation: Invocation, world: World): Promise<ExitCode> {
  const given = flagSettings(invocation);
  const format = choice(given, "format", formats) ?? "yaml";
  const products = productsOf(invocation);
  const request = lintRequestOf(given, invocation.positionals);
  const manifests = await findManifests(request, world);
  const { config, root } = manifests.loadedConfig;
  const lock = await readLockFile(invocation.text("lock"), { root, cwd: world.cwd });
  const told = new ToldManifests(invocation, lock, world);
  const loaded = await load(manifests);
  const { findings: refusals, isStored } = refusedManifests(loaded, manifests);
  const found = loaded.clusters.reduce((count, { set }) => count + set.resources.length, 0);
  for (const refusal of refusals) world.stderr.write(refusalText(refusal));
  if (found === 0 && refusals.length === 0) {
    world.stderr.write(`nimops: ${nothingFound(loaded.filesRead)}\n`);
    return exitCodes.nothingFound;
  }
  const kserveMode = config.kserve.deploymentMode;
  const objects: MadeObject[] = [];
  const remarks: Remark[] = [];
  const owners = new Map<string, string>();
  for (const { scope, set } of loaded.clusters) {
    const kubernetesVersion = kubernetesVersionFor(scope, request, config);
    const modelManifest = (image: string) => told.of(image);
    const settings = { products, kserveMode, kubernetesVersion, modelManifest, isStored };
    const rendered = renderSet(scope, set, settings);
    for (const object of rendered.objects) ownedByOne(object, scope.name ?? "", owners);
    objects.push(...rendered.objects);
    remarks.push(...rendered.remarks);
  }
  for (const line of remarkLines(remarks)) world.stderr.write(`${line}\n`);
  for (const sentence of told.unused()) world.stderr.write(`nimops: ${printable(sentence)}\n`);
  world.stdout.write(format === "json" ? jsonList(objects) : yamlStream(objects));
  const isLacking = remarks.some(({ kind }) => kind === "unknown" || kind === "twin");
  const isBad = refusals.length > 0 || (isLacking && invocation.isSet("strict"));
  return isBad ? exitCodes.findings : exitCodes.clean;
}

/**
 * An empty name says that no node has the label.
 *
 * @throws UserError for a name that no label can have.
 */
function productsOf(invocation: Invocation): readonly string[] | undefined {
  const given = invocation.texts("product");
  if (given.length === 0) return undefined;
  const products = given.filter((product) => product !== "");
  if (products.length > 0 && products.length < given.length) {
    throw new UserError('--product "" says that no node has the label, and others are given', {
      help: "leave out the one or the others",
    });
  }
  const wrong = products.find(
    (product) => !/^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/.test(product),
  );
  if (wrong === undefined) return products;
  throw new UserError(`--product ${quoted(wrong)} cannot be the value of a label`, {
    help: "write it as the nodes' label nvidia.com/gpu.product, such as NVIDIA-H100-80GB-HBM3",
  });
}

/** @throws UserError where two clusters have an object of one name: behind one another nobody could tell them apart. */
function ownedByOne(object: MadeObject, cluster: string, owners: Map<string, string>): void {
  const { apiVersion, kind, metadata } = object;
  const key = [apiVersion, kind, metadata.namespace, metadata.name].join("\0");
  const other = owners.get(key);
  if (other !== undefined && other !== cluster) {
    throw new UserError(
      `the clusters ${quoted(other)} and ${quoted(cluster)} both have the ${kind} ${quoted(metadata.name)}`,
      { help: "render one at a time, with --cluster NAME" },
    );
  }
  owners.set(key, cluster);
}

async function load(manifests: FoundManifests): Promise<Loaded> {
  const loaded = manifests.load(manifests.sources);
  if (loaded.lacking.size === 0) return loaded;
  await loadParts(loaded.lacking);
  return manifests.load(manifests.sources);
}

function refusalText({ location, object, message, help, enforcedBy }: Finding): string {
  const { file, start } = location;
  const who = { parser: ", kubectl cannot read this", "api-server": ", the API server refuses it" };
  const by = enforcedBy === "parser" || enforcedBy === "api-server" ? who[enforcedBy] : "";
  const what = object ? `${object.kind} ${object.namespace}/${object.name}: ` : "";
  const lines = [`nimops: ${file}:${start.line}: ${what}not rendered${by}: ${message}`];
  if (help !== undefined) lines.push(`  help: ${help}`);
  return lines.map((line) => `${printable(line)}\n`).join("");
}
