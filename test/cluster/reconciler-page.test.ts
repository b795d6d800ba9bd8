import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { repositoryCrd } from "../../reconciler/repository/crd.ts";
import { valueAt } from "../../src/nim/value.ts";
import { type Operator, startOperator } from "../support/operator/operator.ts";
import { withinTime } from "../support/within-time.ts";
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
    await withinTime(10_000, shownAndTakenBack);
  });

  /** @returns milliseconds: until all was right, or until all was gone, whichever took longer */
  async function shownAndTakenBack(): Promise<number> {
    const bed = await ProcessBed.make(plane);
    bed.git.write("gpus.yaml", inventory);
    const commit = bed.push(
      bed.cache("llama", { played: "played-runs-on" }),
      bed.cache("unlisted", { played: "played-runs-on" }),
    );
    await bed.makeRepository({ publish, inventory: { path: "gpus.yaml" }, gates: { plan: "warn" } });
    await bed.makeRepository({ suspend: true }, "private");
    const leader = await bed.start({ page, clusterName: "prod-eu" });
    await eventually(
      "it leads",
      async () => (await leader.page("/metrics")).text.includes("nimops_leader 1") || undefined,
    );
    const other = await bed.start({ page, clusterName: "prod-eu" });
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
    await eventually("both are counted", async () => {
      const badge = JSON.parse((await ask(leader.shown, whole)).text);
      return (badge.label === "prod-eu · models" && badge.message === "0/2 ready") || undefined;
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
    }
    const rightAfter = performance.now() - readyAt;
    for (const url of [whole, one, `${whole}?ref=main`, `${whole}?ref=${commit}`]) {
      // What was made is kept for a second.
      await eventually("both show the same", async () => {
        const [one, two] = [await ask(leader.shown, url), await ask(other.shown, url)];
        return (one.status === 200 && two.status === 200 && one.text === two.text) || undefined;
      });
    }

    await eventually(
      "the plan is drawn",
      async () =>
        (await ask(leader.shown, "/")).text.includes("Planned: where the pods have room") || undefined,
    );
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
    return Math.max(rightAfter, performance.now() - takenBackAt);
  }

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
    const text = await eventually("the pod is on the map", async () => {
      const answer = await (await fetch(`http://127.0.0.1:${shown}/repositories/${bed.home}/models`)).text();
      return /Where pods run now.*class="pod /.test(answer) ? answer : undefined;
    });
    const [, first = "", second = ""] = text.split(/<span class="node">/);
    expect(first).not.toContain(`NIMService ${bed.models}/chat`);
    expect(second).toContain(`NIMService ${bed.models}/chat, 2 GPUs`);
    expect(text).not.toContain("hopper");
  });
});
