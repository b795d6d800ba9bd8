import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { FaultProxy, halfOpen, isWatch } from "../support/fault-proxy.ts";
import { ShippedReconciler } from "../support/reconciler/shipped-reconciler.ts";
import { eventually } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { installCrds } from "./crds.ts";
import { ProcessBed, repositoryCrd } from "./reconciler-process-bed.ts";

const quickTime = join(import.meta.dirname, "../support/reconciler/quick-time.cjs");
/** Milliseconds here, of three minutes there. */
const longestSilence = 18_000;

let plane: ControlPlane;

beforeAll(async () => {
  plane = await startControlPlane();
  await installCrds(plane.api, [repositoryCrd]);
});
afterAll(() => plane?.stop());

async function running() {
  const bed = await ProcessBed.make(plane);
  const { certificate = "", key = "" } = await plane.certificateFor(bed.user);
  const proxy = await FaultProxy.start({ url: plane.url, ca: plane.authority, cert: certificate, key });
  onTestFinished(() => proxy.stop());
  const reconciler = await ShippedReconciler.start({
    server: proxy.url,
    namespace: bed.home,
    nodeFlags: ["--require", quickTime],
  });
  onTestFinished(async () => void (await reconciler.stop()));
  bed.push(bed.cache("one"));
  await bed.makeRepository();
  await bed.exists("NIMCache", "one");
  return { bed, proxy, reconciler };
}

it("watches that go silent are noticed and begun anew by themselves: nobody has to restart what is shipped", async () => {
  const { bed, proxy, reconciler } = await running();
  proxy.fail(isWatch, halfOpen);
  proxy.resetWatches();
  await bed.makeRepository({ path: "." }, "another");
  await eventually(
    "one of them is told as silent",
    async () => reconciler.lines.some((line) => line.includes('"silent"')) || undefined,
  );
  proxy.heal();
  await eventually(
    "what came meanwhile is seen",
    async () => (await bed.condition("Ready", "another")).status,
  );
  for (const until = performance.now() + longestSilence; performance.now() < until; ) {
    expect((await reconciler.page("/healthz")).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}, 120_000);

it("/healthz fails within three minutes where a watch is dead and does not know, and no longer once it is heard again", async () => {
  const { proxy, reconciler } = await running();
  expect(await reconciler.page("/healthz")).toEqual({ status: 200, text: "ok\n" });
  process.kill(reconciler.pid, "SIGUSR2");
  proxy.fail(isWatch, halfOpen);
  proxy.resetWatches();
  const begun = performance.now();
  const page = await eventually("it is not well", async () => {
    const { status, text } = await reconciler.page("/healthz");
    return status === 503 ? text : undefined;
  });
  expect(page).toMatch(/^the watch of NIM\w+ of \S+ has heard nothing for too long\n$/);
  // Begun anew after the reset, with growing pauses.
  expect(performance.now() - begun).toBeGreaterThan(longestSilence - 1_000);
  expect(performance.now() - begun).toBeLessThan(longestSilence + 15_000);
  proxy.heal();
  proxy.resetWatches();
  await eventually(
    "it is well again",
    async () => (await reconciler.page("/healthz")).status === 200 || undefined,
  );
}, 120_000);
