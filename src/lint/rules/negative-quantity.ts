import { isOfKind, type Resource } from "../../manifest/resource.ts";
import { isExtendedResource } from "../../nim/gpu-resource.ts";
import { parseQuantity } from "../../nim/quantity.ts";
import { formatPath, type Path } from "../../nim/value.ts";
import { at, rule } from "../rule.ts";

/** Amounts of device plugins are gpu-count-not-whole's. */
export const negativeQuantity = rule({
  id: "negative-quantity",
  title: "an amount is below zero",
  kinds: ["NIMCache", "NIMService", "NIMBuild"],
  severity: "error",
  enforcedBy: "operator",
  why: `The CRD takes negative amounts. The API server refuses what the operator makes of them: the Deployment or Job
(\`must be greater than or equal to 0\`), and a claim whose size is not above zero, which the operator does not look
at either. The service is Failed, the cache stays NotReady.`,
  source:
    "Kubernetes pkg/apis/core/validation, ValidateResourceQuantityValue, ValidatePersistentVolumeClaimSpec",
  check(resource, report) {
    for (const { amount, path, mayBeZero } of amountsOf(resource)) {
      const quantity = amount === undefined || amount === "" ? undefined : parseQuantity(amount);
      if (!quantity || quantity.nano > 0n || (mayBeZero && quantity.nano === 0n)) continue;
      const least = mayBeZero ? "below 0" : "not above 0";
      report(path, `${formatPath(path)} is ${amount}, which is ${least}: it is refused`, {
        help: mayBeZero ? "write an amount above 0, or remove it" : "write a size such as 50Gi",
      });
    }
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
      memory: -32Gi
  replicas: 1
`,
    good: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
      memory: 32Gi
  replicas: 1
`,
  },
});

interface Amount {
  readonly amount: string | number | undefined;
  readonly path: Path;
  readonly mayBeZero: boolean;
}

function amountsOf(resource: Resource): Amount[] {
  if (isOfKind(resource, "NIMCache")) {
    const { resources, storage } = resource.spec;
    return [
      ...(["cpu", "memory"] as const).map((name) =>
        compute(resources?.[name], at("spec", "resources", name)),
      ),
      ...sizeOfClaim(storage?.pvc),
    ];
  }
  if (!isOfKind(resource, "NIMService") && !isOfKind(resource, "NIMBuild")) return [];
  const found = (["limits", "requests"] as const).flatMap((side) =>
    Object.entries(resource.spec.resources?.[side] ?? {}).flatMap(([name, amount]) =>
      isExtendedResource(name) ? [] : [compute(amount, at("spec", "resources", side, name))],
    ),
  );
  if (!isOfKind(resource, "NIMService")) return found;
  const { storage } = resource.spec;
  const limit = compute(storage?.emptyDir?.sizeLimit, at("spec", "storage", "emptyDir", "sizeLimit"));
  return [...found, limit, ...sizeOfClaim(storage?.pvc)];
}

function compute(amount: Amount["amount"], path: Path): Amount {
  return { amount, path, mayBeZero: true };
}

function sizeOfClaim(pvc: { create?: boolean | undefined; size?: string | undefined } | undefined): Amount[] {
  const path = at("spec", "storage", "pvc", "size");
  return pvc?.create === true ? [{ amount: pvc.size, path, mayBeZero: false }] : [];
}
