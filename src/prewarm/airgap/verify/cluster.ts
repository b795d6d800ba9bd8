import type { Cluster } from "../../../kube/cluster.ts";
import { ClusterError } from "../../../kube/cluster-error.ts";
import type { LiveObject } from "../../../kube/object.ts";
import { parseImageReference } from "../../../nim/image-reference.ts";
import { isMap, type Value, valueAt } from "../../../nim/value.ts";
import type { CacheRecord } from "../../record/schema.ts";
import type { Redact } from "../../redaction.ts";
import type { StepProblem } from "../step.ts";
import { type Findings, noFindings, together } from "./findings.ts";
import { cachedSign, downloadSigns } from "./log-signs.ts";

export interface ClusterQuestion {
  readonly namespace: string;
  readonly record: CacheRecord;
  /** Bytes of the cache, for what its volume should hold at least. */
  readonly bytes: number | undefined;
}

/**
 * A cache as a cluster uses it: its NIMCaches are Ready with the profiles of the record, the pods run the image of the record,
 * have the cache's bytes on their volume, and download nothing.
 *
 * @throws ClusterError where the cluster cannot be read.
 */
export async function verifyCluster(
  cluster: Cluster,
  question: ClusterQuestion,
  { redact, signal }: { readonly redact: Redact; readonly signal?: AbortSignal | undefined },
): Promise<Findings> {
  const { namespace, record } = question;
  const call = signal === undefined ? {} : { signal };
  const isOurs = sameImage(record.image.reference);
  const caches = (await cluster.listAll(nimCache, { namespace, ...call })).items.filter((cache) =>
    isOurs(textAt(cache, "spec", "source", "ngc", "modelPuller")),
  );
  const pods = (await cluster.listAll(pod, { namespace, ...call })).items.filter((one) =>
    containersOf(one).some(({ image }) => isOurs(image)),
  );
  if (caches.length === 0 && pods.length === 0) {
    const message = `nothing in namespace ${namespace} of ${cluster.server} uses ${record.image.reference}`;
    return {
      ...noFindings,
      problems: [{ code: "cluster/not-found", path: namespace, message, help: lookHelp }],
    };
  }
  const found = [
    ...caches.map((cache) => judgeCache(cache, record)),
    ...pods.map((one) => judgeImage(one, record, isOurs)),
    ...(await Promise.all(pods.map((one) => judgeLog(cluster, one, isOurs, redact, call)))),
    ...(await Promise.all(caches.map((cache) => judgeVolume(cluster, cache, pods, question, call)))),
  ];
  return together(found);
}

const nimCache = { apiVersion: "apps.nvidia.com/v1alpha1", kind: "NIMCache" };
const pod = { apiVersion: "v1", kind: "Pod" };

/** The same repository but for the registry and what a mirror put before it, and the same tag or a digest. */
function sameImage(reference: string): (image: string | undefined) => boolean {
  const own = parseImageReference(reference);
  const last = own.path.split("/").slice(-2).join("/");
  return (image) => {
    if (image === undefined) return false;
    const other = parseImageReference(image);
    const sameName = other.path === own.path || other.path.endsWith(`/${last}`) || other.path === last;
    return sameName && (other.digest !== undefined || own.digest !== undefined || other.tag === own.tag);
  };
}

function judgeCache(cache: LiveObject, { profiles, image }: CacheRecord): Findings {
  const path = `NIMCache ${cache.metadata.namespace ?? ""}/${cache.metadata.name}`;
  const state = textAt(cache, "status", "state") ?? "";
  const problems: StepProblem[] = [];
  if (state !== "Ready") {
    const message = `is ${state === "" ? "not picked up by the operator" : state}, not Ready`;
    problems.push({ code: "cluster/not-ready", path, message, help: "`nimops status` tells why" });
  }
  const listed = listAt(cache, "status", "profiles").flatMap((profile) => textAt(profile, "name") ?? []);
  const wanted = profiles.map(({ id }) => id);
  const missing = wanted.filter((id) => id !== "all" && !listed.includes(id));
  const strange = listed.filter((id) => !wanted.includes(id));
  if (
    state === "Ready" &&
    wanted.length > 0 &&
    !wanted.includes("all") &&
    missing.length + strange.length > 0
  ) {
    problems.push({
      code: "profile/mismatch",
      path: `${path} status.profiles`,
      message: `lists ${listed.length === 0 ? "none" : listed.join(", ")}, and the cache of ${image.reference} was filled with ${wanted.join(", ")}`,
      help: "set spec.source.ngc.model.profiles to those of the record",
    });
  }
  return { ...noFindings, problems, facts: problems.length === 0 ? [`${path}: Ready`] : [] };
}

function judgeImage(
  one: LiveObject,
  { image }: CacheRecord,
  isOurs: (image: string | undefined) => boolean,
): Findings {
  const known = [image.digest, ...(image.platforms ?? []).map(({ digest }) => digest)].filter(
    (digest) => digest,
  );
  const path = podName(one);
  const running = listAt(one, "status", "containerStatuses").filter((status) =>
    isOurs(textAt(status, "image")),
  );
  const named = containersOf(one).filter((container) => isOurs(container.image));
  const problems: StepProblem[] = [];
  const facts: string[] = [];
  for (const { name } of named) {
    const status =
      running.find((each) => textAt(each, "name") === name) ??
      listAt(one, "status", "containerStatuses").find((each) => textAt(each, "name") === name);
    const digest = /sha256:[0-9a-f]{64}$/.exec(textAt(status, "imageID") ?? "")?.[0];
    if (digest === undefined || known.length === 0) continue;
    if (known.includes(digest)) facts.push(`${path}: runs ${digest.slice(0, 19)}… as recorded`);
    else {
      problems.push({
        code: "image/changed",
        path: `${path} container ${name}`,
        message: `runs ${digest}, and the cache was filled by ${known[0]}`,
        help: "pin the image by its digest, or fill the cache again with the new one",
      });
    }
  }
  return { ...noFindings, problems, facts };
}

async function judgeLog(
  cluster: Cluster,
  one: LiveObject,
  isOurs: (image: string | undefined) => boolean,
  redact: Redact,
  call: { readonly signal?: AbortSignal },
): Promise<Findings> {
  const path = podName(one);
  const { namespace = "", name } = one.metadata;
  // The pods that fill a cache are there to download.
  if (
    textAt(one, "status", "phase") !== "Running" ||
    listAt(one, "metadata", "ownerReferences").some(isJob)
  ) {
    return noFindings;
  }
  const parts = containersOf(one).filter(({ image }) => isOurs(image));
  const found = await Promise.all(
    parts.map(async ({ name: container }): Promise<Findings> => {
      try {
        const lines = (await cluster.logs({ namespace, name }, { container, ...call })).split("\n");
        const problems = downloadSigns.flatMap(({ code, pattern, says }): StepProblem[] => {
          const line = lines.find((line) => pattern.test(line.slice(0, 4000)) && !cachedSign.test(line));
          if (line === undefined) return [];
          const message = `${says}: ${redact(line.trim()).slice(0, 300)}`;
          return [
            {
              code,
              path: `${path} log`,
              message,
              help: "the cache lacks what it looks for, or it looks elsewhere",
            },
          ];
        });
        const [problem] = problems;
        if (problem !== undefined) return { ...noFindings, problems: [problem] };
        const cached = lines.filter((line) => cachedSign.test(line.slice(0, 4000))).length;
        const facts = cached > 0 ? [`${path}: ${cached} files from the cache, none downloaded`] : [];
        return { ...noFindings, facts };
      } catch (error) {
        return unseen(error, `the log of ${path}`);
      }
    }),
  );
  return together(found);
}

async function judgeVolume(
  cluster: Cluster,
  cache: LiveObject,
  pods: readonly LiveObject[],
  { bytes }: ClusterQuestion,
  call: { readonly signal?: AbortSignal },
): Promise<Findings> {
  const claim = textAt(cache, "status", "pvc") ?? "";
  const user = pods.find((one) =>
    listAt(one, "spec", "volumes").some(
      (volume) => textAt(volume, "persistentVolumeClaim", "claimName") === claim,
    ),
  );
  const node = textAt(user, "spec", "nodeName");
  if (claim === "" || node === undefined || bytes === undefined) return noFindings;
  const path = `PersistentVolumeClaim ${cache.metadata.namespace ?? ""}/${claim}`;
  try {
    const used = (await cluster.volumeUse(node, call)).find(
      (volume) => volume.claim === claim && volume.namespace === cache.metadata.namespace,
    )?.used;
    if (used === undefined) return noFindings;
    if (used >= bytes) return { ...noFindings, facts: [`${path}: ${used} bytes used, ${bytes} recorded`] };
    const message = `holds ${used} bytes, and the cache has ${bytes}`;
    return {
      ...noFindings,
      problems: [{ code: "cache/missing", path, message, help: "fill it again: what is whole stays" }],
    };
  } catch (error) {
    return unseen(error, `how full ${path} is`);
  }
}

/** What may not be looked at is told, and no problem. */
function unseen(error: unknown, what: string): Findings {
  if (!(error instanceof ClusterError)) throw error;
  return { ...noFindings, warnings: [`${what} could not be read: ${error.message}`] };
}

function podName({ metadata }: LiveObject): string {
  return `Pod ${metadata.namespace ?? ""}/${metadata.name}`;
}

function isJob(owner: Value): boolean {
  return textAt(owner, "kind") === "Job";
}

function containersOf(one: LiveObject): { readonly name: string; readonly image: string | undefined }[] {
  return listAt(one, "spec", "containers").map((container) => ({
    name: textAt(container, "name") ?? "",
    image: textAt(container, "image"),
  }));
}

function textAt(value: unknown, ...path: string[]): string | undefined {
  const found = valueAt(value, path);
  return typeof found === "string" ? found : undefined;
}

function listAt(value: unknown, ...path: string[]): readonly Value[] {
  const found = isMap(value) ? valueAt(value, path) : undefined;
  return Array.isArray(found) ? found : [];
}

const lookHelp = "say the namespace as verify.namespace, and see with `nimops status` what is there";
