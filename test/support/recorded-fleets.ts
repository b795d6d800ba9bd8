import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { refusalOf } from "../../src/inventory/admits.ts";
import { completePool } from "../../src/inventory/complete.ts";
import type { InventoryNode } from "../../src/inventory/inventory.ts";
import { poolNodes } from "../../src/inventory/nodes.ts";
import { readInventory } from "../../src/inventory/read.ts";
import { parseQuantity } from "../../src/nim/quantity.ts";
import { isMap, type Value, type ValueMap, valueAt } from "../../src/nim/value.ts";
import type { FleetVerdict, Verdict } from "../../src/plan/placement/answer.ts";
import type { PodGroup, PodRule, Problem, ProblemNode } from "../../src/plan/placement/problem.ts";
import { goldenDirectory } from "./golden.ts";

/** A fleet and what the real scheduler made of it; the problem is read here without any of the planner. */
export interface RecordedFleet {
  readonly name: string;
  readonly truth: {
    readonly verdict: FleetVerdict;
    readonly services: Readonly<Record<string, { verdict: Verdict; verdictAtMaximum?: Verdict }>>;
    readonly packing?: Readonly<Record<string, Readonly<Record<string, number>>>>;
    readonly orders: readonly { order: string[]; pending: { pod: string; message: string }[] }[];
  };
  /** By owner, such as `models/llama`. */
  readonly services: readonly string[];
  readonly minimum: Problem;
  readonly maximum: Problem;
}

export function recordedFleets(): RecordedFleet[] {
  const directory = join(goldenDirectory, "scheduling");
  if (!existsSync(directory)) return [];
  return readdirSync(directory).map((name) => {
    const read = (file: string) => readFileSync(join(directory, name, file), "utf8");
    const objects = documents(read("manifests.yaml"));
    const services = objects.filter(({ kind }) => kind === "NIMService");
    const [inventory = {}] = documents(read("inventory.yaml"));
    return {
      name,
      truth: JSON.parse(read("truth.json")),
      services: services.map((service) => `${textAt(service, "metadata", "namespace")}/${nameOf(service)}`),
      minimum: problemOf(inventory, objects, services, "minReplicas"),
      maximum: problemOf(inventory, objects, services, "maxReplicas"),
    };
  });
}

function problemOf(
  document: ValueMap,
  objects: readonly ValueMap[],
  services: readonly ValueMap[],
  level: string,
): Problem {
  const { inventory } = readInventory(document);
  if (!inventory) throw new Error("no inventory");
  const pools = inventory.nodePools.map((pool) => poolNodes(completePool(pool), inventory.components));
  const nodes = pools.flatMap((pool) => Array.from({ length: pool.count }, (_, index) => pool.at(index)));
  const classes = [...new Set(nodes.map(({ pool }) => pool))];
  const resources = ["pods", "cpu", "memory", "nvidia.com/gpu"];
  const amounts = (of: Readonly<Record<string, string>>) =>
    resources.map((resource) => amountOf(resource, of[resource]));
  const standing = (pool: string) => nodes.find((node) => node.pool === pool);
  const groups = services.map((service, owner): PodGroup => {
    const pod = podOf(service);
    const requests = {
      ...mapAt(service, "spec", "resources", "limits"),
      ...mapAt(service, "spec", "resources", "requests"),
    };
    const asked = Object.fromEntries(Object.entries(requests).map(([key, value]) => [key, String(value)]));
    const priority = objects.find(
      (object) =>
        object.kind === "PriorityClass" && nameOf(object) === textAt(service, "spec", "priorityClassName"),
    );
    const scaled = valueAt(service, ["spec", "scale", "hpa", level]);
    return {
      owner,
      name: `Deployment ${nameOf(service)}`,
      namespace: textAt(service, "metadata", "namespace"),
      count: Number(scaled ?? valueAt(service, ["spec", "replicas"]) ?? 1),
      requests: amounts({ ...asked, pods: "1" }),
      allowed: classes.map((pool) => {
        const node = standing(pool);
        return node !== undefined && refusalOf(node, pod) === undefined;
      }),
      priority: Number(priority?.value ?? 0),
      evicts: true,
      rules: rulesOf(service, services),
    };
  });
  return {
    resources,
    nodes: nodes.map((node): ProblemNode => {
      const allocatable = amounts(node.allocatable);
      const reserved = amounts(node.reserved);
      return {
        name: node.name,
        pool: node.pool,
        class: classes.indexOf(node.pool),
        allocatable,
        free: allocatable.map((amount, index) => amount - (reserved[index] ?? 0)),
        domains: domainsOf(node),
      };
    }),
    groups,
    quotas: inventory.quotas.flatMap(({ namespace, hard }) =>
      Object.entries(hard).map(([resource, amount]) => {
        const index = resources.indexOf(resource.replace("requests.", ""));
        return {
          name: "quota",
          namespace,
          resource,
          left: amountOf(resource.replace("requests.", ""), amount),
          perPod: groups.map((group) => (group.namespace === namespace ? (group.requests[index] ?? 0) : 0)),
        };
      }),
    ),
  };
}

function domainsOf({ name, labels }: InventoryNode): Record<string, string> {
  const zone = labels["topology.kubernetes.io/zone"];
  return {
    "kubernetes.io/hostname": name,
    ...(zone !== undefined && { "topology.kubernetes.io/zone": zone }),
  };
}

function podOf(service: ValueMap): ValueMap {
  const spec = mapAt(service, "spec");
  return {
    nodeSelector: spec.nodeSelector ?? {},
    tolerations: spec.tolerations ?? [],
    ...(spec.affinity !== undefined && { affinity: spec.affinity }),
  };
}

/** The recorded fleets keep apart by `matchLabels` and `matchExpressions` alone; pods carry the labels of spec and `app`. */
function rulesOf(service: ValueMap, services: readonly ValueMap[]): PodRule[] {
  const terms = valueAt(service, [
    "spec",
    "affinity",
    "podAntiAffinity",
    "requiredDuringSchedulingIgnoredDuringExecution",
  ]);
  if (!Array.isArray(terms)) return [];
  return terms
    .filter((term) => isMap(term))
    .map((term) => {
      const wanted = Object.entries(mapAt(term, "labelSelector", "matchLabels"));
      return {
        kind: "apart",
        topologyKey: textAt(term, "topologyKey"),
        groups: services.flatMap((other, index) => {
          const labels: ValueMap = {
            app: nameOf(other),
            "app.kubernetes.io/name": nameOf(other),
            ...mapAt(other, "spec", "labels"),
          };
          return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value) ? [index] : [];
        }),
      };
    });
}

function amountOf(resource: string, amount: string | undefined): number {
  const nano = parseQuantity(amount ?? "0")?.nano ?? 0n;
  return Number(resource === "cpu" ? nano / 1_000_000n : nano / 1_000_000_000n);
}

function documents(text: string): ValueMap[] {
  return parseAllDocuments(text).flatMap((document) => {
    const value: Value = document.toJS();
    return isMap(value) ? [value] : [];
  });
}

function mapAt(map: ValueMap, ...path: string[]): ValueMap {
  const found = valueAt(map, path);
  return isMap(found) ? found : {};
}

function textAt(map: ValueMap, ...path: string[]): string {
  return String(valueAt(map, path) ?? "");
}

function nameOf(object: ValueMap): string {
  return textAt(object, "metadata", "name");
}
