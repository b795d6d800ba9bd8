import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { repositoryCrd } from "../../reconciler/repository/crd.ts";
import { valueAt } from "../../src/nim/value.ts";
import { type Operator, startOperator } from "../support/operator/operator.ts";
import { eventually } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { installCrds } from "./crds.ts";
import { playPod } from "./kwok/play.ts";
import { addRoom } from "./prewarm-bed.ts";
import { ProcessBed, rulesOf } from "./reconciler-process-bed.ts";
import { type Storage, startStorage } from "./storage.ts";

let plane: ControlPlane;
let storage: Storage;
let operator: Operator;

beforeAll(async () => {
  plane = await startControlPlane();
  await installCrds(plane.api, [repositoryCrd()]);
  await addRoom(plane);
  storage = await startStorage(plane.api, [{ name: "files", accessModes: ["ReadWriteMany"] }]);
  operator = startOperator(plane, { faster: 30 });
});
afterAll(async () => {
  await operator?.stop();
  await storage?.stop();
  await plane?.stop();
});

const page = { host: "127.0.0.1", port: 0 };
const publish = { badges: true, page: true, cluster: true, resources: ["llama"], pools: ["*"] };
const inventory = `
apiVersion: nimops.dev/v1alpha1
kind: GPUInventory
metadata: { name: fleet }
spec:
  nodePools:
    - { name: h100, nodes: 2, gpu: { product: NVIDIA-H100-80GB-HBM3, count: 8 } }
`;

describe("badges and the status page, with exactly the rights of the controller's Roles", () => {
  it("are right within seconds of a change, on the replica that waits too, and gone when it is taken back", async () => {
    const bed = await ProcessBed.make(plane);
    bed.git.write("gpus.yaml", inventory);
    const commit = bed.push(
      bed.cache("llama", { played: "played-runs-on" }),
      bed.cache("unlisted", { played: "played-runs-on" }),
    );
    await bed.makeRepository({ publish, inventory: { path: "gpus.yaml" }, gates: { plan: "warn" } });
    await bed.makeRepository({ suspend: true }, "private");
    const [leader, other] = [
      await bed.start({ page, clusterName: "prod-eu" }),
      await bed.start({ page, clusterName: "prod-eu" }),
    ];
    const ask = async (port: number | undefined, path: string) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      return { status: response.status, text: await response.text() };
    };
    const whole = `/badge/${bed.home}/models.json`;
    const one = `/badge/${bed.home}/models/nimcache/${bed.models}/llama.json`;
    await eventually(
      "the badge says that it is filled",
      async () => (await ask(leader.shown, one)).text.includes('"caching') || undefined,
    );
    expect(JSON.parse((await ask(leader.shown, whole)).text)).toMatchObject({
      label: "prod-eu · models",
      message: "0/2 ready",
    });

    for (const name of ["llama", "unlisted"]) {
      const job = await eventually(`the Job of ${name} runs`, async () => {
        const pods = await plane.api.list(`/api/v1/namespaces/${bed.models}/pods`);
        return pods.find(({ metadata }) => String(valueAt(metadata, ["name"])).startsWith(`${name}-job`));
      });
      const pod = { namespace: bed.models, name: String(valueAt(job, ["metadata", "name"])) };
      await playPod(plane.api, pod, "succeeds");
    }
    const readyAt = await eventually("the caches are ready", async () => {
      const caches = [await bed.object("NIMCache", "llama"), await bed.object("NIMCache", "unlisted")];
      return caches.every((cache) => valueAt(cache, ["status", "state"]) === "Ready")
        ? performance.now()
        : undefined;
    });
    for (const { shown } of [leader, other]) {
      await eventually(
        "the badge is green",
        async () => (await ask(shown, whole)).text.includes('"message":"ready"') || undefined,
      );
      expect(performance.now() - readyAt).toBeLessThan(10_000);
    }
    for (const url of [whole, one, `${whole}?ref=main`, `${whole}?ref=${commit}`]) {
      expect(await ask(leader.shown, url)).toEqual(await ask(other.shown, url));
      expect((await ask(leader.shown, url)).status).toBe(200);
    }

    const shown = [await ask(leader.shown, "/"), await ask(other.shown, "/")].map(({ text }) => text);
    for (const text of shown) {
      expect(text).toContain(`${bed.models}/llama`);
      expect(text).toContain("1 of 1 of them not listed by name");
      for (const secret of ["unlisted", "private", "hopper", "127.0.0.1", "nvcr.io", ".git", "ngc"])
        expect(text).not.toContain(secret);
    }
    expect(shown[0]).toContain("Planned: where the pods have room");
    expect(shown[0]).toContain("2 nodes with 8 x NVIDIA-H100-80GB-HBM3");
    const none = await ask(leader.shown, `/badge/${bed.home}/nowhere.json`);
    for (const path of [
      `${bed.home}/private.json`,
      `${bed.home}/models/nimcache/${bed.models}/unlisted.json`,
    ])
      expect(await ask(leader.shown, `/badge/${path}`)).toEqual(none);

    await plane.api.patch(bed.path("models"), { spec: { publish: null } });
    const takenBackAt = performance.now();
    for (const { shown: port } of [leader, other]) {
      await eventually("it is gone", async () => (await ask(port, whole)).status === 404 || undefined);
      // What was made is kept for a second.
      await eventually("so is the page", async () => (await ask(port, "/")).status === 404 || undefined);
    }
    expect(performance.now() - takenBackAt).toBeLessThan(10_000);
  });

  it("draw pods where they run, where they may be looked at", async () => {
    const bed = await ProcessBed.make(plane);
    await bed.bind("nimops-reconciler-causes", bed.models, rulesOf("role-causes.yaml"));
    bed.git.write("gpus.yaml", inventory.replace("nodes: 2", "nodeNames: [other, hopper]"));
    bed.push(
      bed.cache("llama"),
      bed.service("chat", "llama", { resources: { limits: { "nvidia.com/gpu": 2 } } }),
    );
    await bed.makeRepository({
      publish: { ...publish, resources: ["chat"] },
      inventory: { path: "gpus.yaml" },
      gates: { plan: "warn" },
    });
    const { shown } = await bed.start({ page, causes: true });
    const text = await eventually(
      "the pod is on the map",
      async () => {
        const answer = await (
          await fetch(`http://127.0.0.1:${shown}/repositories/${bed.home}/models`)
        ).text();
        return /Where pods run now.*class="pod /.test(answer) ? answer : undefined;
      },
      40,
    );
    const [, first = "", second = ""] = text.split(/<span class="node">/);
    expect(first).not.toContain(`NIMService ${bed.models}/chat`);
    expect(second).toContain(`NIMService ${bed.models}/chat, 2 GPUs`);
    expect(text).not.toContain("hopper");
  });
});
