import { parseQuantity } from "../quantity.ts";
import type { NIMBuildSpec } from "../schema/kinds.ts";
import type { Path } from "../value.ts";

/** A field of a build that the operator writes otherwise than its author. */
export interface BuildRewriting {
  readonly path: Path;
  /** Undefined where the field disappears. */
  readonly becomes: string | undefined;
}

/**
 * Whether the operator's first write, which adds its finalizer, leaves the spec as it is. If not, the API server refuses
 * it as an edit of an immutable spec (rule B1), and nothing is ever built.
 * Source: k8s-nim-operator v3.1.2, nimbuild_types.go; trap T28.
 */
export function isCanonicalBuild(spec: NIMBuildSpec): boolean {
  return buildRewritings(spec).length === 0;
}

export function buildRewritings(spec: NIMBuildSpec): BuildRewriting[] {
  const { image, nimCache, resources } = spec;
  const optional: [Path, unknown][] = [
    [["spec", "nimCache", "profile"], nimCache?.profile],
    [["spec", "modelName"], spec.modelName],
    [["spec", "image", "pullPolicy"], image?.pullPolicy],
    [["spec", "image", "pullSecrets"], image?.pullSecrets],
    [["spec", "resources", "limits"], resources?.limits],
    [["spec", "resources", "requests"], resources?.requests],
    [["spec", "tolerations"], spec.tolerations],
    [["spec", "nodeSelector"], spec.nodeSelector],
    [["spec", "env"], spec.env],
    [["spec", "labels"], spec.labels],
    [["spec", "annotations"], spec.annotations],
  ];
  spec.tolerations?.forEach((toleration, index) => {
    for (const [key, value] of Object.entries(toleration ?? {}))
      optional.push([["spec", "tolerations", index, key], value]);
  });
  spec.env?.forEach((variable, index) => {
    optional.push([["spec", "env", index, "value"], variable?.value]);
  });
  const emptied = optional.filter(([, value]) => isEmpty(value));
  return [
    ...emptied.map(([path]) => ({ path, becomes: undefined })),
    ...amountsOf(spec).flatMap(({ path, amount }) => {
      const becomes = parseQuantity(amount)?.canonical;
      return becomes === undefined || becomes === amount ? [] : [{ path, becomes }];
    }),
    ...divisorsOf(spec),
  ];
}

function isEmpty(value: unknown): boolean {
  if (value === "") return true;
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function amountsOf({ resources }: NIMBuildSpec): { path: Path; amount: string | number }[] {
  return (["limits", "requests"] as const).flatMap((side) =>
    Object.entries(resources?.[side] ?? {}).flatMap(([name, amount]) =>
      amount === undefined ? [] : [{ path: ["spec", "resources", side, name], amount }],
    ),
  );
}

/** A divisor cannot be absent once Go has held it: where none is written, `"0"` is, which means 1. */
function divisorsOf({ env }: NIMBuildSpec): BuildRewriting[] {
  return (env ?? []).flatMap((variable, index) => {
    const reference = variable?.valueFrom?.resourceFieldRef;
    if (!reference) return [];
    const { divisor } = reference;
    const path = ["spec", "env", index, "valueFrom", "resourceFieldRef", "divisor"];
    const becomes = divisor === undefined ? "0" : parseQuantity(divisor)?.canonical;
    return becomes === undefined || becomes === divisor ? [] : [{ path, becomes }];
  });
}
