import type { OperatorVersion } from "../../src/nim/version.ts";

export interface VersionDifference {
  /** The first version that has it. */
  readonly since: OperatorVersion;
  readonly places: RegExp;
  /** In k8s-nim-operator. */
  readonly source: string;
}

/**
 * Only 3.1.2 was recorded. That the others differ from it here, and nowhere else, is read from their source: whoever changes
 * one version must not change another without knowing it.
 */
export const versionDifferences: readonly VersionDifference[] = [
  {
    since: "3.1.0",
    places: /^(ServiceAccount|Role|RoleBinding)\[\]\.metadata\.labels new$/,
    source: "manifests/{serviceaccount,role,rolebinding}.yaml",
  },
  {
    since: "3.1.0",
    places: /^(ServiceAccount|Role|RoleBinding)\[\]\.metadata\.labels\.app/,
    source: "nimcache_controller.go reconcileServiceAccount, reconcileRole, reconcileRoleBinding",
  },
  {
    since: "3.1.0",
    places: /^PersistentVolumeClaim(\[\]\.metadata\.labels new| gone)$/,
    source:
      "standalone/nimservice.go reconcilePVC; nimcache_types.go GetStandardLabels; long names are no labels",
  },
  {
    since: "3.1.0",
    places: /^NIMCache stopped\.message$/,
    source: "the same: the claim comes before the Pod",
  },
  {
    since: "3.1.0",
    places:
      /^((ConfigMap|Secret|LeaderWorkerSet)\[\]\.metadata\.labels new|LeaderWorkerSet\[\].*Template\.metadata\.labels)/,
    source: "nimservice_types.go GetLWSParams, GetMPIConfigParams, GetMPISSHSecretParams: GetServiceLabels",
  },
  {
    since: "3.1.0",
    places: /^((ConfigMap|LeaderWorkerSet|Secret) gone|Deployment new)$/,
    source:
      "standalone/nimservice.go reconcileNIMService: IsMultiNode, a pipeline of one node has a Deployment",
  },
  {
    since: "3.1.0",
    places:
      /\.data\.hostfile-0$|Template\.size$|env\[NIM_(NUM_COMPUTE_NODES|PIPELINE_PARALLEL_SIZE)\]\.value$/,
    source: "nimservice_types.go GetMultiNodePipelineParallelism, which asked for tensor",
  },
  {
    since: "3.1.0",
    places: /^(Deployment|InferenceService)\[\].*env\[NGC_API_KEY\] new$/,
    source: "{standalone,kserve}/nimservice.go: models of Hugging Face keep the key, as optional",
  },
  {
    since: "3.1.0",
    places: /^Deployment\[\]\.spec\.replicas new$/,
    source: "nimservice_types.go GetDeploymentParams: GetReplicas",
  },
  {
    since: "3.1.0",
    places: /^Job\[\].*(\[scratch\]|\[update-ca-certificates\]\.(env|volumeMounts\[nim-cache-volume\])) new$/,
    source: "nimcache_controller.go constructJob",
  },
  {
    since: "3.1.0",
    places: /^ResourceClaimTemplate\[\]\.apiVersion$/,
    source: "manifests/resourceclaimtemplate.yaml",
  },
  { since: "3.1.0", places: /^NIMService\[\]\.spec\.expose\.router new$/, source: "common_types.go Expose" },
  {
    since: "3.1.0",
    places: /^ConfigMap\[\]\.metadata\.labels\.app/,
    source: "nimcache_controller.go createManifestConfigMap",
  },
  {
    since: "3.1.0",
    places:
      /^(Deployment|InferenceService)\[\].*\[update-ca-certificates\]\.(env|volumeMounts\[model-store\]) new$/,
    source: "nimservice_types.go GetDeploymentParams, GetInferenceServiceParams: InitContainers",
  },
  {
    since: "3.1.0",
    places: /^InferenceService\[\]\.metadata\.labels\.networking\.kserve\.io\/visibility$/,
    source: "kserve/nimservice.go renderAndSyncInferenceService: hasVisibility",
  },
  {
    since: "3.1.0",
    places: /^InferenceService\[\]\.metadata\.annotations\.serving\.kserve\.io\/deploymentMode new$/,
    source: "kserve/nimservice.go renderAndSyncInferenceService: the mode is always written",
  },
  {
    since: "3.1.0",
    places: /^InferenceService\[\]\.spec\.predictor\.(maxReplicas new|minReplicas gone)$/,
    source: "nimservice_types.go GetInferenceServiceParams: IsKServeStandardDeploymentMode",
  },
  {
    since: "3.1.0",
    places: /^(InferenceService gone|NIMService stopped new)$/,
    source: "internal/utils/kserve.go getDeploymentMode: an unknown mode is an error",
  },
  {
    since: "3.1.1",
    places: /^(Deployment|InferenceService)\[\].*env\[(HF_HOME|NIM_MODEL_PATH)\] new$/,
    source: "{standalone,kserve}/nimservice.go: GetHFUri",
  },
  {
    since: "3.1.1",
    places: /^Pod\[\].*\[nim-cache-ctr\]\.command\[\]$/,
    source: "nimcache_controller.go getCommand",
  },
  {
    since: "3.1.1",
    places: /^(Pod|ConfigMap) new$/,
    source: "nimcache_controller.go reconcileModelManifest: the manifest is read for every source",
  },
  {
    since: "3.1.1",
    places: /^(NIMCache stopped gone|Job new)$/,
    source: "nimcache_controller.go reconcileModelManifest: an image without a manifest is model-free",
  },
  {
    since: "3.1.1",
    places: /^Job\[\].*(env\[(HF_HOME|NIM_CACHE_PATH)\] new|command length)$/,
    source: "nimcache_controller.go constructJob",
  },
  {
    since: "3.1.2",
    places: /^ConfigMap\[\]\.data\.model_manifest\.yaml$/,
    source: "nimcache_controller.go createManifestConfigMap: without the lists of files",
  },
  {
    since: "3.1.2",
    places:
      /^Deployment\[\].*(\[(HF_TOKEN|NIM_ENGINE_MODEL_PATH)\] new|\.optional new|\[model-store\]\.mountPath| length)$/,
    source: "internal/nimsource/imageinspect.go; nimservice_types.go GetNativeVolumeMounts",
  },
  {
    since: "main",
    places: /env order$/,
    source: "nimservice_types.go GetStandardEnv at f63f74d7: the key comes last",
  },
];
