import { parseModelManifest } from "../../../src/nim/profile/model-manifest.ts";
import { judge } from "../../../src/nim/schema/judge.ts";
import { isMap, type ValueMap, valueAt } from "../../../src/nim/value.ts";
import { type Named, nameOf, OperatorSays, saidBy } from "./cluster.ts";
import type { Context } from "./context.ts";
import { listed } from "./follow-job.ts";
import { madeOf } from "./made-of.ts";
import { Status } from "./status.ts";
import type { Again } from "./work-queue.ts";
import { addFinalizer, isGoing, operatorVersion, removeFinalizer } from "./written-back.ts";

/** Source: k8s-nim-operator nimbuild_controller.go, Reconcile. */
export async function reconcileBuild(context: Context, named: Named): Promise<Again> {
  const { cluster } = context;
  const build = await cluster.find(named);
  if (!build) return undefined;
  if (isGoing(build)) {
    await removeFinalizer(context, "NIMBuild", build);
    return undefined;
  }
  const outcome = await madeOf(context, "NIMBuild", build);
  // Rule B1 refuses the write that would add the finalizer (trap T28).
  if (outcome.stopped?.message.includes("spec is immutable")) throw new OperatorSays(outcome.stopped.message);
  await addFinalizer(context, "NIMBuild", build);
  const status = new Status(build);
  try {
    await reconcile(context, build, status);
  } catch (error) {
    const message = saidBy(error);
    if (message === undefined || error instanceof StatusRefused) throw error;
    status.condition("NIM_BUILD_RECONCILE_FAILED", "True", "ReconcileFailed", message);
    await write(context, build, status, "Pending");
    throw error;
  }
  return undefined;
}

/** Reasons with blanks are against the CRD, so that the status is refused and the resource shows none. */
class StatusRefused extends OperatorSays {}

async function reconcile(context: Context, build: ValueMap, status: Status): Promise<void> {
  const { cluster } = context;
  const { namespace } = nameOf(build);
  const cacheName = String(valueAt(build, ["spec", "nimCache", "name"]) ?? "");
  const cache = await cluster.find({ kind: "NIMCache", namespace, name: cacheName });
  const state = valueAt(cache, ["status", "state"]);
  if (!cache || state !== "Ready") {
    const [type, reason, message] = !cache ? waits.missing : state === "Failed" ? waits.failed : waits.other;
    status.condition(type, "True", reason, message);
    await write(context, build, status, "Failed").catch((error: unknown) => {
      throw new StatusRefused(saidBy(error));
    });
    return;
  }
  if (!status.has(completed, "True")) await buildEngine(context, build, status);
  if (status.has(completed, "True") && !status.has(read, "True"))
    await readBuilt(context, build, cache, status);
}

const completed = "NIM_BUILD_ENGINE_BUILD_POD_COMPLETED";
const created = "NIM_BUILD_ENGINE_BUILD_POD_CREATED";
const read = "NIM_BUILD_MODEL_MANIFEST_POD_COMPLETED";

const waits = {
  missing: ["NIM_BUILD_NIM_CACHE_NOT_FOUND", "NIMCache not found", "Not able to get NIMCache for NIMBuild"],
  failed: ["NIM_BUILD_NIM_CACHE_FAILED", "NIMCache failed", "NIMCache is failed. NIMBuild can not progress"],
  other: [
    "NIM_BUILD_WAIT_FOR_NIM_CACHE_READY",
    "NIMCache not ready",
    "Waiting for NIMCache to be ready before building engines",
  ],
} as const;

async function buildEngine(context: Context, build: ValueMap, status: Status): Promise<void> {
  const { cluster } = context;
  const { objects, stopped } = await madeOf(context, "NIMBuild", build);
  if (stopped?.state === "Failed") {
    const found =
      stopped.reason === "MultipleBuildableProfilesFound"
        ? "MULTIPLE_BUILDABLE_PROFILES"
        : "NO_BUILDABLE_PROFILE";
    status.condition(`NIM_BUILD_${found}_FOUND`, "True", stopped.reason ?? "", stopped.message);
    await write(context, build, status, "Failed");
    return;
  }
  const asked = valueAt(build, ["spec", "nimCache", "profile"]);
  const found = asked ? "Single buildable profile found" : "Single buildable profile cached in NIM Cache";
  status.condition("NIM_BUILD_SINGLE_BUILDABLE_PROFILE_FOUND", "True", "BuildableProfileFound", found);
  await setInput(context, build, status);
  if (stopped) throw new OperatorSays(stopped.message);
  const [made] = objects;
  if (!made) throw new OperatorSays("no pod");
  const pod = await cluster.find(nameOf(made));
  if (!pod && !status.has(created, "True")) {
    await cluster.ensure(made);
    status.condition(created, "True", "EngineBuildPodCreated", "The pod to build engine has been created");
    await write(context, build, status, "InProgress");
  } else await followPod(context, build, status, pod);
}

async function followPod(
  context: Context,
  build: ValueMap,
  status: Status,
  pod: ValueMap | undefined,
): Promise<void> {
  if (pod && isReady(pod)) {
    status.condition(completed, "True", "PodReady", "The Pod to build engine has successfully completed");
    await context.cluster.remove(nameOf(pod));
  } else if (valueAt(pod, ["status", "phase"]) === "Failed") {
    status.condition(completed, "False", "PodFailed", "The pod to build engine has failed");
    await write(context, build, status, "Failed");
  } else {
    const message = "The Pod to build engine is in progress";
    status.condition("NIM_BUILD_ENGINE_BUILD_POD_PENDING", "True", "PodRunning", message);
    await write(context, build, status, "InProgress");
  }
}

/** Reads what was built from a pod of its own, and adds it to the cache. */
async function readBuilt(context: Context, build: ValueMap, cache: ValueMap, status: Status): Promise<void> {
  const { cluster } = context;
  const { namespace, name } = nameOf(build);
  const pod = { kind: "Pod", namespace, name: `${name}-local-manifest-pod` };
  await cluster.ensure(manifestPod(build, cache));
  const live = await cluster.find(pod);
  // Where the pod does not run yet its next event brings the operator here again, with no word in the status.
  if (valueAt(live, ["status", "phase"]) !== "Running") {
    // The real one writes only where it fails since its own cache does not have the pod yet.
    if (context.options.races?.builtLost !== true) await write(context, build, status, status.state);
    return;
  }
  const text = await cluster.log(pod, "nim-build-manifest-ctr");
  if (text === "") return;
  const manifest = parseModelManifest(text);
  if (!("profiles" in manifest))
    throw new OperatorSays("message" in manifest ? manifest.message : "unreadable");
  const configMap = await cluster.find({
    kind: "ConfigMap",
    namespace,
    name: `${nameOf(cache).name}-manifest`,
  });
  if (!configMap) throw new OperatorSays(`configmaps "${nameOf(cache).name}-manifest" not found`);
  const data = { ...(isMap(configMap.data) && configMap.data), "local_model_manifest.yaml": text };
  await cluster.update({ ...configMap, data });
  await cluster.remove(pod);
  const wanted = valueAt(build, ["spec", "modelName"]) ?? name;
  const built = manifest.profiles.find(({ tags }) => tags.get("model_name") === wanted);
  const [output] = built ? listed(manifest, [built.id]) : [];
  const cacheStatus = new Status(cache);
  if (output) {
    status.value.outputProfile = output;
    const profiles = Array.isArray(cacheStatus.value.profiles) ? cacheStatus.value.profiles : [];
    const input = valueAt(status.value, ["inputProfile", "name"]) ?? "";
    const config = { ...(isMap(output.config) && output.config), input_profile: input };
    if (!profiles.some((profile) => isMap(profile) && profile.name === output.name)) {
      cacheStatus.value.profiles = [...profiles, { ...output, config }];
    }
  }
  await cluster.writeStatus(nameOf(cache), cacheStatus.value);
  status.condition(read, "True", "PodCompleted", "The Pod to read local model manifest is completed");
  await write(context, build, status, "Ready");
}

function manifestPod(build: ValueMap, cache: ValueMap): ValueMap {
  const { namespace, name } = nameOf(build);
  const { spec } = judge("NIMBuild", operatorVersion, build).resource;
  const claimName = String(valueAt(cache, ["status", "pvc"]) ?? "");
  const uid = valueAt(build, ["metadata", "uid"]) ?? "";
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `${name}-local-manifest-pod`,
      namespace,
      labels: {
        app: "k8s-nim-operator",
        "app.kubernetes.io/name": name,
        "app.kubernetes.io/managed-by": "k8s-nim-operator",
      },
      ownerReferences: [
        {
          apiVersion: "apps.nvidia.com/v1alpha1",
          kind: "NIMBuild",
          name,
          uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: {
      containers: [
        {
          name: "nim-build-manifest-ctr",
          image: `${spec?.image?.repository ?? ""}:${spec?.image?.tag ?? ""}`,
          volumeMounts: [{ name: "nim-cache-volume", mountPath: "/model-store" }],
        },
      ],
      volumes: [{ name: "nim-cache-volume", persistentVolumeClaim: { claimName } }],
    },
  };
}

async function setInput({ cluster }: Context, build: ValueMap, status: Status): Promise<void> {
  const { namespace } = nameOf(build);
  const name = String(valueAt(build, ["spec", "nimCache", "name"]) ?? "");
  const profiles = valueAt(await cluster.find({ kind: "NIMCache", namespace, name }), ["status", "profiles"]);
  const asked = valueAt(build, ["spec", "nimCache", "profile"]);
  const input = (Array.isArray(profiles) ? profiles : [])
    .filter(isMap)
    .find((profile) =>
      asked ? profile.name === asked : valueAt(profile, ["config", "trtllm_buildable"]) === "true",
    );
  if (input) status.value.inputProfile = input;
}

async function write(context: Context, build: ValueMap, status: Status, state: string): Promise<void> {
  status.state = state;
  status.value.inputProfile ??= {};
  status.value.outputProfile ??= {};
  await context.cluster.writeStatus(nameOf(build), status.value);
}

function isReady(pod: ValueMap): boolean {
  const conditions = valueAt(pod, ["status", "conditions"]);
  if (!Array.isArray(conditions)) return false;
  return conditions.some((is) => isMap(is) && is.type === "Ready" && is.status === "True");
}
