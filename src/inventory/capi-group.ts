import { isMap, type Path, type Value, type ValueMap, valueAt } from "../nim/value.ts";

/** Equal machines, as Cluster API keeps them. */
export interface MachineGroup {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** The name of the cluster, where the object says it. */
  readonly cluster: string | undefined;
  readonly annotations: ValueMap;
  /** Of the machines; only some of them reach the nodes. */
  readonly machineLabels: ValueMap;
  readonly replicas: number;
  readonly version: string | undefined;
  readonly failureDomain: string | undefined;
  readonly taints: readonly Value[];
  /** What the machines are made of, where it is among the objects. */
  readonly infrastructure: ValueMap | undefined;
  readonly bootstrap: ValueMap | undefined;
}

/**
 * The groups of machines among objects of Cluster API (v1beta1 and v1beta2): MachineDeployments, MachinePools, MachineSets
 * without an owner, and what the topology of a Cluster asks for. Source: Cluster API api/core, api/v1beta1.
 */
export function machineGroupsIn(objects: readonly ValueMap[]): MachineGroup[] {
  return objects.flatMap((object) => {
    if (!textAt(object, ["apiVersion"])?.startsWith("cluster.x-k8s.io/")) return [];
    if (object.kind === "Cluster") return topologyGroups(object, objects);
    if (object.kind === "MachineDeployment" || object.kind === "MachinePool")
      return [groupOf(object, objects)];
    const owners = valueAt(object, ["metadata", "ownerReferences"]);
    const isOwned = Array.isArray(owners) && owners.length > 0;
    return object.kind === "MachineSet" && !isOwned ? [groupOf(object, objects)] : [];
  });
}

function groupOf(object: ValueMap, objects: readonly ValueMap[]): MachineGroup {
  const namespace = textAt(object, ["metadata", "namespace"]) ?? "default";
  const machine = ["spec", "template", "spec"];
  const domains = listAt(object, ["spec", "failureDomains"]);
  const [domain] = domains;
  return {
    kind: String(object.kind),
    namespace,
    name: textAt(object, ["metadata", "name"]) ?? "",
    cluster: textAt(object, ["spec", "clusterName"]),
    annotations: mapAt(object, ["metadata", "annotations"]),
    machineLabels: mapAt(object, ["spec", "template", "metadata", "labels"]),
    replicas: countAt(object, ["spec", "replicas"]),
    version: textAt(object, [...machine, "version"]),
    failureDomain:
      textAt(object, [...machine, "failureDomain"]) ??
      (domains.length === 1 && typeof domain === "string" ? domain : undefined),
    taints: listAt(object, [...machine, "taints"]),
    infrastructure: referred(valueAt(object, [...machine, "infrastructureRef"]), namespace, objects),
    bootstrap: referred(valueAt(object, [...machine, "bootstrap", "configRef"]), namespace, objects),
  };
}

/** A live cluster has the MachineDeployments of its topology as objects too: those count. */
function topologyGroups(cluster: ValueMap, objects: readonly ValueMap[]): MachineGroup[] {
  const name = textAt(cluster, ["metadata", "name"]) ?? "";
  const namespace = textAt(cluster, ["metadata", "namespace"]) ?? "default";
  const topology = mapAt(cluster, ["spec", "topology"]);
  const className = textAt(topology, ["classRef", "name"]) ?? textAt(topology, ["class"]);
  const clusterClass = objects.find(
    (object) => object.kind === "ClusterClass" && textAt(object, ["metadata", "name"]) === className,
  );
  return topologyKinds.flatMap(({ kind, list, label }) =>
    listAt(topology, ["workers", list]).flatMap((workers): MachineGroup[] => {
      if (!isMap(workers)) return [];
      const called = textAt(workers, ["name"]) ?? "";
      const isMade = objects.some(
        (object) =>
          object.kind === kind &&
          textAt(object, ["metadata", "labels", label]) === called &&
          textAt(object, ["spec", "clusterName"]) === name,
      );
      if (isMade) return [];
      const template = listAt(clusterClass ?? {}, ["spec", "workers", list]).find(
        (each) => isMap(each) && each.class === workers.class,
      );
      const from = (role: string) =>
        referred(
          valueAt(template, [role, "templateRef"]) ?? valueAt(template, ["template", role, "ref"]),
          namespace,
          objects,
        );
      return [
        {
          kind: `Cluster ${name}, ${list}`,
          namespace,
          name: called,
          cluster: name,
          annotations: mapAt(workers, ["metadata", "annotations"]),
          machineLabels: mapAt(workers, ["metadata", "labels"]),
          replicas: countAt(workers, ["replicas"]),
          version: textAt(topology, ["version"]),
          failureDomain: textAt(workers, ["failureDomain"]),
          taints: listAt(workers, ["taints"]),
          infrastructure: from("infrastructure"),
          bootstrap: from("bootstrap"),
        },
      ];
    }),
  );
}

const topologyKinds = [
  {
    kind: "MachineDeployment",
    list: "machineDeployments",
    label: "topology.cluster.x-k8s.io/deployment-name",
  },
  { kind: "MachinePool", list: "machinePools", label: "topology.cluster.x-k8s.io/pool-name" },
] as const;

function referred(
  reference: Value | undefined,
  namespace: string,
  objects: readonly ValueMap[],
): ValueMap | undefined {
  if (!isMap(reference)) return undefined;
  return objects.find(
    (object) =>
      object.kind === reference.kind &&
      textAt(object, ["metadata", "name"]) === reference.name &&
      (textAt(object, ["metadata", "namespace"]) ?? namespace) === namespace,
  );
}

function countAt(object: ValueMap, path: Path): number {
  const count = valueAt(object, path);
  return typeof count === "number" && Number.isInteger(count) && count >= 0 ? count : 1;
}

function listAt(object: ValueMap, path: Path): readonly Value[] {
  const found = valueAt(object, path);
  return Array.isArray(found) ? found : [];
}

function mapAt(object: ValueMap, path: Path): ValueMap {
  const found = valueAt(object, path);
  return isMap(found) ? found : {};
}

function textAt(object: ValueMap, path: Path): string | undefined {
  const found = valueAt(object, path);
  return typeof found === "string" ? found : undefined;
}
