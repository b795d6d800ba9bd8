import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isMap, type ValueMap, valueAt } from "../../src/nim/value.ts";
import { haveGolden, noGolden } from "../support/golden.ts";
import { asStored } from "../support/operator/as-stored.ts";
import { collectionOf, controllerOf, nameOf } from "../support/operator/cluster.ts";
import { type Operator, startOperator } from "../support/operator/operator.ts";
import { watch } from "../support/operator/watch.ts";
import { asRecorded, type WorkloadCase, workloadCases } from "../support/workload-cases.ts";
import { eventually } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { installCrds, standInCrds } from "./crds.ts";
import { print } from "./kwok/play.ts";
import { node } from "./nodes.ts";
import { type Storage, startStorage } from "./storage.ts";

describe.skipIf(!haveGolden && !process.env.CI)(
  `the stand-in operator (${haveGolden ? "" : noGolden})`,
  () => {
    let plane: ControlPlane;
    let storage: Storage;
    let operator: Operator;
    const watching = new AbortController();
    const cases = haveGolden ? workloadCases() : [];
    /** By case. */
    const namespaces = new Map<string, string>();
    /** Everything that was ever there, by path: a manifest pod is gone before one can look. */
    const seen = new Map<string, ValueMap>();

    beforeAll(async () => {
      plane = await startControlPlane();
      const roomy = { "nvidia.com/gpu": "1000", cpu: "10000", memory: "100000Gi", pods: "1000" };
      const labels = (product: string) => ({
        "nvidia.com/gpu.product": product,
        "feature.node.kubernetes.io/pci-10de.present": "true",
        "node.example.com/pool": "gpu",
        "nvidia.com/gpu.memory": "81559",
        disk: "nvme",
      });
      await plane.addNodes([
        node({ name: "hopper", labels: labels("NVIDIA-H100-80GB-HBM3"), allocatable: roomy }),
        node({ name: "lovelace", labels: labels("NVIDIA-L40S"), allocatable: roomy }),
      ]);
      await installCrds(plane.api, standInCrds);
      const accessModes = ["ReadWriteOnce", "ReadWriteMany", "ReadOnlyMany"];
      storage = await startStorage(plane.api, [
        { name: "nfs-client", accessModes },
        { name: "gp3", accessModes: ["ReadWriteOnce", "ReadWriteOncePod"] },
      ]);
      await plane.api.post("/api/v1/persistentvolumes", volumeWithoutClass);
      await plane.api.post("/apis/node.k8s.io/v1/runtimeclasses", {
        apiVersion: "node.k8s.io/v1",
        kind: "RuntimeClass",
        metadata: { name: "nvidia" },
        handler: "nvidia",
      });
      await plane.api.post("/apis/scheduling.k8s.io/v1/priorityclasses", {
        apiVersion: "scheduling.k8s.io/v1",
        kind: "PriorityClass",
        metadata: { name: "gpu-high" },
        value: 1000,
      });
      await Promise.all(
        cases.map(async (recorded) => {
          const namespace = await plane.newNamespace();
          namespaces.set(recorded.id, namespace);
          await prepare(recorded, namespace);
        }),
      );
      for (const kind of madeKinds) {
        void watch(
          plane,
          kind,
          ({ type, object }) => {
            const { namespace, name } = nameOf(object);
            const key = `${namespace} ${kind}/${name}`;
            if (type !== "DELETED" && (type === "ADDED" || kind !== "Pod")) seen.set(key, object);
          },
          watching.signal,
        );
      }
      operator = startOperator(plane, {
        faster: 30,
        nativeImages: cases.flatMap(({ given }) =>
          Object.entries(given.modelManifests).flatMap(([image, is]) => (is === "native-v1" ? [image] : [])),
        ),
      });
      await Promise.all(cases.map((recorded) => apply(recorded, namespaces.get(recorded.id) ?? "")));
    });
    afterAll(async () => {
      watching.abort();
      await operator?.stop();
      await storage?.stop();
      await plane?.stop();
    });

    it.each(cases.map((recorded) => [recorded.id, recorded] as const))(
      "makes of %s what a real operator made, and comes to rest so",
      async (_, recorded) => {
        const namespace = namespaces.get(recorded.id) ?? "";
        const theirs = recorded.made.map((object) => asRecorded(object));
        const wanted = theirs.map(keyOf).sort();
        const rested = await eventually(`${recorded.id} rests`, async () => {
          const states = await Promise.all(
            Object.entries(recorded.status).map(async ([key, status]) => {
              const [kind = "", name = ""] = key.split("/");
              const live = await plane.api.get(`${collectionOf(kind, namespace)}/${name}`);
              return { is: valueAt(live, ["status"]), wants: status };
            }),
          );
          const made = madeIn(recorded, namespace);
          const rests = states.every(
            ({ is, wants }) =>
              isRace(recorded) || String(valueAt(is, ["state"]) ?? "") === (wants?.state ?? ""),
          );
          return rests && wanted.every((key) => made.some((object) => keyOf(object) === key))
            ? { made, states }
            : undefined;
        }).catch((error: unknown) => {
          const made = madeIn(recorded, namespace).map(keyOf).sort();
          const said = operator.log.filter((line) => line.includes(` ${namespace}/`)).slice(-3);
          throw new Error(
            `${String(error)}\nmade ${made.join(" ")}\nwanted ${wanted.join(" ")}\n${said.join("\n")}`,
          );
        });
        expect(rested.made.map(keyOf).sort()).toEqual(wanted);
        for (const object of theirs) {
          const ours = rested.made.find((candidate) => keyOf(candidate) === keyOf(object));
          expect(asRecorded(asStored(ours ?? {}, namespace))).toEqual(object);
        }
      },
      400_000,
    );

    async function prepare({ input, given }: WorkloadCase, namespace: string): Promise<void> {
      for (const object of input) {
        const { name } = nameOf(object);
        if (object.kind !== "NIMCache") continue;
        const image = valueAt(object, ["spec", "source", "ngc", "modelPuller"]) ?? otherPuller(object);
        const text = given.modelManifests[String(image)];
        const isText = typeof text === "string" && text !== "native-v1";
        if (!isReady(object)) {
          await print(
            plane,
            { namespace, pod: `${name}-pod` },
            isText ? text : "model_manifest.yaml not found",
          );
          continue;
        }
        await givenCache(object, namespace);
      }
    }

    /** A cache that was Ready before: with its claim and its manifest, of which only the profiles matter. */
    async function givenCache(cache: ValueMap, namespace: string): Promise<void> {
      const { name } = nameOf(cache);
      const collection = collectionOf("NIMCache", namespace);
      const { status, ...manifest } = cache;
      await plane.api.post(collection, manifest);
      const live = await plane.api.get(`${collection}/${name}`);
      const conditions = valueAt(status, ["conditions"]);
      await plane.api.put(`${collection}/${name}/status`, {
        ...live,
        status: {
          ...(isMap(status) && status),
          conditions: (Array.isArray(conditions) ? conditions : []).filter(isMap).map((condition) => ({
            lastTransitionTime: "2026-01-01T00:00:00Z",
            ...condition,
          })),
        },
      });
      const profiles = valueAt(status, ["profiles"]);
      const text = Object.fromEntries(
        (Array.isArray(profiles) ? profiles : [])
          .filter(isMap)
          .map(({ name: id, model, release, config }) => [String(id), { model, release, tags: config }]),
      );
      await plane.api.post(collectionOf("ConfigMap", namespace), {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: `${name}-manifest` },
        data: { "model_manifest.yaml": JSON.stringify(text) },
      });
      await plane.api.post(collectionOf("PersistentVolumeClaim", namespace), {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        metadata: { name: String(valueAt(status, ["pvc"])) },
        spec: {
          accessModes: ["ReadWriteMany"],
          storageClassName: "nfs-client",
          resources: { requests: { storage: "60Gi" } },
        },
      });
    }

    async function apply({ input }: WorkloadCase, namespace: string): Promise<void> {
      for (const object of input) {
        if (object.kind === "NIMCache" && isReady(object)) continue;
        await plane.api.post(collectionOf(String(object.kind), namespace), inNamespace(object, namespace));
      }
    }

    /** Without what was given, and what belongs to a cache that was given. */
    function madeIn({ input }: WorkloadCase, namespace: string): ValueMap[] {
      const given = input.filter(isReady).map((object) => nameOf(object).name);
      const hasOtherCache = input.some((object) => object.kind === "NIMCache" && !isReady(object));
      return [...seen].flatMap(([key, object]) => {
        const { kind, name } = nameOf(object);
        if (!key.startsWith(`${namespace} `)) return [];
        const owner = controllerOf(object);
        const isShared = name.startsWith("nim-cache-") && kind !== "Pod";
        if (isShared) return hasOtherCache ? [object] : [];
        if (!owner || (owner.kind === "NIMCache" && given.includes(owner.name))) return [];
        return ["NIMCache", "NIMService", "NIMPipeline", "NIMBuild"].includes(owner.kind) ? [object] : [];
      });
    }
  },
);

const madeKinds = [
  ...["ConfigMap", "ComputeDomain", "Deployment", "GRPCRoute", "HorizontalPodAutoscaler", "HTTPRoute"],
  ...["InferencePool", "Ingress", "Job", "LeaderWorkerSet", "NIMService", "PersistentVolumeClaim", "Pod"],
  ...[
    "ResourceClaimTemplate",
    "Role",
    "RoleBinding",
    "Secret",
    "Service",
    "ServiceAccount",
    "ServiceMonitor",
  ],
];

/** For the claim that wants no class. */
const volumeWithoutClass = {
  apiVersion: "v1",
  kind: "PersistentVolume",
  metadata: { name: "without-class" },
  spec: {
    capacity: { storage: "50Gi" },
    accessModes: ["ReadWriteOnce"],
    storageClassName: "",
    hostPath: { path: "/played" },
  },
};

/** The recorded status tells of a read that came too early; the stand-in panics, as the operator does (trap T10). */
function isRace({ id }: WorkloadCase): boolean {
  return id === "svc-auto-gpu-limits-only";
}

function isReady(object: ValueMap): boolean {
  return valueAt(object, ["status", "state"]) === "Ready";
}

function otherPuller(cache: ValueMap): unknown {
  return (
    valueAt(cache, ["spec", "source", "hf", "modelPuller"]) ??
    valueAt(cache, ["spec", "source", "dataStore", "modelPuller"])
  );
}

function inNamespace(object: ValueMap, namespace: string): ValueMap {
  return { ...object, metadata: { ...(isMap(object.metadata) && object.metadata), namespace } };
}

function keyOf(object: ValueMap): string {
  const { kind, name } = nameOf(object);
  return `${kind}/${name}`;
}
