import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ValueMap, valueAt } from "../../src/nim/value.ts";
import { type Operator, startOperator } from "../support/operator/operator.ts";
import { eventually } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { installCrds } from "./crds.ts";
import { grant } from "./granted.ts";
import { print } from "./kwok/play.ts";
import { addRoom, manifestText, withAttempts } from "./prewarm-bed.ts";
import { ProcessBed, repositoryCrd, rulesOf } from "./reconciler-process-bed.ts";
import { type Storage, startStorage } from "./storage.ts";

let plane: ControlPlane;
let storage: Storage;
let operator: Operator;

beforeAll(async () => {
  plane = await startControlPlane();
  await installCrds(plane.api, [repositoryCrd]);
  await addRoom(plane);
  storage = await startStorage(plane.api, [{ name: "files", accessModes: ["ReadWriteMany"] }]);
  operator = startOperator(plane, { faster: 30 });
});
afterAll(async () => {
  await operator?.stop();
  await storage?.stop();
  await plane?.stop();
});

describe("a right that is missing", () => {
  it("to look at a namespace is told with verb, resource, namespace and Role, and it goes on when that is bound", async () => {
    const bed = await ProcessBed.make(plane, undefined, false);
    await bed.bind("nimops-reconciler", bed.home, rulesOf("role.yaml"));
    bed.push(bed.cache("one"));
    await bed.makeRepository();
    const { lines } = await bed.start();
    const stalled = await becomesStalled(bed);
    expect(stalled.reason).toBe("Forbidden");
    expect(stalled.message).toBe(
      `the controller may not list nimcaches.apps.nvidia.com in namespace ${bed.models}: bind the Role nimops-reconciler-target there (docs/reconciler.md); it goes on by itself then`,
    );
    expect(lines.filter(({ level }) => level === "error")).toEqual([]);
    await bed.bind("nimops-reconciler-target", bed.models, rulesOf("role-target.yaml"));
    await bed.becomesReady();
  });

  it("to make a cache is told the same way, and nothing is written", async () => {
    const bed = await ProcessBed.make(plane, undefined, false);
    await bed.bind("nimops-reconciler", bed.home, rulesOf("role.yaml"));
    const [rule] = rulesOf("role-target.yaml");
    await bed.bind("nimops-reconciler-target", bed.models, [{ ...rule, verbs: ["get", "list", "watch"] }]);
    bed.push(bed.cache("one"));
    await bed.makeRepository();
    await bed.start();
    const stalled = await becomesStalled(bed);
    expect(stalled.reason).toBe("Forbidden");
    expect(stalled.message).toMatch(/may not (?:patch|create) nimcaches\.apps\.nvidia\.com in namespace/);
    expect(await bed.object("NIMCache", "one")).toBeUndefined();
  });

  it("to read a Secret is told with its name, and tried again at the interval", async () => {
    const bed = await ProcessBed.make(plane);
    bed.push(bed.cache("one"));
    await bed.makeRepository({ auth: { type: "https", secretRef: { name: "somebody-elses" } } });
    await bed.start();
    const stalled = await becomesStalled(bed);
    expect(stalled).toMatchObject({
      reason: "SecretForbidden",
      message: expect.stringContaining("may not read the Secret somebody-elses"),
    });
    await plane.api.post(`/api/v1/namespaces/${bed.home}/secrets`, {
      metadata: { name: "somebody-elses" },
      stringData: { password: "x" },
    });
    const rules = [
      { apiGroups: [""], resources: ["secrets"], resourceNames: ["somebody-elses"], verbs: ["get"] },
    ];
    await bed.bind("more", bed.home, rules);
    await bed.becomesReady();
  });
});

it("a controller that may not list NIMRepositories is not ready, and says what it lacks", async () => {
  const bed = await ProcessBed.make(plane, undefined, false);
  const rules = rulesOf("role.yaml").filter((rule) => !JSON.stringify(rule).includes("nimops.dev"));
  await bed.bind("nimops-reconciler", bed.home, rules);
  const { page } = await bed.start();
  const text = await eventually("it is not ready for a reason", async () => {
    const ready = await page("/readyz");
    return ready.status === 503 && ready.text.includes("may not") ? ready.text : undefined;
  });
  expect(text).toContain(`may not list nimrepositories.nimops.dev in namespace ${bed.home}`);
  await bed.bind("more", bed.home, rulesOf("role.yaml"));
  await eventually("it is ready", async () => (await page("/readyz")).status === 200 || undefined);
});

describe("optional rights", () => {
  it("to causes: what the pod of a failed download said stands in the status, without its key", async () => {
    const bed = await ProcessBed.make(plane);
    await bed.bind("nimops-reconciler-causes", bed.models, rulesOf("role-causes.yaml"));
    const key = "nvapi-1234567890abcdef1234";
    const said = `${manifestText}# OSError: [Errno 28] No space left on device, with key ${key}`;
    await print(plane, { namespace: bed.models }, said);
    bed.push(bed.cache("llama", { played: "played-fails" }));
    await bed.makeRepository();
    const attempts = withAttempts(plane, bed.models, "llama", 1);
    const { lines } = await bed.start({ causes: true });
    await attempts;
    const words = await eventually("the last words are told", async () => {
      const found = valueAt(await resource(bed, "llama"), ["lastWords"]);
      return Array.isArray(found) ? found.map(String) : undefined;
    });
    expect(words.join("\n")).toContain("No space left on device");
    expect((await resource(bed, "llama"))?.message).toContain("is full");
    expect(JSON.stringify([await bed.status(), lines])).not.toContain(key);
  });

  it("to causes, where they are missing: states are told all the same, and nothing stalls", async () => {
    const bed = await ProcessBed.make(plane);
    bed.push(bed.cache("one"));
    await bed.makeRepository();
    const { lines } = await bed.start({ causes: true, bytes: true });
    await bed.becomesReady();
    expect(lines.filter(({ level }) => level === "error")).toEqual([]);
  });

  it("to bytes: how far a cache is, and of how much, where the lock file knows; the kubelets are asked once a minute", async () => {
    const bed = await ProcessBed.make(plane);
    await bed.bind("nimops-reconciler-causes", bed.models, rulesOf("role-causes.yaml"));
    await bindInCluster(bed, rulesOf("components/bytes/cluster-role.yaml"));
    const cache = bed.cache("llama", { played: "played-runs-on" });
    const image = String(valueAt(cache, ["spec", "source", "ngc", "modelPuller"]));
    const ids = valueAt(cache, ["spec", "source", "ngc", "model", "profiles"]);
    const total = 140 * 2 ** 30;
    const known = { id: String(Array.isArray(ids) ? ids[0] : ""), size: total, sources: { size: "hand" } };
    const lock = { version: 1, images: { [image]: { profiles: [known], sources: {} } } };
    bed.git.write("nimops.lock.json", JSON.stringify(lock));
    bed.push(cache);
    await bed.makeRepository({ gates: { plan: "warn" } });
    const cached = 34 * 2 ** 30;
    const { proxy } = await bed.start({ causes: true, bytes: true }, (proxy) =>
      proxy.fail(
        ({ path }) => path.includes("/stats/summary"),
        async ({ forward, response }) => {
          // What RBAC says is the API server's; there is no kubelet that could answer.
          const { statusCode = 500 } = await forward();
          if (statusCode === 403) return void response.writeHead(403).end();
          const volume = {
            pvcRef: { namespace: bed.models, name: "llama-pvc" },
            usedBytes: cached,
            capacityBytes: 512 * 2 ** 30,
          };
          response.writeHead(200, { "content-type": "application/json" });
          response.end(JSON.stringify({ pods: [{ volume: [volume] }] }));
        },
      ),
    );
    const bytes = await eventually("bytes are told", async () =>
      valueAt(await resource(bed, "llama"), ["bytes"]),
    );
    expect(bytes).toEqual({ cached, total });
    expect(proxy.requests.filter((request) => request.includes("/stats/summary"))).toHaveLength(1);
  });
});

async function becomesStalled(bed: ProcessBed): Promise<ValueMap> {
  return eventually("it stalls", async () => {
    const condition = await bed.condition("Stalled");
    return condition.status === "True" ? condition : undefined;
  });
}

async function resource(bed: ProcessBed, name: string): Promise<ValueMap | undefined> {
  const resources = valueAt(await bed.status(), ["resources"]);
  const found = (Array.isArray(resources) ? resources : []).find((each) => valueAt(each, ["name"]) === name);
  return found as ValueMap | undefined;
}

async function bindInCluster(bed: ProcessBed, rules: readonly ValueMap[]): Promise<void> {
  await grant(plane.api, { name: `bytes-${bed.home}`, user: bed.user, rules });
}
