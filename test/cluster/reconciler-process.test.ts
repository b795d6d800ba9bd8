import { createHmac } from "node:crypto";
import { writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type ValueMap, valueAt } from "../../src/nim/value.ts";
import { type Operator, startOperator } from "../support/operator/operator.ts";
import { runCommand } from "../support/run-command.ts";
import { withinTime } from "../support/within-time.ts";
import { eventually } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { installCrds } from "./crds.ts";
import { playPod } from "./kwok/play.ts";
import { node } from "./nodes.ts";
import { addRoom } from "./prewarm-bed.ts";
import { changesIn, ProcessBed, repositoryCrd } from "./reconciler-process-bed.ts";
import { settled } from "./settled.ts";
import { type Storage, startStorage } from "./storage.ts";

let plane: ControlPlane;
let storage: Storage;
let operator: Operator;

beforeAll(async () => {
  plane = await startControlPlane();
  await installCrds(plane.api, [repositoryCrd]);
  await addRoom(plane);
  await plane.addNodes([node({ name: "hgx-1" })]);
  storage = await startStorage(plane.api, [{ name: "files", accessModes: ["ReadWriteMany"] }]);
  operator = startOperator(plane, { faster: 30 });
});
afterAll(async () => {
  await operator?.stop();
  await storage?.stop();
  await plane?.stop();
});

describe("the controller, with exactly the rights of its Roles", () => {
  it("fills the cache first, then brings the service, and then writes nothing any more", async () => {
    const bed = await ProcessBed.make(plane);
    const commit = bed.push(bed.cache("llama", { played: "played-runs-on" }), bed.service("chat", "llama"));
    await bed.makeRepository();
    const { proxy, lines, page } = await bed.start();
    await bed.exists("NIMCache", "llama");
    const waiting = await eventually("the service waits", async () => {
      const resources = valueAt(await bed.status(), ["resources"]);
      return Array.isArray(resources)
        ? resources.find((each) => valueAt(each, ["phase"]) === "Waiting")
        : undefined;
    });
    expect(waiting).toMatchObject({
      kind: "NIMService",
      name: "chat",
      waitsFor: [`NIMCache ${bed.models}/llama`],
    });
    expect(await bed.object("NIMService", "chat")).toBeUndefined();
    expect(await bed.condition("Ready")).toMatchObject({ status: "False" });

    const job = await eventually("the Job runs", async () => {
      const pods = await plane.api.list(`/api/v1/namespaces/${bed.models}/pods`);
      return pods.find(({ metadata }) => String(valueAt(metadata, ["name"])).startsWith("llama-job"));
    });
    await playPod(
      plane.api,
      { namespace: bed.models, name: String(valueAt(job, ["metadata", "name"])) },
      "succeeds",
    );
    await bed.becomesReady();
    expect(await bed.status()).toMatchObject({
      revision: { attempted: commit, applied: commit, healthy: commit },
      summary: "2 of 2 ready",
    });

    const seen = () => proxy.requests.filter((request) => !/leases|watch=true/.test(request)).length;
    await settled(seen);
    const [writes, requests] = [changesIn(proxy).length, proxy.requests.length];
    await new Promise((resolve) => setTimeout(resolve, 12_000));
    expect(changesIn(proxy).slice(writes)).toEqual([]);
    expect(proxy.requests.slice(requests).filter((request) => !/leases|watch=true/.test(request))).toEqual(
      [],
    );
    expect(lines.filter(({ level }) => level === "error" || level === "warn")).toEqual([]);
    expect((await page("/healthz")).status).toBe(200);
    expect((await page("/readyz")).status).toBe(200);
    const { text } = await page("/metrics");
    expect(text).toContain(
      `nimops_repository_resources{namespace="${bed.home}",name="models",phase="Healthy"} 2`,
    );
    expect(text).toContain("nimops_leader 1");
    const events = await plane.api.list(`/api/v1/namespaces/${bed.home}/events`);
    const reasons = events.map(({ reason }) => reason);
    expect(reasons).toEqual(expect.arrayContaining(["NewRevision", "Created", "Healthy"]));
  });

  it("brings the service within two seconds of its cache", async () => {
    const bed = await ProcessBed.make(plane);
    await bed.start();
    const manifests: ValueMap[] = [];
    await withinTime(2_000, async (turn) => {
      const [cache, service] = [`llama-${turn}`, `chat-${turn}`];
      manifests.push(bed.cache(cache), bed.service(service, cache));
      bed.push(...manifests);
      if (turn === 0) await bed.makeRepository();
      const readyAt = await eventually("the cache is ready", async () => {
        const live = await bed.object("NIMCache", cache);
        return valueAt(live, ["status", "state"]) === "Ready" ? performance.now() : undefined;
      });
      await bed.exists("NIMService", service);
      return performance.now() - readyAt;
    });
  });

  it("takes a commit within seconds of its webhook, however rarely it asks by itself", async () => {
    const bed = await ProcessBed.make(plane);
    bed.push(bed.cache("one"));
    await bed.makeRepository({ interval: "24h" });
    const { webhook, page } = await bed.start({
      webhook: { address: { host: "127.0.0.1", port: 0 }, secrets: () => ["signed"] },
    });
    await bed.becomesReady();
    let count = 0;
    await withinTime(5_000, async (turn) => {
      const after = bed.push(bed.cache("one"), bed.cache(`another-${turn}`));
      const pushedAt = performance.now();
      const answer = await tellOfPush(webhook, bed.url, after);
      expect(answer.status).toBe(202);
      count += 1;
      await bed.exists("NIMCache", `another-${turn}`);
      return performance.now() - pushedAt;
    });
    expect((await page("/metrics")).text).toContain(`nimops_webhook_requests_total{answer="202"} ${count}`);
  });

  it("takes it too when the webhook comes to a replica that waits for its turn to lead", async () => {
    const bed = await ProcessBed.make(plane);
    bed.push(bed.cache("one"));
    await bed.makeRepository({ interval: "24h" });
    const hooks = { webhook: { address: { host: "127.0.0.1", port: 0 }, secrets: () => ["signed"] } };
    await bed.start(hooks);
    await bed.becomesReady();
    const { webhook, proxy } = await bed.start(hooks);
    const after = bed.push(bed.cache("one"), bed.cache("two"));
    expect((await tellOfPush(webhook, bed.url, after)).status).toBe(202);
    await bed.exists("NIMCache", "two");
    // Nothing but the question to the one that leads.
    expect(changesIn(proxy)).toEqual([expect.stringMatching(/^PATCH .*\/nimrepositories\/[^/]+$/)]);
  });

  it("looks when the annotation asks for it, and answers it afterwards", async () => {
    const bed = await ProcessBed.make(plane);
    bed.push(bed.cache("one"));
    await bed.makeRepository({ interval: "24h" });
    await bed.start();
    await bed.becomesReady();
    const commit = bed.push(bed.cache("one"), bed.cache("two"));
    await plane.api.patch(bed.path("models"), {
      metadata: { annotations: { "nimops.dev/reconcile": "now-1" } },
    });
    const status = await eventually("it is answered", async () => {
      const found = await bed.status();
      return found.lastHandledReconcileAt === "now-1" ? found : undefined;
    });
    expect(valueAt(status, ["revision", "attempted"])).toBe(commit);
    await bed.exists("NIMCache", "two");
  });

  it("reads the Secret that it may, by name, and shows nothing of it", async () => {
    const password = "correct-horse-battery-staple";
    const bed = await ProcessBed.make(plane, { username: "nimops", password });
    await plane.api.post(`/api/v1/namespaces/${bed.home}/secrets`, {
      metadata: { name: "nimops-git" },
      stringData: { username: "nimops", password },
    });
    bed.push(bed.cache("one"));
    await bed.makeRepository({ auth: { type: "https", secretRef: { name: "nimops-git" } } });
    const { lines } = await bed.start();
    await bed.becomesReady();
    await plane.api.patch(`/api/v1/namespaces/${bed.home}/secrets/nimops-git`, {
      stringData: { password: "wrong-one" },
    });
    const stalled = await eventually("it stalls", async () => {
      const condition = await bed.condition("Stalled");
      return condition.status === "True" ? condition : undefined;
    });
    expect(stalled).toMatchObject({ reason: expect.stringMatching(/Auth/) });
    expect(JSON.stringify([lines, await bed.status()])).not.toMatch(/correct-horse|wrong-one/);
  });

  it("is not told of other people's repositories, and touches no namespace that it has no Role in", async () => {
    const bed = await ProcessBed.make(plane);
    const elsewhere = await plane.newNamespace("elsewhere");
    bed.push({ ...bed.cache("one"), metadata: { name: "one", namespace: elsewhere } });
    await bed.makeRepository({ targetNamespaces: [elsewhere] });
    const { lines } = await bed.start();
    const told = await eventually("it says what it lacks", async () => {
      const condition = await bed.condition("Ready");
      return /forbidden|may not|cannot list/i.test(String(condition.message)) ? condition : undefined;
    });
    expect(told.status).not.toBe("True");
    expect(lines.filter(({ level }) => level === "error")).toEqual([]);
  });

  it("lets a NIMRepository go, and leaves what it owns where it is", async () => {
    const bed = await ProcessBed.make(plane);
    bed.push(bed.cache("one"));
    await bed.makeRepository();
    const { page } = await bed.start();
    await bed.becomesReady();
    await plane.api.delete(bed.path("models"));
    await eventually(
      "it is gone",
      async () => (await plane.api.ask("GET", bed.path("models"))).code === 404 || undefined,
    );
    expect(
      valueAt(await bed.object("NIMCache", "one"), ["metadata", "labels", "nimops.dev/repository"]),
    ).toBeUndefined();
    await eventually("its metrics are gone, too", async () => {
      const { text } = await page("/metrics");
      return !text.includes(`nimops_repository_resources{namespace="${bed.home}"`) || undefined;
    });
  });

  it("tells of a spec that only it can judge, and goes on when it is mended", async () => {
    const bed = await ProcessBed.make(plane);
    bed.push(bed.cache("one"));
    await bed.makeRepository({ ref: { semver: "not a range" } });
    await bed.start();
    const condition = await eventually("it stalls", async () => {
      const found = await bed.condition("Stalled");
      return found.status === "True" ? found : undefined;
    });
    expect(condition).toMatchObject({ reason: "InvalidSpec", message: expect.stringContaining("semver") });
    await plane.api.patch(bed.path("models"), { spec: { ref: { semver: null, branch: "main" } } });
    await bed.becomesReady();
  });

  it("is not kept by a Git server that hangs from serving the other repositories", async () => {
    const bed = await ProcessBed.make(plane);
    bed.push(bed.cache("one"));
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as AddressInfo;
    for (let count = 0; count < 10; count += 1) {
      await bed.makeRepository(
        { url: `http://127.0.0.1:${port}/hangs.git`, timeout: "5s" },
        `hangs-${count}`,
      );
    }
    await bed.makeRepository();
    await bed.start();
    await bed.becomesReady();
  });
});

describe("several controllers", () => {
  it("T46: one writes, and the other goes on when that one ends; T45: with the Lease given back at once", async () => {
    const bed = await ProcessBed.make(plane);
    bed.push(bed.cache("one"));
    await bed.makeRepository();
    const times = { leaseTimes: { duration: 600_000, valid: 500_000, retry: 300 } };
    const first = await bed.start(times);
    await bed.becomesReady();
    const second = await bed.start(times);
    await eventually(
      "it is ready to lead",
      async () => (await second.page("/readyz")).status === 200 || undefined,
    );
    bed.push(bed.cache("one"), bed.cache("two"));
    await bed.exists("NIMCache", "two");
    expect(changesIn(second.proxy)).toEqual([]);
    const stopped = first.stop();
    bed.push(bed.cache("one"), bed.cache("two"), bed.cache("three"));
    await stopped;
    // A Lease that was not given back would hold for ten minutes.
    await bed.exists("NIMCache", "three");
    await eventually(
      "it leads",
      async () => (await second.page("/metrics")).text.includes("nimops_leader 1") || undefined,
    );
  });

  it("T46: writes no more when the API server can no longer be told that it lives", async () => {
    const bed = await ProcessBed.make(plane);
    bed.push(bed.cache("one"));
    await bed.makeRepository();
    const leaseTimes = { duration: 6_000, valid: 5_000, retry: 300 };
    const { proxy, page, lines } = await bed.start({ leaseTimes });
    await bed.becomesReady();
    proxy.fail(
      ({ path }) => path.includes("/leases"),
      ({ response }) => void response.writeHead(503).end(),
    );
    await eventually(
      "it leads no more",
      async () => (await page("/metrics")).text.includes("nimops_leader 0") || undefined,
    );
    const writes = changesIn(proxy).length;
    bed.push(bed.cache("one"), bed.cache("two"));
    // Who leads looks at once.
    const annotations = { "nimops.dev/reconcile": "now" };
    await plane.api.patch(bed.path("models"), { metadata: { annotations } });
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(changesIn(proxy).slice(writes)).toEqual([]);
    proxy.heal();
    await bed.exists("NIMCache", "two");
    expect(lines.filter(({ level }) => level === "error")).toEqual([]);
  });
});

describe("nimops reconcile --once", () => {
  it("shows what it would do, does it, and then has nothing left to do", async () => {
    const bed = await ProcessBed.make(plane);
    bed.push(bed.cache("one"), bed.service("chat", "one"));
    const file = join(plane.folder, `${bed.home}.yaml`);
    writeFileSync(
      file,
      JSON.stringify({
        apiVersion: "nimops.dev/v1alpha1",
        kind: "NIMRepository",
        metadata: { name: "models", namespace: bed.home },
        spec: { url: bed.url, targetNamespaces: [bed.models] },
      }),
    );
    const run = (...args: string[]) =>
      runCommand(["reconcile", "--once", "-f", file, "--kubeconfig", plane.kubeconfig, ...args], {
        cwd: "/",
      });
    const rehearsed = await run("--dry-run");
    expect(rehearsed).toMatchObject({ code: 0, stderr: "" });
    expect(rehearsed.stdout).toContain(`create    NIMCache ${bed.models}/one`);
    expect(rehearsed.stdout).toMatch(/waits +NIMService .*chat/);
    expect(await bed.object("NIMCache", "one")).toBeUndefined();
    const told = JSON.parse((await run("--dry-run", "--format", "json")).stdout);
    expect(told).toMatchObject({
      version: 1,
      planned: [{ do: "create", kind: "NIMCache", name: "one" }],
      done: [],
    });
    const done = await run();
    expect(done.stdout).toContain(`created   NIMCache ${bed.models}/one`);
    await eventually("the cache is ready", async () => {
      const cache = await bed.object("NIMCache", "one");
      return valueAt(cache, ["status", "state"]) === "Ready" || undefined;
    });
    await eventually("the service is brought", async () => {
      const { stdout } = await run();
      return stdout.includes(`created   NIMService ${bed.models}/chat`) || undefined;
    });
    bed.push(bed.cache("one"));
    // What it owns it knows by its label.
    expect((await run()).stdout).toContain(`deleted   NIMService ${bed.models}/chat`);
    const rest = await eventually("nothing is left to do", async () => {
      const last = await run();
      return /1 of 1 ready/.test(last.stdout) ? last : undefined;
    });
    expect(rest).toMatchObject({ code: 0, stderr: "" });
    expect(rest.stdout).not.toMatch(/created|deleted|updated|corrected/);
  });
});

describe("trouble", () => {
  it("T21, T25: goes on after the API server was away, without having lost anything", async () => {
    const bed = await ProcessBed.make(plane);
    bed.push(bed.cache("one"));
    await bed.makeRepository();
    const { proxy, lines } = await bed.start();
    await bed.becomesReady();
    proxy.resetWatches();
    proxy.fail(
      () => true,
      ({ response }) => void response.writeHead(500).end(),
    );
    bed.push(bed.cache("one"), bed.cache("two"));
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    proxy.heal();
    await bed.exists("NIMCache", "two");
    await bed.becomesReady();
    expect(lines.filter(({ level }) => level === "error")).toEqual([]);
  });

  it("corrects a hand edit at once", async () => {
    const bed = await ProcessBed.make(plane);
    bed.push(bed.cache("one"), bed.service("chat", "one"));
    await bed.makeRepository({ interval: "24h" });
    await bed.start();
    await bed.becomesReady();
    const path = `/apis/apps.nvidia.com/v1alpha1/namespaces/${bed.models}/nimservices/chat`;
    await plane.api.patch(path, { spec: { replicas: 3 } });
    await eventually("it is as Git says", async () => {
      const chat: ValueMap = await plane.api.get(path);
      return valueAt(chat, ["spec", "replicas"]) === 1 || undefined;
    });
  });
});

function tellOfPush(port: number | undefined, url: string, after: string): Promise<Response> {
  const body = JSON.stringify({ ref: "refs/heads/main", after, repository: { clone_url: url } });
  const signature = `sha256=${createHmac("sha256", "signed").update(body).digest("hex")}`;
  const headers = { "x-hub-signature-256": signature, "x-github-event": "push" };
  return fetch(`http://127.0.0.1:${port}/hook`, { method: "POST", body, headers });
}
