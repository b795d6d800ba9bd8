import { isMap, type ValueMap, valueAt } from "../../src/nim/value.ts";
import { type Api, eventually } from "./api.ts";

/** What a test says of a node where it has no inventory; all else is as on a node with eight H100. */
export interface PlainNode {
  readonly name: string;
  readonly labels?: Record<string, string>;
  readonly taints?: { key: string; value?: string; effect: string }[];
  readonly allocatable?: Record<string, string>;
  readonly unschedulable?: boolean;
}

/** A Node object for KWOK, as `nimops inventory export kwok` makes them from an inventory. */
export function node({ name, labels, taints, allocatable, unschedulable }: PlainNode): ValueMap {
  const quantities = { cpu: "192", memory: "2000Gi", pods: "110", "nvidia.com/gpu": "8", ...allocatable };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      annotations: { "kwok.x-k8s.io/node": "fake" },
      labels: {
        "kubernetes.io/hostname": name,
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/os": "linux",
        "nvidia.com/gpu.present": "true",
        "nvidia.com/gpu.product": "NVIDIA-H100-80GB-HBM3",
        "nvidia.com/gpu.count": quantities["nvidia.com/gpu"],
        ...labels,
      },
    },
    spec: { ...(taints && { taints }), ...(unschedulable && { unschedulable }) },
    status: { capacity: quantities, allocatable: quantities },
  };
}

/** Posts Node objects and waits until each is ready and has lost the taint that admission gave it. */
export async function addNodes(api: Api, nodes: readonly ValueMap[]): Promise<void> {
  await Promise.all(nodes.map((node) => api.post("/api/v1/nodes", node)));
  const waited = new Set(nodes.map((node) => valueAt(node, ["metadata", "name"])));
  await eventually(`${waited.size} nodes are ready`, async () => {
    for (const node of await api.list("/api/v1/nodes?resourceVersion=0")) {
      if (isReady(node)) waited.delete(valueAt(node, ["metadata", "name"]));
    }
    return waited.size === 0 || undefined;
  });
}

function isReady(node: ValueMap): boolean {
  const conditions = valueAt(node, ["status", "conditions"]);
  const taints = valueAt(node, ["spec", "taints"]);
  return (
    Array.isArray(conditions) &&
    conditions.some((is) => isMap(is) && is.type === "Ready" && is.status === "True") &&
    !(
      Array.isArray(taints) &&
      taints.some((taint) => isMap(taint) && taint.key === "node.kubernetes.io/not-ready")
    )
  );
}
