import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isMap, valueAt } from "../../src/nim/value.ts";
import { eventually } from "../cluster/api.ts";
import { type ControlPlane, startControlPlane } from "../cluster/control-plane.ts";
import { isGranted } from "../cluster/granted.ts";
import { chart, helm, podOf, rightsOf, tokenOf } from "../cluster/installed.ts";
import { node } from "../cluster/nodes.ts";
import { addRoom } from "../cluster/prewarm-bed.ts";
import { ProcessBed } from "../cluster/reconciler-process-bed.ts";
import { type Storage, startStorage } from "../cluster/storage.ts";
import { sshServer } from "../git-server/ssh-server.ts";
import { freePort } from "../support/free-port.ts";
import { type Operator, startOperator } from "../support/operator/operator.ts";
import { PodContainer } from "./support/pod.ts";
import { Podman } from "./support/podman.ts";

// The image, as the chart has it run, against a real API server and with the token of the chart's ServiceAccount.

let podman: Podman;
let plane: ControlPlane;
let storage: Storage;
let operator: Operator;

beforeAll(async () => {
  podman = new Podman();
  podman.build();
  plane = await startControlPlane();
  await addRoom(plane);
  await plane.addNodes([node({ name: "hgx-1" })]);
  storage = await startStorage(plane.api, [{ name: "files", accessModes: ["ReadWriteMany"] }]);
  operator = startOperator(plane, { faster: 30 });
}, 600_000);
afterAll(async () => {
  await operator?.stop();
  await storage?.stop();
  await plane?.stop();
  podman?.remove();
});

describe("installed by its chart, from its image", { timeout: 400_000 }, () => {
  it("is ready in seconds, delivers, is held as tightly as it says, and ends in good order", async () => {
    const bed = await ProcessBed.make(plane, undefined, false);
    bed.push(bed.cache("llama"), bed.service("chat", "llama"));
    const startedAt = performance.now();
    helm(
      plane,
      ...["install", "nimops-reconciler", chart, "--namespace", bed.home, "--wait", "--timeout", "180s"],
      ...[
        "--set",
        `targetNamespaces={${bed.models}}`,
        "--set",
        `image.repository=${podman.image.split(":")[0]}`,
      ],
    );
    const installedAt = performance.now();
    const pod = await podOf(plane, bed.home);
    const running = await PodContainer.run(podman, plane, pod);
    try {
      await running.becomesReady();
      const readyAt = performance.now();
      await bed.makeRepository();
      await bed.becomesReady();
      const seconds = (from: number, to: number) => ((to - from) / 1000).toFixed(1);
      console.info(
        `installed in ${seconds(startedAt, installedAt)} s, container ready after ${seconds(installedAt, readyAt)} s, first revision healthy after ${seconds(readyAt, performance.now())} s`,
      );
      expect(performance.now() - startedAt).toBeLessThan(60_000);
      await bed.exists("NIMService", "chat");

      // As the kubelet would hold it.
      const held = JSON.parse(
        running.evaluate(`
          const told = fs.readFileSync("/proc/1/status", "utf8");
          const of = (name) => new RegExp("^" + name + ":\\\\s+(.*)$", "m").exec(told)?.[1];
          let root; try { fs.writeFileSync("/x", "") } catch (error) { root = error.code }
          console.log(JSON.stringify({ uid: of("Uid"), caps: [of("CapEff"), of("CapPrm"), of("CapBnd")], privileges: of("NoNewPrivs"), root, one: of("Name") }))`),
      );
      expect(held).toEqual({
        uid: "65532\t65532\t65532\t65532",
        caps: ["0000000000000000", "0000000000000000", "0000000000000000"],
        privileges: "1",
        root: "EROFS",
        one: "tini",
      });
      expect(running.logs()).not.toMatch(/"level":"error"/);
    } finally {
      expect([running.stop(), running.id.length]).toEqual([0, 64]);
    }
    const lease = await plane.api.get(
      `/apis/coordination.k8s.io/v1/namespaces/${bed.home}/leases/nimops-reconciler`,
    );
    expect(valueAt(lease, ["spec", "holderIdentity"]) || undefined).toBeUndefined();
  });

  it("delivers over ssh, and leaves no process behind when a Git server hangs", async () => {
    const bed = await ProcessBed.make(plane, undefined, false);
    await using server = await sshServer();
    await plane.api.post(`/api/v1/namespaces/${bed.home}/secrets`, {
      metadata: { name: "nimops-git" },
      stringData: { identity: server.identity, known_hosts: server.knownHosts },
    });
    helm(
      plane,
      ...[
        "install",
        "nimops-reconciler",
        chart,
        "--namespace",
        bed.home,
        "--set",
        `targetNamespaces={${bed.models}}`,
      ],
      ...["--set", `image.repository=${podman.image.split(":")[0]}`],
    );
    const running = await PodContainer.run(podman, plane, await podOf(plane, bed.home));
    const silent = await silentServer();
    try {
      await running.becomesReady();
      bed.push(bed.cache("llama"));
      await bed.makeRepository({
        url: `ssh://${server.user}@127.0.0.1:${server.port}${bed.git.folder}`,
        auth: { type: "ssh", secretRef: { name: "nimops-git" } },
      });
      await bed.becomesReady();

      const address = silent.address();
      const port = typeof address === "object" ? address?.port : undefined;
      await bed.makeRepository({ url: `http://127.0.0.1:${port}/hangs.git`, timeout: "5s" }, "hangs");
      await eventually(
        "the Git server is given up",
        async () => (await bed.condition("Reconciling", "hangs")).reason === "TimedOut" || undefined,
      );
      const left = () =>
        running.evaluate(`
        const left = fs.readdirSync("/proc").filter((name) => /^\\d+$/.test(name)).map((id) => {
          try { return fs.readFileSync("/proc/" + id + "/stat", "utf8") } catch { return "" }
        });
        console.log(left.filter((stat) => /\\) Z /.test(stat) || /\\(git|\\(ssh/.test(stat)).length)`);
      // Both are asked again every few seconds; what is left behind stays.
      await eventually("no process is left", () => left() === "0" || undefined);
    } finally {
      silent.close();
      running.stop();
    }
  });
});

describe("what the chart can switch on", { timeout: 400_000 }, () => {
  it("takes webhooks and shows badges", async () => {
    const bed = await ProcessBed.make(plane, undefined, false);
    await plane.api.post(`/api/v1/namespaces/${bed.home}/secrets`, {
      metadata: { name: "nimops-webhook" },
      stringData: { secret: "signed" },
    });
    const [webhook, page] = [await freePort(), await freePort()];
    helm(
      plane,
      ...[
        "install",
        "nimops-reconciler",
        chart,
        "--namespace",
        bed.home,
        "--set",
        `targetNamespaces={${bed.models}}`,
      ],
      ...["--set", `image.repository=${podman.image.split(":")[0]},clusterName=prod,causes=true`],
      ...["--set", `webhook.enabled=true,webhook.port=${webhook},page.enabled=true,page.port=${page}`],
    );
    const running = await PodContainer.run(podman, plane, await podOf(plane, bed.home));
    try {
      await running.becomesReady();
      bed.push(bed.cache("one"));
      await bed.makeRepository({ interval: "24h", publish: { badges: true, cluster: true } });
      await bed.becomesReady();
      const after = bed.push(bed.cache("one"), bed.cache("two"));
      const body = JSON.stringify({ ref: "refs/heads/main", after, repository: { clone_url: bed.url } });
      const signature = `sha256=${createHmac("sha256", "signed").update(body).digest("hex")}`;
      const headers = { "x-hub-signature-256": signature, "x-github-event": "push" };
      const answer = await fetch(`http://127.0.0.1:${webhook}/hook`, { method: "POST", body, headers });
      expect(answer.status).toBe(202);
      await bed.exists("NIMCache", "two");
      const seen = await eventually("a badge that says ready", async () => {
        const badge = await fetch(`http://127.0.0.1:${page}/badge/${bed.home}/models.json`);
        const told: unknown = await badge.json();
        return isMap(told) && told.message === "ready" ? { code: badge.status, told } : undefined;
      });
      expect(seen).toMatchObject({ code: 200, told: { schemaVersion: 1, message: "ready" } });
    } finally {
      running.stop();
    }
  });
});

describe("the chart's ServiceAccount", () => {
  it("may do what the chart says, and nothing else", async () => {
    const bed = await ProcessBed.make(plane, undefined, false);
    helm(
      plane,
      "install",
      "nimops-reconciler",
      chart,
      "--namespace",
      bed.home,
      "--set",
      `targetNamespaces={${bed.models}}`,
    );
    const token = await tokenOf(plane, bed.home);
    const user = `system:serviceaccount:${bed.home}:nimops-reconciler`;
    const lists = (apiGroups: string[], resources: string[]) => [{ apiGroups, resources, verbs: ["list"] }];
    const [ours, theirs] = [
      lists(["nimops.dev"], ["nimrepositories"]),
      lists(["apps.nvidia.com"], ["nimcaches"]),
    ];
    await isGranted(plane.api, { user, namespace: bed.home, rules: ours });
    await isGranted(plane.api, { user, namespace: bed.models, rules: theirs });
    expect(await rightsOf(plane, token, bed.home)).toEqual([
      "create events",
      "create leases.coordination.k8s.io",
      "get leases.coordination.k8s.io/nimops-reconciler",
      "get secrets/nimops-git",
      "get secrets/nimops-github",
      "list nimrepositories.nimops.dev",
      "patch nimrepositories.nimops.dev",
      "patch nimrepositories/status.nimops.dev",
      "update leases.coordination.k8s.io/nimops-reconciler",
      "watch nimrepositories.nimops.dev",
    ]);
    const kinds = ["nimbuilds", "nimcaches", "nimpipelines", "nimservices"];
    const verbs = ["create", "delete", "get", "list", "patch", "watch"];
    expect(await rightsOf(plane, token, bed.models)).toEqual(
      verbs.flatMap((verb) => kinds.map((kind) => `${verb} ${kind}.apps.nvidia.com`)),
    );
    expect(await rightsOf(plane, token, "kube-system")).toEqual([]);
  });
});

async function silentServer(): Promise<Server> {
  const server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
