import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { valueAt } from "../../src/nim/value.ts";
import { type Exchange, FaultProxy, passOn } from "../support/fault-proxy.ts";
import { collectionOf } from "../support/operator/cluster.ts";
import { eventually } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { installCrds } from "./crds.ts";
import { changesIn, ProcessBed, repositoryCrd } from "./reconciler-process-bed.ts";
import { settled } from "./settled.ts";

let plane: ControlPlane;

beforeAll(async () => {
  plane = await startControlPlane();
  await installCrds(plane.api, [repositoryCrd]);
});
afterAll(() => plane?.stop());

describe("a controller in the middle of applying forty caches", () => {
  it("T46: that is stopped for longer than its Lease writes nothing when it goes on, while another one has taken over", async () => {
    const bed = await bedWith(40);
    const first = await controller(bed);
    await applied(first, 8);
    first.child.kill("SIGSTOP");
    // What had been sent before is on its way.
    const written = await settled(() => changesIn(first.proxy).length);
    expect(written).toBeLessThan(80);
    const second = await controller(bed);
    await allThere(bed, 40);
    first.child.kill("SIGCONT");
    await sleep(3_000);
    expect(changesIn(first.proxy).slice(written)).toEqual([]);
    expect(await holder(bed)).toContain(`pid-${second.child.pid}_`);
  });

  it("T45: ends in good order on SIGTERM: with the Lease given back, and a ledger that has all that is there", async () => {
    const bed = await bedWith(40);
    const first = await controller(bed);
    await applied(first, 8);
    first.child.kill("SIGTERM");
    const [code] = await once(first.child, "exit");
    expect(code).toBe(0);
    expect(await holder(bed)).toBe("");
    await ledgerCoversAll(bed);
    const written = changesIn(first.proxy).length;
    await sleep(500);
    expect(changesIn(first.proxy)).toHaveLength(written);
  });

  it("T48: killed without a word leaves nothing that the next one does not know of", async () => {
    const bed = await bedWith(40, { prune: { caches: "delete" } });
    const first = await controller(bed);
    await applied(first, 12);
    first.child.kill("SIGKILL");
    await once(first.child, "exit");
    await ledgerCoversAll(bed);
    const left = (await caches(bed)).length;
    expect(left).toBeGreaterThan(0);
    bed.push(bed.cache("cache-0"));
    await isFilled(bed, "cache-0");
    await controller(bed);
    await eventually("the others are gone", async () => (await caches(bed)).length === 1 || undefined);
    expect(await caches(bed)).toEqual(["cache-0"]);
  });
});

async function bedWith(count: number, spec = {}): Promise<ProcessBed> {
  const bed = await ProcessBed.make(plane);
  bed.push(...Array.from({ length: count }, (_, index) => bed.cache(`cache-${index}`)));
  await bed.makeRepository(spec);
  return bed;
}

interface Started {
  readonly child: ChildProcess;
  readonly proxy: FaultProxy;
}

/** A process of its own, on a slow way to the API server. */
async function controller(bed: ProcessBed): Promise<Started> {
  const { certificate = "", key = "" } = await plane.certificateFor(bed.user);
  const proxy = await FaultProxy.start({ url: plane.url, ca: plane.authority, cert: certificate, key });
  proxy.fail(isChange, async (exchange) => {
    await sleep(100);
    await passOn(exchange);
  });
  const data = realpathSync(mkdtempSync(join(tmpdir(), "nimops-data-")));
  const folder = join(data, "repositories");
  const script = join(import.meta.dirname, "../support/reconciler/controller-process.ts");
  const child = spawn(process.execPath, ["--no-warnings", script], {
    env: {
      PATH: process.env.PATH,
      CONTROLLER: JSON.stringify({ server: proxy.url, namespace: bed.home, folder }),
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    await proxy.stop();
    rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  });
  return { child, proxy };
}

function isChange({ method, path }: Exchange): boolean {
  return method === "PATCH" && path.includes("/nimcaches/");
}

/** Applies that are no rehearsal. */
function applied({ proxy }: Started, count: number): Promise<true> {
  return eventually("it applies", () => {
    const real = proxy.requests.filter(
      (each) => /^PATCH .*\/nimcaches\//.test(each) && !each.includes("dryRun"),
    );
    return real.length >= count || undefined;
  });
}

async function caches(bed: ProcessBed): Promise<string[]> {
  const items = await plane.api.list(collectionOf("NIMCache", bed.models));
  return items.map(({ metadata }) => String(valueAt(metadata, ["name"])));
}

function allThere(bed: ProcessBed, count: number): Promise<true> {
  return eventually("all are there", async () => (await caches(bed)).length === count || undefined);
}

/** Caches go only once all that Git has is well; no operator runs here that could say so. */
async function isFilled(bed: ProcessBed, name: string): Promise<void> {
  const time = "2026-11-21T12:00:00Z";
  const condition = {
    type: "NIM_CACHE_JOB_COMPLETED",
    status: "True",
    reason: "x",
    message: "",
    lastTransitionTime: time,
  };
  await plane.api.patch(`${collectionOf("NIMCache", bed.models)}/${name}/status`, {
    status: { state: "Ready", conditions: [condition] },
  });
}

async function ledgerCoversAll(bed: ProcessBed): Promise<void> {
  const ledger = valueAt(await bed.status(), ["ledger"]);
  const known = Array.isArray(ledger) ? ledger.map((entry) => valueAt(entry, ["name"])) : [];
  expect(known).toEqual(expect.arrayContaining(await caches(bed)));
}

async function holder(bed: ProcessBed): Promise<unknown> {
  const lease = await plane.api.get(
    `/apis/coordination.k8s.io/v1/namespaces/${bed.home}/leases/nimops-reconciler`,
  );
  return valueAt(lease, ["spec", "holderIdentity"]);
}
