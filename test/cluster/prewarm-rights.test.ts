import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import type { Cluster } from "../../src/kube/cluster.ts";
import { connect } from "../../src/kube/connect.ts";
import type { ValueMap } from "../../src/nim/value.ts";
import { type Operator, startOperator } from "../support/operator/operator.ts";
import { kubeconfigOf } from "./api-user.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { grant } from "./granted.ts";
import {
  addRoom,
  cacheManifest,
  cacheNamespace,
  Heard,
  only,
  runPrewarm,
  withAttempts,
} from "./prewarm-bed.ts";
import { type Storage, startStorage } from "./storage.ts";

const role: { kind: string; rules: Rule[] } = parse(
  readFileSync(join(import.meta.dirname, "../../docs/prewarm-role.yaml"), "utf8"),
);

interface Rule extends ValueMap {
  readonly resources: string[];
}

let plane: ControlPlane;
let storage: Storage;
let operator: Operator;

beforeAll(async () => {
  plane = await startControlPlane();
  await addRoom(plane);
  storage = await startStorage(plane.api, [{ name: "files", accessModes: ["ReadWriteMany"] }]);
  operator = startOperator(plane, { faster: 30 });
});
afterAll(async () => {
  await operator?.stop();
  await storage?.stop();
  await plane?.stop();
});

describe("with the documented Role and nothing else", () => {
  it("a cache is made and filled", async () => {
    const namespace = await cacheNamespace(plane);
    const cluster = await as(namespace, role.rules);
    const result = await runPrewarm(cluster, [cacheManifest(namespace, "llama")]);
    expect(only(result)).toMatchObject({ did: "created", outcome: "ready", causes: [] });
  });

  it("one that fails is told with its cause and the end of its pod's log", async () => {
    const namespace = await cacheNamespace(plane);
    const cluster = await as(namespace, role.rules);
    const running = runPrewarm(cluster, [cacheManifest(namespace, "llama", { played: "played-fails" })]);
    await withAttempts(plane, namespace, "llama", 1);
    const cache = only(await running);
    expect(cache).toMatchObject({ did: "created", outcome: "failed" });
    expect(cache.log?.pod).toMatch(/^llama-job-/);
  });

  it("holds no right to read Secrets, to delete, or to reach beyond the namespace", () => {
    const rights = role.rules.flatMap(({ resources, verbs }) =>
      resources.flatMap((resource) => (verbs as string[]).map((verb) => `${verb} ${resource}`)),
    );
    expect(role.kind).toBe("Role");
    expect(rights.filter((right) => /secrets|delete|update|\*|impersonate|bind/.test(right))).toEqual([]);
  });
});

describe("with fewer rights", () => {
  it("to see caches alone, they are filled, and what cannot be seen is said", async () => {
    const namespace = await cacheNamespace(plane);
    const cluster = await as(namespace, without("jobs", "pods", "pods/log"));
    const result = await runPrewarm(cluster, [cacheManifest(namespace, "llama")]);
    expect(only(result)).toMatchObject({ did: "created", outcome: "ready" });
    expect(result.notes.join("\n")).toMatch(/jobs|Job/);
  });

  it("a right to make caches that is missing is named, and nothing is waited for", async () => {
    const namespace = await cacheNamespace(plane);
    const cluster = await as(namespace, withVerbs("nimcaches", ["list", "watch", "patch"]));
    const started = performance.now();
    const cache = only(await runPrewarm(cluster, [cacheManifest(namespace, "llama")]));
    expect(cache).toMatchObject({ did: "nothing", outcome: "failed" });
    expect(cache.causes[0]).toMatchObject({
      code: "Forbidden",
      message: expect.stringMatching(/create|patch/),
    });
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  it.each(["list", "watch"])("to %s caches is said before anything is done", async (verb) => {
    const namespace = await cacheNamespace(plane);
    const rest = ["list", "watch", "create", "patch"].filter((one) => one !== verb);
    const cluster = await as(namespace, withVerbs("nimcaches", rest));
    const told = runPrewarm(cluster, [cacheManifest(namespace, "llama")]);
    await expect(told).rejects.toMatchObject({
      message: expect.stringMatching(new RegExp(`${verb}.*nimcaches`)),
    });
    const { body } = await plane.api.ask(
      "GET",
      `/apis/apps.nvidia.com/v1alpha1/namespaces/${namespace}/nimcaches`,
    );
    expect(body).toMatchObject({ items: [] });
  });

  it.each(role.rules.flatMap(({ resources }) => resources).filter((one) => one !== "nimcaches"))(
    "without %s nothing breaks",
    async (resource) => {
      const namespace = await cacheNamespace(plane);
      const heard = new Heard();
      const result = await runPrewarm(
        await as(namespace, without(resource)),
        [cacheManifest(namespace, "llama")],
        {
          heard,
        },
      );
      expect(result.outcome).toBe("ready");
    },
  );
});

function without(...gone: readonly string[]): Rule[] {
  return role.rules.flatMap((rule) => {
    const resources = rule.resources.filter((resource) => !gone.includes(resource));
    return resources.length === 0 ? [] : [{ ...rule, resources }];
  });
}

function withVerbs(resource: string, verbs: string[]): Rule[] {
  return role.rules.map((rule) => (rule.resources.includes(resource) ? { ...rule, verbs } : rule));
}

/** A user of its own, with these rules in a namespace. */
async function as(namespace: string, rules: readonly Rule[]): Promise<Cluster> {
  const user = `prewarm-${namespace}`;
  await grant(plane.api, { name: "nimops-prewarm", user, namespace, rules });
  const kubeconfigText = await kubeconfigOf(plane, user);
  const cluster = await connect({ env: {}, kubeconfigText });
  onTestFinished(() => cluster.close());
  return cluster;
}
