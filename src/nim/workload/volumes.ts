import type { ValueMap } from "../value.ts";
import { type Draft, type DraftMap, Unquoted, unquotedQuantity } from "./draft.ts";
import type { ModelStore } from "./model-store.ts";
import type { ServiceFacts } from "./service-facts.ts";

/** Volumes of a service's pods. Source: k8s-nim-operator nimservice_types.go, GetVolumes. */
export function volumesOf(facts: ServiceFacts, store: ModelStore): DraftMap[] {
  const { storage, proxy } = facts.spec;
  const memory = unquotedQuantity(storage?.sharedMemorySizeLimit);
  const volumes: DraftMap[] = [{ name: "dshm", emptyDir: { medium: "Memory", sizeLimit: memory } }];
  if (needsScratch(facts)) volumes.push(emptyFolder("scratch"));
  const modelVolume = modelVolumeOf(facts, store);
  if (modelVolume) volumes.push({ name: "model-store", ...modelVolume });
  if (proxy?.certConfigMap) {
    volumes.push(emptyFolder("ca-cert-volume"));
    volumes.push({ name: "custom-ca", configMap: { name: new Unquoted(proxy.certConfigMap) } });
  }
  return volumes;
}

/** Mounts of the model's container and of sidecars. Source: GetVolumeMounts, GetNativeVolumeMounts. */
export function mountsOf(facts: ServiceFacts, store: ModelStore, isNative: boolean): DraftMap[] {
  return [
    ...modelMounts(store, isNative),
    mount("dshm", "/dev/shm"),
    ...scratchMount(facts),
    ...(facts.spec.proxy?.certConfigMap ? [mount("ca-cert-volume", "/etc/ssl")] : []),
  ];
}

/** Mounts of init containers. Source: GetInitContainerVolumeMounts, GetNativeInitContainerVolumeMounts. */
export function initMountsOf(facts: ServiceFacts, store: ModelStore, isNative: boolean): DraftMap[] {
  return [
    ...modelMounts(store, isNative),
    ...scratchMount(facts),
    ...(facts.spec.proxy?.certConfigMap ? certificateMounts : []),
  ];
}

/** Source: k8s-nim-operator internal/k8sutil, GetUpdateCaCertInitContainerVolumeMounts. */
export const certificateMounts: readonly ValueMap[] = [
  mount("ca-cert-volume", "/ca-certs"),
  mount("custom-ca", "/custom"),
];

export function mount(name: string, mountPath: string): ValueMap {
  return { name, mountPath };
}

export function emptyFolder(name: string): ValueMap {
  return { name, emptyDir: {} };
}

function modelVolumeOf({ spec }: ServiceFacts, { claim }: ModelStore): DraftMap | undefined {
  const { readOnly, emptyDir, hostPath } = spec.storage ?? {};
  if (claim) {
    const claimName = new Unquoted(claim.name, "");
    return { persistentVolumeClaim: { claimName, readOnly: readOnly === true ? true : undefined } };
  }
  if (emptyDir) return { emptyDir: { sizeLimit: unquotedQuantity(emptyDir.sizeLimit) } };
  if (hostPath) return { hostPath: { path: new Unquoted(hostPath, ""), type: "DirectoryOrCreate" } };
  return undefined;
}

function modelMounts({ claim }: ModelStore, isNative: boolean): DraftMap[] {
  const subPath: Draft = claim?.subPath ? new Unquoted(claim.subPath) : undefined;
  const paths = isNative ? ["/model", "/opt/cache"] : ["/model-store"];
  return paths.map((path) => ({ ...mount("model-store", path), subPath }));
}

function scratchMount(facts: ServiceFacts): DraftMap[] {
  return needsScratch(facts) ? [mount("scratch", "/scratch")] : [];
}

/** Beside a proxy with certificates one init container goes without: the operator counts its own, which is not in the list. */
function needsScratch({ spec }: ServiceFacts): boolean {
  const allowance = spec.proxy?.certConfigMap ? 1 : 0;
  return (spec.initContainers?.length ?? 0) > allowance || (spec.sidecarContainers?.length ?? 0) > 0;
}
