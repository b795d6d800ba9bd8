import { afterAll, beforeAll, expect, it } from "vitest";
import { valueAt } from "../../src/nim/value.ts";
import { eventually } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { node } from "./nodes.ts";
import { type Storage, startStorage } from "./storage.ts";

let plane: ControlPlane;
let storage: Storage;
let namespace: string;

beforeAll(async () => {
  plane = await startControlPlane({ operator: "none" });
  await plane.addNodes([node({ name: "played-1" })]);
  namespace = await plane.newNamespace();
  storage = await startStorage(plane.api, [
    { name: "files", accessModes: ["ReadWriteOnce", "ReadWriteMany"], isDefault: true, expandable: true },
    { name: "disks", bindingMode: "WaitForFirstConsumer" },
    { name: "small", capacity: 100 },
    { name: "slow", takes: 1500 },
    { name: "dead", takes: "never" },
    {
      name: "of-an-inventory",
      manifest: {
        apiVersion: "storage.k8s.io/v1",
        kind: "StorageClass",
        metadata: { name: "of-an-inventory" },
        provisioner: "csi.example.test",
      },
    },
  ]);
});
afterAll(async () => {
  await storage?.stop();
  await plane?.stop();
});

it("binds a claim of the default class, with the volume that was asked", async () => {
  await claim("default", {}, ["ReadWriteMany"], "500Gi");
  await phase("default", "Bound");
  expect(await plane.api.get(path("default"))).toMatchObject({
    spec: { storageClassName: "files" },
    status: { capacity: { storage: "500Gi" }, accessModes: ["ReadWriteMany"] },
  });
});

it("binds a claim of a class that was made from an inventory", async () => {
  await claim("given", { storageClassName: "of-an-inventory" });
  await phase("given", "Bound");
});

it("waits for the first consumer, then binds, and the pod runs", async () => {
  await claim("local", { storageClassName: "disks" });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await phase("local", "Pending");
  await pod("consumer", "local");
  await phase("local", "Bound");
  await eventually("the pod runs", async () => (await podPhase("consumer")) === "Running" || undefined);
});

it("does not bind an access mode that the class has not, and tells why", async () => {
  await claim("shared", { storageClassName: "disks" }, ["ReadWriteMany"]);
  await pod("shares", "shared");
  await told("shared", "access mode ReadWriteMany is not supported");
  await phase("shared", "Pending");
  expect(await podPhase("shares")).toBe("Pending");
});

it("gives no more than it has, and tells how much is left", async () => {
  await claim("first", { storageClassName: "small" }, ["ReadWriteOnce"], "80Gi");
  await phase("first", "Bound");
  await claim("second", { storageClassName: "small" }, ["ReadWriteOnce"], "30Gi");
  await told("second", "30 GiB asked, 20 GiB left");
  await plane.api.delete(path("first"));
  await phase("second", "Bound");
});

it("takes its time, or for ever", async () => {
  const asked = performance.now();
  await claim("late", { storageClassName: "slow" });
  await claim("unheard", { storageClassName: "dead" });
  await phase("late", "Bound");
  expect(performance.now() - asked).toBeGreaterThan(1500);
  await phase("unheard", "Pending");
});

it("expands a claim where the class allows it", async () => {
  await claim("grows", {}, ["ReadWriteOnce"], "10Gi");
  await phase("grows", "Bound");
  await plane.api.patch(path("grows"), { spec: { resources: { requests: { storage: "20Gi" } } } });
  await eventually("the claim has grown", async () => {
    const size = valueAt(await plane.api.get(path("grows")), ["status", "capacity", "storage"]);
    return size === "20Gi" || undefined;
  });
});

it("deletes the volume of a claim that was deleted", async () => {
  await claim("goes", {});
  await phase("goes", "Bound");
  const volume = valueAt(await plane.api.get(path("goes")), ["spec", "volumeName"]);
  await plane.api.delete(path("goes"));
  await eventually("the volume has gone", async () => {
    const answer = await plane.api.ask("GET", `/api/v1/persistentvolumes/${volume}`);
    return answer.code === 404 || undefined;
  });
});

const path = (name: string) => `/api/v1/namespaces/${namespace}/persistentvolumeclaims/${name}`;

async function claim(
  name: string,
  spec: object,
  accessModes = ["ReadWriteOnce"],
  size = "10Gi",
): Promise<void> {
  await plane.api.post(`/api/v1/namespaces/${namespace}/persistentvolumeclaims`, {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name },
    spec: { accessModes, resources: { requests: { storage: size } }, ...spec },
  });
}

async function pod(name: string, claimName: string): Promise<void> {
  await plane.api.post(`/api/v1/namespaces/${namespace}/pods`, {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name },
    spec: {
      containers: [{ name: "main", image: "image" }],
      volumes: [{ name: "models", persistentVolumeClaim: { claimName } }],
    },
  });
}

async function podPhase(name: string): Promise<unknown> {
  return valueAt(await plane.api.get(`/api/v1/namespaces/${namespace}/pods/${name}`), ["status", "phase"]);
}

async function phase(name: string, wanted: string): Promise<void> {
  await eventually(`claim ${name} is ${wanted}`, async () => {
    return valueAt(await plane.api.get(path(name)), ["status", "phase"]) === wanted || undefined;
  });
}

async function told(name: string, message: string): Promise<void> {
  const events = `/api/v1/namespaces/${namespace}/events?fieldSelector=involvedObject.name%3D${name}`;
  await eventually(`claim ${name} is told`, async () => {
    const messages = (await plane.api.list(events)).map((event) => String(event.message));
    return messages.some((text) => text.includes(message)) || undefined;
  });
}
