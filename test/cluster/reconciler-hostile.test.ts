import { afterAll, beforeAll, expect, it } from "vitest";
import { valueAt } from "../../src/nim/value.ts";
import { eventually } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { DeliveredFleet } from "./delivered-fleet.ts";

let plane: ControlPlane;
let fleet: DeliveredFleet;

beforeAll(async () => {
  plane = await startControlPlane();
  fleet = await DeliveredFleet.make(plane, { repositories: 2, pairs: 2, namespaces: 1, interval: "10s" });
}, 400_000);
afterAll(async () => {
  await fleet?.stop();
  await plane?.stop();
});

it("a repository made to take all time and memory stalls alone: the shipped process leads on, answers, and delivers the others", async () => {
  for (const [path, text] of Object.entries(harmful())) fleet.git.write(`harmful/${path}`, text);
  fleet.push();
  const reconciler = await fleet.start();
  try {
    await fleet.makeRepository("harmful", { path: "harmful" });
    await fleet.makeRepositories();
    await eventually(
      "the others are delivered",
      async () => ((await fleet.operate()) === 0 && (await fleet.ready()) === 2) || undefined,
      120,
    );
    const stall = await eventually("the harmful one is stalled", () => fleet.stalled("harmful"), 240);
    expect(valueAt(stall, ["reason"])).toBe("TooComplex");
    expect((await reconciler.page("/healthz")).status).toBe(200);
    expect(reconciler.lines.filter((line) => line.includes('"leads')).length).toBe(1);
    expect(reconciler.memory().peak).toBeLessThan(200);
    expect(await reconciler.stop()).toBe(0);
  } finally {
    await reconciler.stop("SIGKILL");
  }
}, 500_000);

/** 4 MiB in five files, which a source lets through: 1,000 services with 150 wrong fields each. */
function harmful(): Record<string, string> {
  const spec = Object.fromEntries(
    Array.from({ length: 150 }, (_, index) => [`bad${index}`, { x: 1, y: [1, 2] }]),
  );
  const text = (index: number) =>
    JSON.stringify({
      apiVersion: "apps.nvidia.com/v1alpha1",
      kind: "NIMService",
      metadata: { name: `s-${index}` },
      spec,
    });
  return Object.fromEntries(
    Array.from({ length: 5 }, (_, file) => [
      `${file}.yaml`,
      Array.from({ length: 200 }, (_, index) => text(file * 200 + index)).join("\n---\n"),
    ]),
  );
}
