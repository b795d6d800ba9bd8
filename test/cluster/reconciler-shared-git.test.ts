import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { valueAt } from "../../src/nim/value.ts";
import { eventually } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { installCrds } from "./crds.ts";
import { ProcessBed, repositoryCrd } from "./reconciler-process-bed.ts";
import { settled } from "./settled.ts";

let plane: ControlPlane;

beforeAll(async () => {
  plane = await startControlPlane();
  await installCrds(plane.api, [repositoryCrd]);
});
afterAll(() => plane?.stop());

const folders = Array.from({ length: 12 }, (_, index) => `team-${index}`);

/** Each folder has a cache with memory of so many GiB. */
function push(bed: ProcessBed, memory: number): string {
  for (const folder of folders) {
    const manifest = bed.cache(folder, { resources: { memory: `${memory}Gi` } });
    bed.git.write(`${folder}/cache.yaml`, JSON.stringify(manifest));
  }
  return bed.git.commit();
}

async function applied(bed: ProcessBed, memory: number): Promise<void> {
  for (const folder of folders) {
    await eventually(`${folder} is as in Git`, async () => {
      const live = await bed.object("NIMCache", folder);
      return valueAt(live, ["spec", "resources", "memory"]) === `${memory}Gi` || undefined;
    });
  }
}

it("a dozen NIMRepositories of one Git repository, however patient, ask and fetch as one, and each of them hears of a push", async () => {
  const bed = await ProcessBed.make(plane);
  /** Each question and each fetch begins with one of these. */
  const asked = () => bed.server.asked.filter((request) => request.includes("/info/refs")).length;
  push(bed, 1);
  const { webhook } = await bed.start({
    webhook: { address: { host: "127.0.0.1", port: 0 }, secrets: () => ["signed"] },
  });
  for (const [index, folder] of folders.entries()) {
    await bed.makeRepository({ path: folder, timeout: `${50 + index}s` }, folder);
  }
  await applied(bed, 1);
  await settled(asked);

  // Without a webhook: whoever asks first tells the others.
  const before = asked();
  const begun = performance.now();
  push(bed, 2);
  await applied(bed, 2);
  const intervals = Math.ceil((performance.now() - begun) / 9_500);
  // A question an interval; of a new commit its past and itself.
  expect(asked() - before).toBeLessThanOrEqual(intervals + 3);

  const after = push(bed, 3);
  const [hooked, moment] = [asked(), performance.now()];
  const body = JSON.stringify({ ref: "refs/heads/main", after, repository: { clone_url: bed.url } });
  const response = await fetch(`http://127.0.0.1:${webhook}/hook`, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "x-github-event": "push",
      "x-hub-signature-256": `sha256=${createHmac("sha256", "signed").update(body).digest("hex")}`,
    },
  });
  expect(response.status).toBe(202);
  await applied(bed, 3);
  const more = Math.ceil((performance.now() - moment) / 9_500);
  expect(asked() - hooked).toBeLessThanOrEqual(3 + more);
}, 240_000);
