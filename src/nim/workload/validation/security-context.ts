import type { ValueMap } from "../../value.ts";
import { type Faults, invalid } from "./fault.ts";
import { flagOf, mapOf, numberOf, textsOf } from "./fields.ts";

/**
 * Users and groups, and escalation against privilege; the operator sets nothing else that could be wrong. Whether a
 * cluster allows privileged containers is its own choice. Source: Kubernetes 1.35 core validation.go.
 */
export function* faultsOfPodSecurity(context: ValueMap | undefined, at: string): Faults {
  if (!context) return;
  for (const field of ["fsGroup", "runAsUser", "runAsGroup"]) {
    yield* faultsOfId(numberOf(context, field), `${at}.${field}`);
  }
}

export function* faultsOfContainerSecurity(context: ValueMap | undefined, at: string): Faults {
  if (!context) return;
  for (const field of ["runAsUser", "runAsGroup"]) {
    yield* faultsOfId(numberOf(context, field), `${at}.${field}`);
  }
  if (context.allowPrivilegeEscalation !== false) return;
  if (flagOf(context, "privileged")) {
    yield invalid(at, context, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
  }
  if (textsOf(mapOf(context, "capabilities") ?? {}, "add").includes("CAP_SYS_ADMIN")) {
    const sentence = "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN";
    yield invalid(at, context, sentence);
  }
}

const largestId = 2 ** 31 - 1;

function* faultsOfId(id: number | undefined, at: string): Faults {
  if (id === undefined || (id >= 0 && id <= largestId)) return;
  yield invalid(at, id, `must be between 0 and ${largestId}, inclusive`);
}
