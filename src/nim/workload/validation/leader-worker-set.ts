import type { ValueMap } from "../../value.ts";
import { type Faults, invalid } from "./fault.ts";
import { itemsOf, mapOf, numberOf, textOf } from "./fields.ts";
import { faultsOfMetadata } from "./metadata.ts";
import { dnsSubdomain } from "./names.ts";
import { repeated } from "./schema.ts";

/**
 * Only what the schema of the custom resource says; the webhook of LeaderWorkerSet is not known to be there. In it,
 * unlike in a Deployment, variables, ports and mounts of one container are maps: two of one name are refused.
 * The pods themselves are judged when the controller makes StatefulSets of them, not now.
 * Source: kubernetes-sigs/lws v0.5.1 to v0.9.0, config/crd.
 */
export function* faultsOfLeaderWorkerSet(set: ValueMap): Faults {
  yield* faultsOfMetadata(mapOf(set, "metadata") ?? {}, dnsSubdomain);
  const spec = mapOf(set, "spec") ?? {};
  const replicas = numberOf(spec, "replicas") ?? 1;
  // Of the scale subresource; its path begins with a dot.
  if (replicas < 0) yield invalid(".spec.replicas", replicas, "should be a non-negative integer");
  const templates = mapOf(spec, "leaderWorkerTemplate") ?? {};
  for (const name of ["leaderTemplate", "workerTemplate"]) {
    const pod = mapOf(mapOf(templates, name) ?? {}, "spec");
    if (pod) yield* faultsOfPod(pod, `spec.leaderWorkerTemplate.${name}.spec`);
  }
}

function* faultsOfPod(pod: ValueMap, at: string): Faults {
  for (const list of ["containers", "initContainers"]) {
    const containers = itemsOf(pod, list);
    yield* repeated(containers.map(byName), `${at}.${list}`);
    for (const [index, container] of containers.entries()) {
      yield* faultsOfContainer(container, `${at}.${list}[${index}]`);
    }
  }
  for (const list of ["imagePullSecrets", "resourceClaims", "volumes"]) {
    yield* repeated(itemsOf(pod, list).map(byName), `${at}.${list}`);
  }
}

function* faultsOfContainer(container: ValueMap, at: string): Faults {
  yield* repeated(itemsOf(container, "env").map(byName), `${at}.env`);
  const ports = itemsOf(container, "ports").map((port) => ({
    containerPort: numberOf(port, "containerPort") ?? 0,
    protocol: textOf(port, "protocol") || "TCP",
  }));
  yield* repeated(ports, `${at}.ports`);
  const mounts = itemsOf(container, "volumeMounts").map((mount) => ({
    mountPath: textOf(mount, "mountPath"),
  }));
  yield* repeated(mounts, `${at}.volumeMounts`);
}

function byName(item: ValueMap): ValueMap {
  return { name: textOf(item, "name") };
}
