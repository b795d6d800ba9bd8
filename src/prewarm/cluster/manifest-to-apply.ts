import type { ObjectToSend } from "../../kube/object.ts";
import type { Resource } from "../../manifest/resource.ts";
import { parseQuantity } from "../../nim/quantity.ts";
import { isMap, type Value, type ValueMap } from "../../nim/value.ts";
import type { OperatorVersion } from "../../nim/version.ts";
import { settled } from "../../plan/changes/settled.ts";

/**
 * A NIMCache as it is sent. The operator writes each object back once, to add its finalizer: amounts in their canonical form,
 * what is empty left out. What it changes so is its own from then on, and our next apply would conflict with it; so the
 * manifest is sent as the operator would write it. Source: k8s-nim-operator nimcache_controller.go; seen on a cluster.
 */
export function manifestToApply(cache: Resource<"NIMCache">, version: OperatorVersion): ObjectToSend {
  const { metadata, spec } = settled(cache, version);
  return {
    apiVersion: "apps.nvidia.com/v1alpha1",
    kind: "NIMCache",
    metadata: {
      name: cache.name,
      namespace: cache.namespace,
      ...withoutEmpty(isMap(metadata) ? metadata : {}),
    },
    spec: isMap(spec) ? withCanonicalAmounts(spec) : {},
  };
}

function withoutEmpty(map: ValueMap): ValueMap {
  return Object.fromEntries(
    Object.entries(map).filter(([, value]) => isMap(value) && Object.keys(value).length > 0),
  );
}

/** The operator fills amounts in that nobody asked for, and would own them before the manifest asks for some. */
function withCanonicalAmounts({ resources, ...rest }: ValueMap): ValueMap {
  const asked = Object.entries(isMap(resources) ? resources : {});
  const amounts = asked.map(([name, amount]) => [name, canonical(amount)]);
  return { ...rest, resources: { cpu: "0", memory: "0", ...Object.fromEntries(amounts) } };
}

function canonical(amount: Value): Value {
  return parseQuantity(String(amount))?.canonical ?? amount;
}
