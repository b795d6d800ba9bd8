import type { ValueMap } from "../../value.ts";
import { type Faults, invalid } from "./fault.ts";
import { entriesOf, itemsOf, textOf } from "./fields.ts";
import { faultsOfLocalPath } from "./paths.ts";

/**
 * Some annotations have a meaning for pods, and must make sense; a NIMService's own ones reach its pods. Tolerations in
 * an annotation are not looked at. Source: Kubernetes 1.35 core validation.go, ValidatePodSpecificAnnotations.
 */
export function* faultsOfPodAnnotations(metadata: ValueMap, spec: ValueMap, at: string): Faults {
  for (const [name, value] of entriesOf(metadata, "annotations")) {
    if (name === mirror && textOf(spec, "nodeName") === "") {
      yield invalid(`${at}[${name}]`, value, "must set spec.nodeName if mirror pod annotation is set");
    } else if (name === deletionCost && !isInteger(value)) {
      yield invalid(`${at}[${name}]`, value, "must be a 32bit integer");
    } else if (name === seccomp || name.startsWith(seccompOfContainer)) {
      yield* faultsOfSeccomp(value, `${at}.${name}`);
    } else if (name.startsWith(appArmor)) {
      yield* faultsOfAppArmor(name.slice(appArmor.length), value, spec, `${at}[${name}]`);
    }
  }
}

const mirror = "kubernetes.io/config.mirror";
const deletionCost = "controller.kubernetes.io/pod-deletion-cost";
const seccomp = "seccomp.security.alpha.kubernetes.io/pod";
const seccompOfContainer = "container.seccomp.security.alpha.kubernetes.io/";
const appArmor = "container.apparmor.security.beta.kubernetes.io/";

function isInteger(text: string): boolean {
  return /^(0|[1-9][0-9]*|-[0-9]+)$/.test(text) && Number(text) >= -(2 ** 31) && Number(text) < 2 ** 31;
}

function* faultsOfSeccomp(profile: string, at: string): Faults {
  if (["runtime/default", "docker/default", "unconfined"].includes(profile)) return;
  if (profile.startsWith("localhost/")) yield* faultsOfLocalPath(profile.slice("localhost/".length), at);
  else yield invalid(at, profile, "must be a valid seccomp profile");
}

function* faultsOfAppArmor(container: string, profile: string, spec: ValueMap, at: string): Faults {
  const containers = [...itemsOf(spec, "initContainers"), ...itemsOf(spec, "containers")];
  if (!containers.some((one) => textOf(one, "name") === container)) {
    yield invalid(at, container, "container not found");
  }
  if (/^(|runtime\/default|unconfined|localhost\/.*)$/s.test(profile)) return;
  yield invalid(at, profile, `invalid AppArmor profile name: ${JSON.stringify(profile)}`);
}
