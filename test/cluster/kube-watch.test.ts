import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { Cluster, ConnectOptions } from "../../src/kube/cluster.ts";
import { connect } from "../../src/kube/connect.ts";
import type { ObjectToSend } from "../../src/kube/object.ts";
import type { FaultName, Watch, WatchEvent, WatchFault, WatchOptions } from "../../src/kube/watch.ts";
import { valueAt } from "../../src/nim/value.ts";
import {
  closeAtOnce,
  FaultProxy,
  frames,
  halfOpen,
  isAny,
  isList,
  isWatch,
  refuse,
  resetAtOnce,
  rewritten,
  say,
  silence,
  statusOf,
} from "../support/fault-proxy.ts";
import { quickClock } from "../support/quick-clock.ts";
import { withinTime } from "../support/within-time.ts";
import { eventually } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { isGranted } from "./granted.ts";

const configMap = { apiVersion: "v1", kind: "ConfigMap" };

/** Faults T20 to T29 of a watch, played between the client and a real API server. */
describe("a watch", () => {
  let plane: ControlPlane;
  /** The truth: straight to the server. */
  let direct: Cluster;
  let proxy: FaultProxy;
  let namespace: string;

  beforeAll(async () => {
    plane = await startControlPlane();
    direct = await connect({ kubeconfig: [plane.kubeconfig], env: {} });
  });
  afterAll(async () => {
    await direct?.close();
    await plane?.stop();
  });
  beforeEach(async () => {
    const { certificate = "", key = "" } = plane.admin;
    proxy = await FaultProxy.start({ url: plane.url, ca: plane.authority, cert: certificate, key });
    namespace = await plane.newNamespace("watch");
    onTestFinished(() => proxy.stop());
  });

  it("tells what is there, then each change in order, and knows when its copy is complete", async () => {
    await put("a", "1");
    const { watch, told } = await watching();
    expect(watch.synced).toBe(true);
    await put("b", "1");
    await put("a", "2");
    await remove("b");
    await until("all is told", () => told().length === 4);
    expect(told()).toEqual(["added a=1", "added b=1", "changed a=1→2", "removed b=1"]);
    expect(copyOf(watch)).toEqual({ a: "2" });
  });

  it("keeps no bookkeeping of the server in its copy, unless told what to keep", async () => {
    await put("a", "1");
    const { watch } = await watching();
    expect(watch.get(namespace, "a")?.metadata.managedFields).toBeUndefined();
    const { watch: whole } = await watching({ keep: (object) => object });
    expect(whole.get(namespace, "a")?.metadata.managedFields).toBeDefined();
  });

  it("ends when it is stopped, aborted or its cluster is closed, and tells nothing after that", async () => {
    const aborting = new AbortController();
    const { watch: aborted } = await watching({ signal: aborting.signal });
    const { watch, told, cluster } = await watching();
    await until("watches are open", () => proxy.openWatches === 2);
    aborting.abort();
    await cluster.close();
    await aborted.stop();
    await put("late", "1");
    await until("none is open", () => proxy.openWatches === 0);
    expect(told()).toEqual([]);
    expect(copyOf(watch)).toEqual({});
  });

  it("tells who waits for it that it was stopped", async () => {
    proxy.fail(isAny, silence);
    const cluster = await connected();
    const watch = cluster.watch(configMap, { namespace });
    const waiting = watch.whenSynced();
    await watch.stop();
    await expect(waiting).rejects.toMatchObject({ reason: "aborted" });
  });

  describe("T20: 410, the moment that was reached is forgotten", () => {
    it("in a page of a list: the list is begun anew", async () => {
      await put("a", "1");
      proxy.fail(isList, refuse(410, "Expired"), 2);
      const { watch, faults } = await watching();
      expect(copyOf(watch)).toEqual({ a: "1" });
      expect(faults()).toEqual([]);
    });

    it("in the answer to a watch: everything is listed again", async () => {
      proxy.fail(isWatch, refuse(410, "Gone"), 1);
      const { watch, faults } = await watching();
      await put("a", "1");
      await becomes(watch, { a: "1" });
      expect(faults()).toEqual(["expired"]);
    });

    it("as an event in a watch: everything is listed again, and nothing told twice", async () => {
      await put("a", "1");
      const { watch, told, faults } = await watching();
      await opened();
      const event = JSON.stringify({ type: "ERROR", object: statusOf(410, "Expired") });
      proxy.endWatches(`${event}\n`);
      await put("b", "1");
      await becomes(watch, { a: "1", b: "1" });
      expect(faults()).toEqual(["expired"]);
      expect(told()).toEqual(["added a=1", "added b=1"]);
    });

    it("of a real server whose history does not reach back so far: everything is listed again", async () => {
      // The server began to remember this kind when its CRD came.
      proxy.fail(
        isWatch,
        rewritten((path) => path.replace(/resourceVersion=\d+/, "resourceVersion=1")),
        1,
      );
      const cluster = await connected();
      onTestFinished(() => cluster.close());
      const faults: WatchFault[] = [];
      const kind = { apiVersion: "apps.nvidia.com/v1alpha1", kind: "NIMCache" };
      const watch = cluster.watch(kind, { onFault: (fault) => void faults.push(fault) });
      await until("it is told", () => faults.length > 0);
      expect(faults[0]).toMatchObject({ fault: "expired", error: { status: 410 } });
      await until("all is well again", () => watch.fault === undefined);
    });
  });

  it("T21: goes on after a reset in the middle, from where it was", async () => {
    await put("a", "1");
    const { watch, told, faults } = await watching();
    for (const value of ["2", "3", "4"]) {
      await opened();
      proxy.resetWatches();
      await put("a", value);
      await becomes(watch, { a: value });
    }
    expect(faults()).toEqual(["reset", "reset", "reset"]);
    expect(told()).toEqual(["added a=1", "changed a=1→2", "changed a=2→3", "changed a=3→4"]);
    expect(listRequests()).toHaveLength(1);
  });

  it("T21: goes on after resets before any answer, to lists and to watches", async () => {
    await put("a", "1");
    proxy.fail(isList, resetAtOnce, 2);
    proxy.fail(isWatch, resetAtOnce, 3);
    const { watch } = await watching();
    await put("a", "2");
    await becomes(watch, { a: "2" });
  });

  it("T22: notices within a minute that the other end is gone without a word", async () => {
    const speed = 15;
    const minute = 62_000;
    await withinTime(minute, async (turn) => {
      proxy.fail(isWatch, halfOpen, 1);
      const { watch, cluster, faults, told } = await watching({}, { clock: quickClock(speed) });
      await put("a", `${turn}`);
      const before = performance.now();
      await becomes(watch, { a: `${turn}` });
      const took = (performance.now() - before) * speed;
      expect(faults()).toEqual(["silent"]);
      expect(told().at(-1)).toBe(turn === 0 ? "added a=0" : `changed a=${turn - 1}→${turn}`);
      expect(told()).toHaveLength(turn === 0 ? 1 : 2);
      await cluster.close();
      return took;
    });
  });

  it("T22: does not take a quiet watch for a dead one, and goes on from one to the next without a list", async () => {
    // Forty seconds and more of the server are four of ours.
    const speed = 10;
    proxy.fail(
      isWatch,
      rewritten((path) => path.replace(/timeoutSeconds=(\d)\d/, "timeoutSeconds=$1")),
    );
    const { watch, faults } = await watching({}, { clock: quickClock(speed) });
    await until("it has ended twice", () => watchRequests().length === 3);
    await put("a", "1");
    await becomes(watch, { a: "1" });
    expect(faults()).toEqual([]);
    expect(listRequests()).toHaveLength(1);
    expect(proxy.connections).toBeLessThanOrEqual(2);
  });

  it("T23: comes back ever more slowly to a server that closes at once", async () => {
    proxy.fail(isWatch, closeAtOnce);
    const { watch, faults, waits } = await watching({}, { random: () => 1 });
    await until("it was tried thrice", () => faults().length >= 3);
    expect(faults().slice(0, 3)).toEqual(["closed-early", "closed-early", "closed-early"]);
    expect(waits().slice(0, 3)).toEqual([800, 1600, 3200]);
    expect(watch.fault?.fault).toBe("closed-early");
    proxy.heal();
    await put("a", "1");
    await becomes(watch, { a: "1" });
  });

  it("T24: waits as long as a server that is busy asks, and a little more", async () => {
    proxy.fail(isWatch, refuse(429, "TooManyRequests", { "retry-after": "2" }), 1);
    const { watch, faults, waits } = await watching();
    await put("a", "1");
    await becomes(watch, { a: "1" });
    expect(faults()).toEqual(["throttled"]);
    expect(waits()[0]).toBeGreaterThanOrEqual(2000);
    expect(waits()[0]).toBeLessThan(3000);
  });

  it.each([500, 503])("T25: outlives five minutes of %i, and recovers", async (code) => {
    // A real answer has a second.
    const speed = 30;
    const { watch, faults, waits } = await watching({}, { clock: quickClock(speed) });
    await opened();
    proxy.fail(isAny, refuse(code, "InternalError"));
    proxy.resetWatches();
    await new Promise((resolve) => setTimeout(resolve, 300_000 / speed));
    expect(new Set(faults().slice(1))).toEqual(new Set(["server-error"]));
    expect(faults().length).toBeLessThan(40);
    expect(Math.max(...waits())).toBeLessThanOrEqual(30_000);
    expect(watch.fault?.error).toMatchObject({ reason: "server", status: code });
    proxy.heal();
    await put("a", "1");
    await becomes(watch, { a: "1" });
    expect(watch.fault).toBeUndefined();
  });

  it("T26: survives a handler that throws, at once or later, and tells it", async () => {
    await put("a", "1");
    const { watch, faults } = await watching({
      onEvent: (event) => {
        if (event.type === "added") throw new Error("at once");
        return Promise.reject(new Error("later"));
      },
    });
    await put("a", "2");
    await becomes(watch, { a: "2" });
    await until("both are told", () => faults().length === 2);
    expect(faults()).toEqual(["handler", "handler"]);
  });

  it("T26: survives a listener to faults that throws", async () => {
    proxy.fail(isWatch, resetAtOnce, 1);
    const { watch } = await watching({
      onFault: () => {
        throw new Error("no");
      },
    });
    await put("a", "1");
    await becomes(watch, { a: "1" });
  });

  it("T26: waits for a slow handler before it tells the next change", async () => {
    const order: string[] = [];
    const { watch } = await watching({
      onEvent: async ({ object }) => {
        order.push(`begins ${object.metadata.name}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
        order.push(`ends ${object.metadata.name}`);
      },
    });
    await Promise.all([put("a", "1"), put("b", "1")]);
    await becomes(watch, { a: "1", b: "1" });
    await until("both have ended", () => order.length === 4);
    expect(order.map((line) => line.split(" ")[0])).toEqual(["begins", "ends", "begins", "ends"]);
  });

  it("T27: tells an event that comes twice only once", async () => {
    proxy.fail(
      isWatch,
      frames((line) => [line, line]),
    );
    const { watch, told, faults } = await watching();
    await put("a", "1");
    await put("a", "2");
    await remove("a");
    await put("b", "1");
    await becomes(watch, { b: "1" });
    expect(told()).toEqual(["added a=1", "changed a=1→2", "removed a=2", "added b=1"]);
    expect(faults()).toEqual([]);
  });

  it("T27: is not led astray by events in the wrong order", async () => {
    // The creation is held back until the removal has gone by.
    const held: string[] = [];
    proxy.fail(
      isWatch,
      frames((line) => {
        if (line.includes('"ADDED"') && held.length === 0) {
          held.push(line);
          return [];
        }
        return line.includes('"DELETED"') ? [line, ...held] : [line];
      }),
      1,
    );
    const { watch, faults } = await watching();
    await opened();
    await put("a", "1");
    await remove("a");
    await put("b", "1");
    await becomes(watch, { b: "1" });
    expect(faults()).toEqual(["out-of-order"]);
    expect(copyOf(watch)).toEqual({ b: "1" });
  });

  it("T28: finds removals and successors that it missed", async () => {
    await put("gone", "1");
    await put("other", "1");
    const { watch, told } = await watching();
    await opened();
    proxy.fail(isAny, resetAtOnce);
    proxy.resetWatches();
    await remove("gone");
    await remove("other");
    await put("other", "2");
    proxy.heal();
    proxy.fail(isWatch, refuse(410, "Expired"), 1);
    await becomes(watch, { other: "2" });
    expect(told().slice(2)).toEqual(["removed gone=1", "removed other=1", "added other=2"]);
  });

  it("T29: goes on over two rotations of its token, which a pod finds in a file", async () => {
    const bearing = await FaultProxy.start({ url: plane.url, ca: plane.authority });
    onTestFinished(() => bearing.stop());
    const serviceAccount = mkdtempSync(join(plane.folder, "account-"));
    const rotate = async () => {
      const token = await accountToken();
      writeFileSync(join(serviceAccount, "token"), `${token}\n`);
      bearing.heal();
      // As a server that has seen the old one expire.
      bearing.fail(({ authorization }) => authorization !== `Bearer ${token}`, refuse(401, "Unauthorized"));
      bearing.resetWatches();
    };
    writeFileSync(join(serviceAccount, "namespace"), namespace);
    writeFileSync(join(serviceAccount, "ca.crt"), plane.authority);
    await plane.api.post(`/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings`, {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: "view" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
      subjects: [{ kind: "ServiceAccount", name: "default", namespace }],
    });
    await isGranted(plane.api, {
      user: `system:serviceaccount:${namespace}:default`,
      rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["list"] }],
      namespace,
    });
    await rotate();
    const inPod = { KUBERNETES_SERVICE_HOST: "10.96.0.1", KUBERNETES_SERVICE_PORT: "443" };
    const { watch, faults, cluster } = await watching(
      {},
      { server: bearing.url, serviceAccount, env: inPod },
    );
    expect(cluster.namespace).toBe(namespace);
    for (const value of ["1", "2"]) {
      await until("the watch is open", () => bearing.openWatches > 0);
      await rotate();
      await put("a", value);
      await becomes(watch, { a: value });
    }
    expect(faults()).toEqual(["reset", "reset"]);
    rmSync(join(serviceAccount, "token"));
    bearing.fail(isAny, refuse(401, "Unauthorized"));
    bearing.resetWatches();
    await until("the missing file is told", () => faults().includes("refused"));
    await rotate();
    await put("a", "3");
    await becomes(watch, { a: "3" });
  });

  describe("frames that are none", () => {
    it("cut off in the middle: goes on from the last whole one", async () => {
      const { watch, told, faults } = await watching();
      await opened();
      await put("a", "1");
      await becomes(watch, { a: "1" });
      proxy.endWatches('{"type":"ADDED","object":{"apiVersion":"v1","kind":"Conf');
      await put("b", "1");
      await becomes(watch, { a: "1", b: "1" });
      expect(faults()).toEqual(["malformed"]);
      expect(told()).toEqual(["added a=1", "added b=1"]);
    });

    it("cut off now and then, with whole ones in between: never lists again", async () => {
      const { watch, told, faults } = await watching();
      for (const value of ["1", "2", "3"]) {
        await opened();
        await put("a", value);
        await becomes(watch, { a: value });
        proxy.endWatches('{"type":"ADDED","object":{"apiVersion":"v1","kind":"Conf');
        await until("it is noticed", () => faults().length === Number(value));
      }
      await put("b", "1");
      await becomes(watch, { a: "3", b: "1" });
      expect(told()).toEqual(["added a=1", "changed a=1→2", "changed a=2→3", "added b=1"]);
      expect(listRequests()).toHaveLength(1);
    });

    it.each([
      ["no JSON", "<html>please log in</html>\n"],
      ["no event", '{"type":"ADDED","object":{"kind":"ConfigMap"}}\n'],
      ["an event of a type that nobody knows", '{"type":"RENAMED","object":{"kind":"ConfigMap"}}\n'],
      ["a bare list", "[]\n"],
    ])("%s, again and again: everything is listed again", async (_, text) => {
      proxy.fail(isWatch, say(text), 2);
      const { watch, faults } = await watching();
      await put("a", "1");
      await becomes(watch, { a: "1" });
      expect(faults()).toEqual(["malformed", "malformed"]);
    });

    it("an error event of another kind: everything is listed again", async () => {
      const event = { type: "ERROR", object: statusOf(500, "InternalError") };
      proxy.fail(isWatch, say(`${JSON.stringify(event)}\n`), 1);
      const { watch, faults } = await watching();
      await put("a", "1");
      await becomes(watch, { a: "1" });
      expect(faults()).toEqual(["server-error"]);
    });
  });

  it("waits for a kind that is not served yet, and finds it when it comes", async () => {
    const kind = { apiVersion: "later.nimops.test/v1", kind: "Late" };
    const cluster = await connected({ clock: quickClock(10) });
    const faults: WatchFault[] = [];
    const watch = cluster.watch(kind, { onFault: (fault) => void faults.push(fault) });
    await until("it is missed", () => faults.length > 0);
    expect(faults[0]).toMatchObject({ fault: "not-served" });
    expect(watch.synced).toBe(false);
    await plane.api.post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", lateCrd);
    onTestFinished(async () => {
      await plane.api.ask(
        "DELETE",
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/lates.later.nimops.test",
      );
    });
    await until("it is there", () => watch.synced);
  });

  function watchRequests(): string[] {
    return proxy.requests.filter((request) => request.includes("watch=true"));
  }

  function listRequests(): string[] {
    return proxy.requests.filter((request) => /[?&]limit=/.test(request));
  }

  async function accountToken(): Promise<string> {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/default/token`;
    return eventually("the account is there", async () => {
      const { code, body } = await plane.api.ask("POST", path, {
        apiVersion: "authentication.k8s.io/v1",
        kind: "TokenRequest",
        spec: { expirationSeconds: 600 },
      });
      const token = valueAt(body, ["status", "token"]);
      return code === 201 && typeof token === "string" ? token : undefined;
    });
  }

  function connected({ token = "played", ...options }: Partial<ConnectOptions> = {}): Promise<Cluster> {
    const bearer = options.serviceAccount === undefined ? { token } : {};
    return connect({ server: proxy.url, env: {}, ...bearer, ...options });
  }

  async function watching(options: Partial<WatchOptions> = {}, connection: Partial<ConnectOptions> = {}) {
    const cluster = await connected(connection);
    onTestFinished(() => cluster.close());
    const events: WatchEvent[] = [];
    const faults: WatchFault[] = [];
    const watch = cluster.watch(configMap, {
      // Every namespace gets one of these.
      fieldSelector: "metadata.name!=kube-root-ca.crt",
      onEvent: (event) => void events.push(event),
      onFault: (fault) => void faults.push(fault),
      namespace,
      ...options,
    });
    await watch.whenSynced();
    return {
      watch,
      cluster,
      told: () => events.map(toldOf),
      faults: (): FaultName[] => faults.map(({ fault }) => fault),
      waits: () => faults.map(({ retryInMilliseconds }) => retryInMilliseconds),
    };
  }

  /** The list is done before the watch is open. */
  async function opened(): Promise<void> {
    await until("the watch is open", () => proxy.openWatches > 0);
  }

  async function becomes(watch: Watch, expected: Record<string, string>): Promise<void> {
    const wanted = JSON.stringify(expected);
    await eventually(`the copy is ${wanted}`, () => JSON.stringify(copyOf(watch)) === wanted || undefined);
  }

  async function put(name: string, value: string, labels: Record<string, string> = {}): Promise<void> {
    const object: ObjectToSend = { ...configMap, metadata: { name, namespace, labels }, data: { value } };
    await direct.apply(object);
  }

  async function remove(name: string): Promise<void> {
    await direct.delete({ ...configMap, namespace, name });
  }
});

async function until(what: string, isSo: () => boolean): Promise<void> {
  await eventually(what, async () => isSo() || undefined);
}

function toldOf(event: WatchEvent): string {
  const { name } = event.object.metadata;
  const value = dataOf(event.object);
  return event.type === "changed"
    ? `changed ${name}=${dataOf(event.before)}→${value}`
    : `${event.type} ${name}=${value}`;
}

function copyOf(watch: Watch): Record<string, string> {
  const entries = [...watch.objects()].map((object) => [object.metadata.name, dataOf(object)] as const);
  return Object.fromEntries(entries.sort());
}

function dataOf(object: ObjectToSend): string {
  const data = object.data;
  return typeof data === "object" && data !== null && "value" in data ? String(data.value) : "";
}

const lateCrd = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "lates.later.nimops.test" },
  spec: {
    group: "later.nimops.test",
    scope: "Namespaced",
    names: { kind: "Late", plural: "lates", singular: "late", listKind: "LateList" },
    versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
  },
};
