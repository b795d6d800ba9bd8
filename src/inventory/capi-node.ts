import { parseQuantity } from "../nim/quantity.ts";
import { isMap, type Value, type ValueMap, valueAt } from "../nim/value.ts";
import type { MachineGroup } from "./capi-group.ts";
import { type Amounts, type Taint, taintEffects } from "./inventory.ts";
import { amountsAt } from "./pod-requests.ts";

/** What the nodes of a group will be, as far as its objects tell. */
export interface ExpectedNode {
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly capacity: Amounts;
  /** As `gpu-type` and `gpu-count` say, without the meaning of a resource where the type is none. */
  readonly gpuType: string | undefined;
  readonly gpuCount: number | undefined;
  readonly draDriver: string | undefined;
  readonly nodes: { readonly min: number; readonly max: number };
  readonly warnings: readonly string[];
}

const capacityKey = "capacity.cluster-autoscaler.kubernetes.io/";
const sizeKey = "cluster.x-k8s.io/cluster-api-autoscaler-node-group-";

/**
 * Reads a group as the cluster autoscaler does, for nodes that are not there yet: annotations win over the template.
 * Source: kubernetes/autoscaler, cluster-autoscaler/cloudprovider/clusterapi/clusterapi_unstructured.go, clusterapi_utils.go.
 */
export function expectedNode(group: MachineGroup): ExpectedNode {
  const { annotations, infrastructure = {} } = group;
  const warnings: string[] = [];
  const annotation = (name: string) => textOf(annotations, `${capacityKey}${name}`);
  const registration = registrationOf(group.bootstrap);
  const count = annotation("gpu-count");
  const gpuCount = count !== undefined && /^\d{1,4}$/.test(count) ? Number(count) : undefined;
  if (count !== undefined && gpuCount === undefined)
    warnings.push(`the annotation gpu-count is ${JSON.stringify(count)}, no whole number`);
  const annotated = Object.fromEntries(
    Object.entries(resources).flatMap(([name, resource]): [string, string][] => {
      const amount = annotation(name);
      if (amount === undefined || amount === "") return [];
      if (parseQuantity(amount)) return [[resource, amount]];
      warnings.push(`the annotation ${name} is ${JSON.stringify(amount)}, no amount`);
      return [];
    }),
  );
  const told = Object.entries(amountsAt(infrastructure, "status", "capacity")).filter(([, amount]) =>
    parseQuantity(amount),
  );
  const architecture = valueAt(infrastructure, ["status", "nodeInfo", "architecture"]);
  return {
    labels: {
      ...(typeof architecture === "string" && { "kubernetes.io/arch": architecture }),
      ...Object.fromEntries(Object.entries(textsIn(group.machineLabels)).filter(([key]) => isPassedOn(key))),
      ...pairsOf(registration.labels),
      ...pairsOf(annotation("labels") ?? ""),
    },
    taints: taintsOf([...group.taints, ...registration.taints], annotation("taints") ?? "", warnings),
    capacity: { ...Object.fromEntries(told), ...annotated },
    gpuType: annotation("gpu-type") || undefined,
    gpuCount,
    draDriver: annotation("dra-driver") || undefined,
    nodes: sizeOf(group, warnings),
    warnings,
  };
}

const resources: Readonly<Record<string, string>> = {
  cpu: "cpu",
  memory: "memory",
  "ephemeral-disk": "ephemeral-storage",
  maxPods: "pods",
};

/** Without a maximum nothing scales the group by itself. */
function sizeOf({ annotations, replicas }: MachineGroup, warnings: string[]): ExpectedNode["nodes"] {
  const [min = "0", max] = ["min-size", "max-size"].map((end) => textOf(annotations, `${sizeKey}${end}`));
  const fixed = { min: replicas, max: replicas };
  if (max === undefined) return fixed;
  const range = { min: Number(min), max: Number(max) };
  if (!/^\d{1,5}$/.test(min) || !/^\d{1,5}$/.test(max) || range.min > range.max) {
    warnings.push(`the autoscaler's sizes, ${min} to ${max}, are no range; spec.replicas counts`);
    return fixed;
  }
  return range.max === 0 ? fixed : range;
}

/** Labels of a machine that Cluster API keeps on its node. Source: Cluster API, metadata propagation. */
function isPassedOn(key: string): boolean {
  const [domain = ""] = key.split("/");
  return (
    domain === "node-role.kubernetes.io" ||
    ["node-restriction.kubernetes.io", "node.cluster.x-k8s.io"].some(
      (name) => domain === name || domain.endsWith(`.${name}`),
    )
  );
}

/** What kubeadm tells the kubelet; `kubeletExtraArgs` is a map in v1beta1, a list since v1beta2. */
function registrationOf(bootstrap: ValueMap | undefined): { labels: string; taints: readonly Value[] } {
  const paths = [
    ["spec", "template", "spec", "joinConfiguration", "nodeRegistration"],
    ["spec", "joinConfiguration", "nodeRegistration"],
  ];
  const found = paths.map((path) => valueAt(bootstrap, path)).find((each) => isMap(each));
  const taints = valueAt(found, ["taints"]);
  const args = valueAt(found, ["kubeletExtraArgs"]);
  const listed = Array.isArray(args)
    ? valueAt(
        args.find((arg) => isMap(arg) && arg.name === "node-labels"),
        ["value"],
      )
    : valueAt(args, ["node-labels"]);
  return {
    labels: typeof listed === "string" ? listed : "",
    taints: Array.isArray(taints) ? taints : [],
  };
}

/** A taint of the annotation replaces one with its key and effect. */
function taintsOf(written: readonly Value[], annotation: string, warnings: string[]): Taint[] {
  const taints = new Map<string, Taint>();
  const add = (key: string, value: string, effectName: Value | undefined) => {
    const effect = taintEffects.find((known) => known === effectName);
    if (effect && key !== "")
      taints.set(`${key}\0${effect}`, { key, ...(value !== "" && { value }), effect });
    else
      warnings.push(`the taint ${JSON.stringify(key)} is left out: its effect is none that Kubernetes has`);
  };
  for (const taint of written) {
    if (isMap(taint)) add(textOf(taint, "key") ?? "", textOf(taint, "value") ?? "", taint.effect);
  }
  for (const text of annotation.split(",").filter((each) => each !== "")) {
    const [pair = "", effect] = text.split(":");
    const [key = "", value = ""] = pair.split("=");
    add(key, value, effect);
  }
  return [...taints.values()];
}

/** `key=value,key=value`. */
function pairsOf(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(",").flatMap((pair): [string, string][] => {
      const at = pair.indexOf("=");
      return at < 1 ? [] : [[pair.slice(0, at).trim(), pair.slice(at + 1).trim()]];
    }),
  );
}

function textsIn(map: ValueMap): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

function textOf(map: ValueMap, key: string): string | undefined {
  const found = Object.hasOwn(map, key) ? map[key] : undefined;
  return typeof found === "string" ? found : undefined;
}
