import type { ValueMap } from "../../value.ts";
import { faultsOfAffinity } from "./affinity.ts";
import { faultsOfContainers, faultsOfInitContainers } from "./container.ts";
import { faultsOfVariableFiles } from "./environment.ts";
import { duplicate, type Faults, invalid, invalidEach, notSupported, required } from "./fault.ts";
import { fieldOf, itemsOf, mapOf, textOf } from "./fields.ts";
import { faultsOfAnnotations, faultsOfLabels } from "./metadata.ts";
import { dnsLabel, dnsSubdomain } from "./names.ts";
import { faultsOfPodAnnotations } from "./pod-annotations.ts";
import { faultsOfPodSecurity } from "./security-context.ts";
import { faultsOfTolerations } from "./tolerations.ts";
import { faultsOfVolumes } from "./volumes.ts";

/**
 * What a Deployment or a Job makes its pods of.
 *
 * Not looked at, as the operator never sets it: lifecycle hooks, ephemeral containers, volume devices, host network,
 * DNS, sysctls, topology spread, Windows, resources of the whole pod, AppArmor and seccomp (but for the annotations).
 * Source: Kubernetes 1.35 core validation.go, ValidatePodTemplateSpec.
 */
export function* faultsOfPodTemplate(template: ValueMap, at: string): Faults {
  const metadata = mapOf(template, "metadata") ?? {};
  // The path has no `metadata` there: a slip of Kubernetes.
  yield* faultsOfLabels(metadata, "labels", `${at}.labels`);
  yield* faultsOfAnnotations(metadata, `${at}.annotations`);
  const spec = mapOf(template, "spec") ?? {};
  yield* faultsOfPodAnnotations(metadata, spec, `${at}.annotations`);
  yield* faultsOfPodSpec(spec, `${at}.spec`);
}

export function* faultsOfPodSpec(spec: ValueMap, at: string): Faults {
  const volumes = yield* faultsOfVolumes(spec, `${at}.volumes`);
  const claims = new Set(itemsOf(spec, "resourceClaims").map((claim) => textOf(claim, "name")));
  claims.delete("");
  yield* faultsOfPodClaims(spec, `${at}.resourceClaims`);
  const containers = itemsOf(spec, "containers");
  const pod = { volumes, claims };
  yield* faultsOfContainers(containers, `${at}.containers`, pod);
  const initContainers = itemsOf(spec, "initContainers");
  yield* faultsOfInitContainers(initContainers, `${at}.initContainers`, pod, containers);
  const policy = textOf(spec, "restartPolicy") || "Always";
  if (!restartPolicies.includes(policy)) yield notSupported(`${at}.restartPolicy`, policy, restartPolicies);
  yield* faultsOfLabels(spec, "nodeSelector", `${at}.nodeSelector`);
  yield* faultsOfPodSecurity(mapOf(spec, "securityContext"), `${at}.securityContext`);
  yield* faultsOfAffinity(mapOf(spec, "affinity"), `${at}.affinity`);
  yield* faultsOfReference(spec, "serviceAccountName", at);
  yield* faultsOfTolerations(spec, `${at}.tolerations`);
  yield* faultsOfReference(spec, "priorityClassName", at);
  yield* faultsOfReference(spec, "runtimeClassName", at);
  yield* faultsOfVariableFiles(initContainers, `${at}.initContainers`, spec);
  yield* faultsOfVariableFiles(containers, `${at}.containers`, spec);
}

const restartPolicies = ["Always", "OnFailure", "Never"];

function* faultsOfPodClaims(spec: ValueMap, at: string): Faults {
  const names = new Set<string>();
  for (const [index, claim] of itemsOf(spec, "resourceClaims").entries()) {
    const place = `${at}[${index}]`;
    const name = textOf(claim, "name");
    if (name === "") yield required(`${place}.name`);
    else if (names.has(name)) yield duplicate(`${place}.name`, name);
    else yield* invalidEach(`${place}.name`, name, dnsLabel(name));
    names.add(name);
    yield* faultsOfClaimSource(claim, name, place);
  }
}

const claimFields = ["resourceClaimName", "resourceClaimTemplateName"] as const;

function* faultsOfClaimSource(claim: ValueMap, name: string, at: string): Faults {
  const given = claimFields.filter((field) => fieldOf(claim, field) !== undefined);
  if (given.length !== 1) {
    const shown = {
      Name: name,
      ResourceClaimName: fieldOf(claim, "resourceClaimName") ?? null,
      ResourceClaimTemplateName: fieldOf(claim, "resourceClaimTemplateName") ?? null,
    };
    const sentence =
      given.length === 0
        ? "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`"
        : "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified";
    yield invalid(at, shown, sentence);
  }
  for (const field of given) {
    const reference = textOf(claim, field);
    yield* invalidEach(`${at}.${field}`, reference, dnsSubdomain(reference));
  }
}

function* faultsOfReference(spec: ValueMap, field: string, at: string): Faults {
  const name = textOf(spec, field);
  if (name !== "") yield* invalidEach(`${at}.${field}`, name, dnsSubdomain(name));
}
