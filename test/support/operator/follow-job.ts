import { claimNameOf } from "../../../src/nim/made-names.ts";
import { type ModelProfiles, parseModelManifest } from "../../../src/nim/profile/model-manifest.ts";
import { everyProfile } from "../../../src/nim/profile-id.ts";
import { judge } from "../../../src/nim/schema/judge.ts";
import { type ValueMap, valueAt } from "../../../src/nim/value.ts";
import { selectedProfiles } from "../../../src/nim/workload/selected-profiles.ts";
import { nameOf, OperatorSays } from "./cluster.ts";
import type { Context } from "./context.ts";
import { withSurroundings } from "./made-of.ts";
import type { Status } from "./status.ts";
import { operatorVersion } from "./written-back.ts";

/** Source: k8s-nim-operator nimcache_controller.go, reconcileJobStatus: no state is the last one but Ready. */
export async function followJob(
  context: Context,
  cache: ValueMap,
  status: Status,
  job: ValueMap,
): Promise<void> {
  const count = (field: string) => Number(valueAt(job, ["status", field]) ?? 0);
  const { state } = status;
  if (count("succeeded") > 0 && state !== "Ready") {
    const { storage } = judge("NIMCache", operatorVersion, cache).resource.spec ?? {};
    status.condition(
      "NIM_CACHE_JOB_COMPLETED",
      "True",
      "JobCompleted",
      "The Job to cache NIM has successfully completed",
    );
    status.state = "Ready";
    status.value.pvc = claimNameOf(nameOf(cache).name, storage?.pvc);
    const profiles = await profilesOf(context, cache, status);
    if (profiles.length > 0) {
      const listed = Array.isArray(status.value.profiles) ? status.value.profiles : [];
      status.value.profiles = [...listed, ...profiles];
    }
    return;
  }
  const follows: readonly [boolean, string, string, "True" | "False", string, string][] = [
    [
      // The real one leaves Ready for Failed, and back, at each look at a Job that failed before: with its events, and when
      // it starts. Where that ends is chance, and Ready here, unless a test asks.
      count("failed") > 0 && (state !== "Ready" || context.options.races?.readyLost === true),
      "Failed",
      "NIM_CACHE_JOB_COMPLETED",
      "False",
      "JobFailed",
      "The Job to cache NIM has failed",
    ],
    [
      count("active") > 0,
      "InProgress",
      "NIM_CACHE_JOB_PENDING",
      "False",
      "JobRunning",
      "The Job to cache NIM is in progress",
    ],
    [
      count("active") === 0 && state !== "Ready",
      "Pending",
      "NIM_CACHE_JOB_PENDING",
      "True",
      "JobPending",
      "The Job to cache NIM is in pending state",
    ],
  ];
  const next = follows.find(([holds, is]) => holds && is !== state);
  if (!next) return;
  const [, is, type, value, reason, message] = next;
  status.condition(type, value, reason, message);
  status.state = is;
  delete status.value.profiles;
}

/** What `status.profiles` lists: those that the spec names or selects now, as far as the manifest has them. */
async function profilesOf(context: Context, cache: ValueMap, status: Status): Promise<ValueMap[]> {
  if (status.value.type === "native") return [];
  const { metadata, spec } = judge("NIMCache", operatorVersion, cache).resource;
  const ngc = spec?.source?.ngc;
  if (!ngc || ngc.modelEndpoint !== undefined) return [];
  const explicit = (ngc.model?.profiles ?? []).filter((id) => id !== undefined);
  if (explicit.includes(everyProfile)) return [];
  const { namespace, name } = nameOf(cache);
  const configMap = `${name}-manifest`;
  const kept = await context.cluster.find({ kind: "ConfigMap", namespace, name: configMap });
  if (!kept) {
    throw new OperatorSays(
      `failed to get model manifest config file: unable to get ConfigMap ${configMap}: ConfigMap ${JSON.stringify(configMap)} not found`,
    );
  }
  const manifest = parseModelManifest(String(valueAt(kept, ["data", "model_manifest.yaml"]) ?? ""));
  if (!("profiles" in manifest)) return [];
  const subject = { kind: "NIMCache" as const, name, metadata: metadata ?? {}, spec: spec ?? {} };
  const ids =
    explicit.length > 0
      ? explicit
      : await withSurroundings(context, cache, { kind: "none" }, (surroundings) => {
          const selection = selectedProfiles(
            subject,
            { kind: "manifest", manifest, inCluster: true },
            surroundings,
          );
          return selection.kind === "selected" ? selection.ids : [];
        });
  return listed(manifest, ids);
}

export function listed(manifest: ModelProfiles, ids: readonly string[]): ValueMap[] {
  return manifest.profiles
    .filter(({ id }) => ids.includes(id))
    .map(({ id, model, release, tags }) => ({ name: id, model, release, config: Object.fromEntries(tags) }));
}
