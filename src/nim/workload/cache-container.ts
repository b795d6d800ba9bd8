import type { EnvVar } from "../schema/kinds.ts";
import { atLeast, type OperatorVersion } from "../version.ts";
import { modelPullerOf } from "./cache-model.ts";
import { cacheContainerName, cacheResources, containerUser } from "./cache-pod.ts";
import type { Subject } from "./subject.ts";
import { type LooseMap, orAbsent } from "./without-absent.ts";

/** What a cache's Job has to do. */
export type CacheTask =
  | { readonly kind: "native" }
  | { readonly kind: "profiles"; readonly ids: readonly string[] }
  /** A model of Hugging Face or a Data Store that the image's own tool fetches, into its own layout. */
  | { readonly kind: "model uri" }
  /** The files of a model or a dataset, as they are. */
  | { readonly kind: "repository" }
  | { readonly kind: "endpoint" };

/** The container that downloads, without what all have in common. Source: nimcache_controller.go, constructJob. */
export function cacheContainer(
  cache: Subject<"NIMCache">,
  task: CacheTask,
  version: OperatorVersion,
): LooseMap & { readonly env: readonly EnvVar[]; readonly volumeMounts: readonly LooseMap[] } {
  const { name, spec } = cache;
  const { ngc, dataStore, hf } = spec.source ?? {};
  const secret = orAbsent(ngc?.authSecret) ?? orAbsent(dataStore?.authSecret) ?? orAbsent(hf?.authSecret);
  const subPath = orAbsent(spec.storage?.pvc?.subPath);
  const common = {
    name: cacheContainerName,
    image: modelPullerOf(cache),
    envFrom: secret === undefined ? undefined : [{ secretRef: { name: secret } }],
    resources: cacheResources(cache),
    securityContext: containerUser(spec),
  };
  const mountedAt = (...paths: string[]) =>
    paths.map((mountPath) => ({ name: "nim-cache-volume", mountPath, subPath }));
  if (task.kind === "native") {
    return {
      ...common,
      ...lastWords,
      env: [
        { name: "NIM_ENGINE_MODEL_DOWNLOAD_ONLY", value: "1" },
        { name: "NIM_ENGINE_MODEL_PATH", value: `/model/${name}` },
      ],
      volumeMounts: mountedAt("/model", "/opt/cache"),
    };
  }
  const env = [{ name: "NIM_CACHE_PATH", value: store }];
  const volumeMounts = mountedAt(store);
  if (task.kind === "profiles" || task.kind === "endpoint") {
    return { ...common, ...lastWords, ...ngcCommand(cache, task), env, volumeMounts };
  }
  const endpoint = (dataStore ?? hf)?.endpoint ?? "";
  const hub = [
    { name: "HF_ENDPOINT", value: endpoint },
    { name: "HF_HUB_OFFLINE", value: "0" },
  ];
  const home = { name: "HF_HOME", value: `${store}/huggingface/hub` };
  return {
    ...common,
    command: hubCommand(cache, task),
    env: atLeast(version, "3.1.1") ? [...hub, ...env, home] : hub,
    volumeMounts,
  };
}

const store = "/model-store";

const lastWords = {
  terminationMessagePath: "/dev/termination-log",
  terminationMessagePolicy: "FallbackToLogsOnError",
};

function ngcCommand(
  { spec }: Subject<"NIMCache">,
  task: CacheTask & { kind: "profiles" | "endpoint" },
): LooseMap {
  if (task.kind === "endpoint") {
    const endpoint = spec.source?.ngc?.modelEndpoint ?? "";
    return { command: ["create-model-store"], args: ["--model-repo", endpoint, "--model-store", store] };
  }
  const args = task.ids.includes("all") ? ["--all"] : ["--profiles", ...task.ids];
  return { command: ["download-to-cache"], args };
}

/** Source: k8s-nim-operator internal/nimsource/hf.go; the model's URI has no room for a revision. */
function hubCommand({ spec }: Subject<"NIMCache">, { kind }: CacheTask): string[] {
  const {
    namespace = "",
    modelName,
    datasetName,
    revision,
  } = spec.source?.dataStore ?? spec.source?.hf ?? {};
  if (kind === "model uri") {
    const uri = `hf://${namespace}/${modelName ?? ""}`;
    return ["download-to-cache", "--model-uri", uri, "--manifest-file", `${store}/model_manifest.json`];
  }
  const type = modelName === undefined ? "dataset" : "model";
  const repository = `${namespace}/${modelName ?? datasetName ?? ""}`;
  const command = ["huggingface-cli", "download", repository, "--local-dir", store, "--repo-type", type];
  return revision ? [...command, "--revision", revision] : command;
}
