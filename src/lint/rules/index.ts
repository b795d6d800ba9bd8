import type { Rule } from "../rule.ts";
import { affinityForm } from "./affinity-form.ts";
import { airGappedAuthSecret } from "./air-gapped-auth-secret.ts";
import { ambiguousScalar } from "./ambiguous-scalar.ts";
import { appLabelOverride } from "./app-label-override.ts";
import { authSecretUnset } from "./auth-secret-unset.ts";
import { badIgnore } from "./bad-ignore.ts";
import { buildCacheMissing } from "./build-cache-missing.ts";
import { buildGpuWithTensorProfile } from "./build-gpu-with-tensor-profile.ts";
import { buildLabelsIgnored } from "./build-labels-ignored.ts";
import { buildNeedsListedProfiles } from "./build-needs-listed-profiles.ts";
import { buildNotCanonical } from "./build-not-canonical.ts";
import { buildStartupLimit } from "./build-startup-limit.ts";
import { cacheHostPathIgnored } from "./cache-host-path-ignored.ts";
import { cacheImageDiffers } from "./cache-image-differs.ts";
import { cacheInOtherNamespace } from "./cache-in-other-namespace.ts";
import { cacheLacksProfile } from "./cache-lacks-profile.ts";
import { cacheLacksTolerations } from "./cache-lacks-tolerations.ts";
import { cacheModelOrDataset } from "./cache-model-or-dataset.ts";
import { cacheModelOrEndpoint } from "./cache-model-or-endpoint.ts";
import { cacheName } from "./cache-name.ts";
import { cacheNotFound } from "./cache-not-found.ts";
import { cacheProfileWithoutName } from "./cache-profile-without-name.ts";
import { cacheSizeAgainstModel } from "./cache-size-against-model.ts";
import { cacheSourceExactlyOne } from "./cache-source-exactly-one.ts";
import { cacheStorageMissing } from "./cache-storage-missing.ts";
import { cacheVolumeSharedByTwoCaches } from "./cache-volume-shared-by-two-caches.ts";
import { certConfigBreaksCache } from "./cert-config-breaks-cache.ts";
import { committedSecret } from "./committed-secret.ts";
import { computeDomainName } from "./compute-domain-name.ts";
import { containerName } from "./container-name.ts";
import { datasetCachePanics } from "./dataset-cache-panics.ts";
import { dependencyWithoutEnv } from "./dependency-without-env.ts";
import { deprecatedIngress } from "./deprecated-ingress.ts";
import { draCelWithSelectors } from "./dra-cel-with-selectors.ts";
import { draClaimRepeated } from "./dra-claim-repeated.ts";
import { draClaimSource } from "./dra-claim-source.ts";
import { draDeviceIncomplete } from "./dra-device-incomplete.ts";
import { draDuplicateSelector } from "./dra-duplicate-selector.ts";
import { draNeedsKubernetes } from "./dra-needs-kubernetes.ts";
import { draNotCanonical } from "./dra-not-canonical.ts";
import { draSelectorValue } from "./dra-selector-value.ts";
import { duplicateCacheDownload } from "./duplicate-cache-download.ts";
import { duplicateKey } from "./duplicate-key.ts";
import { duplicateListItem } from "./duplicate-list-item.ts";
import { duplicatePipelineServiceName } from "./duplicate-pipeline-service-name.ts";
import { duplicateResource } from "./duplicate-resource.ts";
import { emptyAuthSecret } from "./empty-auth-secret.ts";
import { emptyAuthSecretCache } from "./empty-auth-secret-cache.ts";
import { emptyDirTooSmall } from "./empty-dir-too-small.ts";
import { emptyImageField } from "./empty-image-field.ts";
import { emptyModelPuller } from "./empty-model-puller.ts";
import { emptyNodeSelectorInCache } from "./empty-node-selector-in-cache.ts";
import { endpointPickerConfigTwice } from "./endpoint-picker-config-twice.ts";
import { endpointPickerUnused } from "./endpoint-picker-unused.ts";
import { engineMatchesNothing } from "./engine-matches-nothing.ts";
import { envNameForm } from "./env-name-form.ts";
import { envValueTwice } from "./env-value-twice.ts";
import { exposeServiceNameIgnored } from "./expose-service-name-ignored.ts";
import { fieldNeedsNewerOperator } from "./field-needs-newer-operator.ts";
import { fileTooLarge } from "./file-too-large.ts";
import { fixedEnvOverride } from "./fixed-env-override.ts";
import { gatewayBackendPort } from "./gateway-backend-port.ts";
import { gpuCountNotTensorParallel } from "./gpu-count-not-tensor-parallel.ts";
import { gpuCountNotWhole } from "./gpu-count-not-whole.ts";
import { gpuIdContradictsProduct } from "./gpu-id-contradicts-product.ts";
import { gpuIdForm } from "./gpu-id-form.ts";
import { gpuIdsWithoutProduct } from "./gpu-ids-without-product.ts";
import { gpuProductMatchesMore } from "./gpu-product-matches-more.ts";
import { gpuProductNeverMatches } from "./gpu-product-never-matches.ts";
import { gpuProductUnknown } from "./gpu-product-unknown.ts";
import { gpuRequestsDiffer } from "./gpu-requests-differ.ts";
import { gpusWithVllm } from "./gpus-with-vllm.ts";
import { grpcRouteWithoutPort } from "./grpc-route-without-port.ts";
import { hfEndpointPublic } from "./hf-endpoint-public.ts";
import { hostPathDeprecated } from "./host-path-deprecated.ts";
import { hpaBounds } from "./hpa-bounds.ts";
import { hpaWithoutMetrics } from "./hpa-without-metrics.ts";
import { httpRouteCannotBeOff } from "./http-route-cannot-be-off.ts";
import { ignoredContent } from "./ignored-content.ts";
import { imageNotAllowed } from "./image-not-allowed.ts";
import { imagePullPolicyValue } from "./image-pull-policy-value.ts";
import { imageReferenceForm } from "./image-reference-form.ts";
import { imageTagLatest } from "./image-tag-latest.ts";
import { ingressAndRouter } from "./ingress-and-router.ts";
import { ingressWithoutSpec } from "./ingress-without-spec.ts";
import { initContainerPullSecretsIgnored } from "./init-container-pull-secrets-ignored.ts";
import { invalidLabelValue } from "./invalid-label-value.ts";
import { invalidValue } from "./invalid-value.ts";
import { inventoryContradiction } from "./inventory-contradiction.ts";
import { inventorySchema } from "./inventory-schema.ts";
import { inventoryUnknownProduct } from "./inventory-unknown-product.ts";
import { kserveDeploymentMode } from "./kserve-deployment-mode.ts";
import { kserveKnativeUnsupported } from "./kserve-knative-unsupported.ts";
import { kserveMultiNode } from "./kserve-multi-node.ts";
import { kserveNotInstalled } from "./kserve-not-installed.ts";
import { linkOutsideRoot } from "./link-outside-root.ts";
import { listItemNotAnObject } from "./list-item-not-an-object.ts";
import { literalCredential } from "./literal-credential.ts";
import { loraFalseMatchesLittle } from "./lora-false-matches-little.ts";
import { metricsWithoutServiceMonitor } from "./metrics-without-service-monitor.ts";
import { migResourceWithProfile } from "./mig-resource-with-profile.ts";
import { missingField } from "./missing-field.ts";
import { missingReferenceInSet } from "./missing-reference-in-set.ts";
import { modelPullerNoNim } from "./model-puller-no-nim.ts";
import { mpiAndRay } from "./mpi-and-ray.ts";
import { multiLlmImage } from "./multi-llm-image.ts";
import { multiNodeIgnoredField } from "./multi-node-ignored-field.ts";
import { multiNodeNeedsReadWriteMany } from "./multi-node-needs-read-write-many.ts";
import { multiNodePipelineOne } from "./multi-node-pipeline-one.ts";
import { multiNodeReplicasMissing } from "./multi-node-replicas-missing.ts";
import { multiNodeTensorMissing } from "./multi-node-tensor-missing.ts";
import { multiNodeWithAutoscaling } from "./multi-node-with-autoscaling.ts";
import { nameClash } from "./name-clash.ts";
import { negativeQuantity } from "./negative-quantity.ts";
import { ngcDownloadOffline } from "./ngc-download-offline.ts";
import { noCacheAtAll } from "./no-cache-at-all.ts";
import { noGpuRequested } from "./no-gpu-requested.ts";
import { noProxyToken } from "./no-proxy-token.ts";
import { nodeSelectorProductUnknown } from "./node-selector-product-unknown.ts";
import { notUtf8 } from "./not-utf8.ts";
import { openFilesAdvisory } from "./open-files-advisory.ts";
import { operatorStopsOnNumber } from "./operator-stops-on-number.ts";
import { pipelineEditsNotPropagated } from "./pipeline-edits-not-propagated.ts";
import { pipelineServiceNotEnabled } from "./pipeline-service-not-enabled.ts";
import { pipelineServiceWithoutName } from "./pipeline-service-without-name.ts";
import { pipelineWithoutEnabledService } from "./pipeline-without-enabled-service.ts";
import { podAffinityIgnored } from "./pod-affinity-ignored.ts";
import { precisionNeedsNewerGpu } from "./precision-needs-newer-gpu.ts";
import { precisionUnknown } from "./precision-unknown.ts";
import { probeForm } from "./probe-form.ts";
import { probeTimeoutShort } from "./probe-timeout-short.ts";
import { profileIdForm } from "./profile-id-form.ts";
import { profileNotPinned } from "./profile-not-pinned.ts";
import { profileTwice } from "./profile-twice.ts";
import { profilesAllAlone } from "./profiles-all-alone.ts";
import { profilesWithFilters } from "./profiles-with-filters.ts";
import { proxyOverridesEnv } from "./proxy-overrides-env.ts";
import { proxyPartlySet } from "./proxy-partly-set.ts";
import { proxyScheme } from "./proxy-scheme.ts";
import { proxyWithoutCertConfigMap } from "./proxy-without-cert-config-map.ts";
import { publicRegistryOffline } from "./public-registry-offline.ts";
import { pullSecretMissing } from "./pull-secret-missing.ts";
import { pullSecretMissingInSet } from "./pull-secret-missing-in-set.ts";
import { pullSecretWrongType } from "./pull-secret-wrong-type.ts";
import { pvcAccessModeMissing } from "./pvc-access-mode-missing.ts";
import { pvcAccessModeValue } from "./pvc-access-mode-value.ts";
import { pvcClaimMissingInSet } from "./pvc-claim-missing-in-set.ts";
import { pvcNameMissing } from "./pvc-name-missing.ts";
import { pvcSizeMissing } from "./pvc-size-missing.ts";
import { qosProfileValue } from "./qos-profile-value.ts";
import { quotaBelowOnePod } from "./quota-below-one-pod.ts";
import { readWriteOnceShared } from "./read-write-once-shared.ts";
import { readWriteOnceTwoServices } from "./read-write-once-two-services.ts";
import { registryLookupEachReconcile } from "./registry-lookup-each-reconcile.ts";
import { renderFailed } from "./render-failed.ts";
import { replicasWithAutoscaling } from "./replicas-with-autoscaling.ts";
import { requestsOverLimits } from "./requests-over-limits.ts";
import { resourceClaimMissing } from "./resource-claim-missing.ts";
import { resourceClaimsInResources } from "./resource-claims-in-resources.ts";
import { resourceName } from "./resource-name.ts";
import { resourcesWithoutGpuWithProfile } from "./resources-without-gpu-with-profile.ts";
import { routerHostMissing } from "./router-host-missing.ts";
import { routerIngressAndGateway } from "./router-ingress-and-gateway.ts";
import { sameSecretForPullAndKey } from "./same-secret-for-pull-and-key.ts";
import { scaleWithoutHpa } from "./scale-without-hpa.ts";
import { secretEnvByValue } from "./secret-env-by-value.ts";
import { secretLacksKey } from "./secret-lacks-key.ts";
import { secretNotInSet } from "./secret-not-in-set.ts";
import { serviceName } from "./service-name.ts";
import { servicePortsClash } from "./service-ports-clash.ts";
import { serviceTypeValue } from "./service-type-value.ts";
import { severalProfilesSelected } from "./several-profiles-selected.ts";
import { sharedClaimWithReplicas } from "./shared-claim-with-replicas.ts";
import { sharedMemoryNotPositive } from "./shared-memory-not-positive.ts";
import { sharedMemorySmall } from "./shared-memory-small.ts";
import { sidecarSeesApiKey } from "./sidecar-sees-api-key.ts";
import { singleReplicaDowntime } from "./single-replica-downtime.ts";
import { specMissing } from "./spec-missing.ts";
import { startupWindowTooShort } from "./startup-window-too-short.ts";
import { storageClassCannotShare } from "./storage-class-cannot-share.ts";
import { storageExactlyOne } from "./storage-exactly-one.ts";
import { storageSizeForm } from "./storage-size-form.ts";
import { templatedScalar } from "./templated-scalar.ts";
import { tensorParallelForm } from "./tensor-parallel-form.ts";
import { tolerationForm } from "./toleration-form.ts";
import { tolerationSecondsDropped } from "./toleration-seconds-dropped.ts";
import { tooDeep } from "./too-deep.ts";
import { tooManyAliases } from "./too-many-aliases.ts";
import { twoEntryPoints } from "./two-entry-points.ts";
import { undecodableNumber } from "./undecodable-number.ts";
import { unknownApiVersion } from "./unknown-api-version.ts";
import { unknownField } from "./unknown-field.ts";
import { unknownKind } from "./unknown-kind.ts";
import { unreadableFile } from "./unreadable-file.ts";
import { unrenderedPatch } from "./unrendered-patch.ts";
import { unrenderedTemplate } from "./unrendered-template.ts";
import { unusedIgnore } from "./unused-ignore.ts";
import { wrongType } from "./wrong-type.ts";
import { yamlSyntax } from "./yaml-syntax.ts";

/** Every rule; a new one is a file of its own and two lines here. */
export const rules: readonly Rule[] = [
  affinityForm,
  airGappedAuthSecret,
  ambiguousScalar,
  appLabelOverride,
  authSecretUnset,
  badIgnore,
  buildCacheMissing,
  buildGpuWithTensorProfile,
  buildLabelsIgnored,
  buildNeedsListedProfiles,
  buildNotCanonical,
  buildStartupLimit,
  cacheHostPathIgnored,
  cacheImageDiffers,
  cacheInOtherNamespace,
  cacheLacksProfile,
  cacheLacksTolerations,
  cacheModelOrDataset,
  cacheModelOrEndpoint,
  cacheName,
  cacheNotFound,
  cacheProfileWithoutName,
  cacheSizeAgainstModel,
  cacheSourceExactlyOne,
  cacheStorageMissing,
  cacheVolumeSharedByTwoCaches,
  certConfigBreaksCache,
  committedSecret,
  computeDomainName,
  containerName,
  datasetCachePanics,
  dependencyWithoutEnv,
  deprecatedIngress,
  draCelWithSelectors,
  draClaimRepeated,
  draClaimSource,
  draDeviceIncomplete,
  draDuplicateSelector,
  draNeedsKubernetes,
  draNotCanonical,
  draSelectorValue,
  duplicateCacheDownload,
  duplicateKey,
  duplicateListItem,
  duplicatePipelineServiceName,
  duplicateResource,
  emptyAuthSecret,
  emptyAuthSecretCache,
  emptyDirTooSmall,
  emptyImageField,
  emptyModelPuller,
  emptyNodeSelectorInCache,
  endpointPickerConfigTwice,
  endpointPickerUnused,
  engineMatchesNothing,
  envNameForm,
  envValueTwice,
  exposeServiceNameIgnored,
  fieldNeedsNewerOperator,
  fileTooLarge,
  fixedEnvOverride,
  gatewayBackendPort,
  gpuCountNotTensorParallel,
  gpuCountNotWhole,
  gpuIdContradictsProduct,
  gpuIdForm,
  gpuIdsWithoutProduct,
  gpuProductMatchesMore,
  gpuProductNeverMatches,
  gpuProductUnknown,
  gpuRequestsDiffer,
  gpusWithVllm,
  grpcRouteWithoutPort,
  hfEndpointPublic,
  hostPathDeprecated,
  hpaBounds,
  hpaWithoutMetrics,
  httpRouteCannotBeOff,
  ignoredContent,
  imageNotAllowed,
  imagePullPolicyValue,
  imageReferenceForm,
  imageTagLatest,
  ingressAndRouter,
  ingressWithoutSpec,
  initContainerPullSecretsIgnored,
  invalidLabelValue,
  invalidValue,
  inventoryContradiction,
  inventorySchema,
  inventoryUnknownProduct,
  kserveDeploymentMode,
  kserveKnativeUnsupported,
  kserveMultiNode,
  kserveNotInstalled,
  linkOutsideRoot,
  listItemNotAnObject,
  literalCredential,
  loraFalseMatchesLittle,
  metricsWithoutServiceMonitor,
  migResourceWithProfile,
  missingField,
  missingReferenceInSet,
  modelPullerNoNim,
  mpiAndRay,
  multiLlmImage,
  multiNodeIgnoredField,
  multiNodeNeedsReadWriteMany,
  multiNodePipelineOne,
  multiNodeReplicasMissing,
  multiNodeTensorMissing,
  multiNodeWithAutoscaling,
  nameClash,
  negativeQuantity,
  ngcDownloadOffline,
  noCacheAtAll,
  noGpuRequested,
  noProxyToken,
  nodeSelectorProductUnknown,
  notUtf8,
  openFilesAdvisory,
  operatorStopsOnNumber,
  pipelineEditsNotPropagated,
  pipelineServiceNotEnabled,
  pipelineServiceWithoutName,
  pipelineWithoutEnabledService,
  podAffinityIgnored,
  precisionNeedsNewerGpu,
  precisionUnknown,
  probeForm,
  probeTimeoutShort,
  profileIdForm,
  profileNotPinned,
  profileTwice,
  profilesAllAlone,
  profilesWithFilters,
  proxyOverridesEnv,
  proxyPartlySet,
  proxyScheme,
  proxyWithoutCertConfigMap,
  publicRegistryOffline,
  pullSecretMissing,
  pullSecretMissingInSet,
  pullSecretWrongType,
  pvcAccessModeMissing,
  pvcAccessModeValue,
  pvcClaimMissingInSet,
  pvcNameMissing,
  pvcSizeMissing,
  qosProfileValue,
  quotaBelowOnePod,
  readWriteOnceShared,
  readWriteOnceTwoServices,
  registryLookupEachReconcile,
  renderFailed,
  replicasWithAutoscaling,
  requestsOverLimits,
  resourceClaimMissing,
  resourceClaimsInResources,
  resourceName,
  resourcesWithoutGpuWithProfile,
  routerHostMissing,
  routerIngressAndGateway,
  sameSecretForPullAndKey,
  scaleWithoutHpa,
  secretEnvByValue,
  secretLacksKey,
  secretNotInSet,
  serviceName,
  servicePortsClash,
  serviceTypeValue,
  severalProfilesSelected,
  sharedClaimWithReplicas,
  sharedMemoryNotPositive,
  sharedMemorySmall,
  sidecarSeesApiKey,
  singleReplicaDowntime,
  specMissing,
  startupWindowTooShort,
  storageClassCannotShare,
  storageExactlyOne,
  storageSizeForm,
  templatedScalar,
  tensorParallelForm,
  tolerationForm,
  tolerationSecondsDropped,
  tooDeep,
  tooManyAliases,
  twoEntryPoints,
  undecodableNumber,
  unknownApiVersion,
  unknownField,
  unknownKind,
  unreadableFile,
  unrenderedPatch,
  unrenderedTemplate,
  unusedIgnore,
  wrongType,
  yamlSyntax,
];
