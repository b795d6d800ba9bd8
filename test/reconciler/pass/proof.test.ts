import { describe, expect, test } from "vitest";
import { SourceError } from "../../../reconciler/source/source.ts";
import type { ValueMap } from "../../../src/nim/value.ts";
import { Bed, cache, service } from "../../support/reconciler/bed.ts";

const seconds = 1_000;

async function filled(): Promise<Bed> {
  const bed = new Bed();
  bed.push([cache("a"), service("s", "a")]);
  await bed.settle();
  bed.operatorSays("NIMCache", "a", "Ready");
  bed.time += 3 * seconds;
  await bed.settle();
  bed.time += seconds;
  bed.operatorSays("NIMService", "s", "Ready");
  await bed.settle();
  return bed;
}

describe("a commit is healthy only when it was seen so after it was applied", () => {
  test("a Ready of the second of the apply may be one of before: it does not count", async () => {
    const bed = await filled();
    const first = bed.commit;
    bed.time = Math.ceil(bed.time / seconds) * seconds + 200;
    bed.operatorSays("NIMService", "s", "Ready");
    bed.time += 300;
    const commit = bed.push([cache("a"), service("s", "a", { replicas: 2 })]);
    await bed.pass();
    bed.time += 20 * seconds;
    await bed.pass();
    expect(bed.resource("NIMService", "s")?.reason).toBe("Unproved");
    expect(bed.status?.revision).toMatchObject({ applied: commit, healthy: first });
    bed.operatorSays("NIMService", "s", "Ready");
    await bed.pass();
    expect(bed.status?.revision.healthy).toBe(commit);
  });

  test("nor does the first word after an edit, which may still be the old one", async () => {
    const bed = await filled();
    const first = bed.commit;
    bed.time = Math.ceil(bed.time / seconds) * seconds + 950;
    const commit = bed.push([cache("a"), service("s", "a", { replicas: 2 })]);
    await bed.pass();
    bed.time += 100;
    bed.operatorSays("NIMService", "s", "Ready");
    const { wakeAt } = await bed.pass();
    expect(bed.status?.revision.healthy).toBe(first);
    bed.operatorSays("NIMService", "s", "NotReady");
    bed.time = wakeAt ?? 0;
    await bed.pass();
    expect(bed.status?.revision.healthy).toBe(first);
    bed.operatorSays("NIMService", "s", "Ready");
    await bed.pass();
    expect(bed.status?.revision.healthy).toBe(commit);
  });

  test("what Flux or Argo CD has just applied has to be proved too", async () => {
    const bed = new Bed({
      mode: "observe",
      observe: { kind: "Kustomization", namespace: "flux-system", name: "models" },
    });
    const delivered = (commit: string) =>
      bed.api.create({
        apiVersion: "kustomize.toolkit.fluxcd.io/v1",
        kind: "Kustomization",
        metadata: { name: "models", namespace: "flux-system" },
        status: { lastAppliedRevision: `main@sha1:${commit}` },
      } as never);
    const first = bed.push([cache("a"), service("s", "a")]);
    delivered(first);
    bed.api.create(cache("a"), "kustomize-controller", "Apply");
    bed.api.create(service("s", "a"), "kustomize-controller", "Apply");
    bed.time += seconds;
    bed.operatorSays("NIMCache", "a", "Ready");
    bed.operatorSays("NIMService", "s", "Ready");
    await bed.settle();
    expect(bed.status?.revision.healthy).toBe(first);
    bed.time += 60 * seconds;
    const second = bed.push([cache("a"), service("s", "a", { replicas: 2 })]);
    bed.api.remove("Kustomization", "flux-system", "models");
    delivered(second);
    bed.api.update(
      { kind: "NIMService", namespace: "models", name: "s" },
      (object) => {
        (object.spec as ValueMap).replicas = 2;
      },
      { manager: "kustomize-controller" },
    );
    await bed.pass();
    expect(bed.status?.revision).toMatchObject({ attempted: second, healthy: first });
    bed.time += 10 * seconds;
    bed.operatorSays("NIMService", "s", "Ready");
    await bed.pass();
    expect(bed.status?.revision.healthy).toBe(second);
  });

  test("one that cannot be read is neither applied nor healthy, however well the one before it is", async () => {
    const bed = await filled();
    const first = bed.commit;
    bed.push([cache("a"), service("s", "a", { replicas: 2 })]);
    bed.gitFault = (path?: string) => {
      if (path === ".") throw new SourceError("permanent", "StoredInLfs", "models.yaml is stored in Git LFS");
    };
    await bed.pass();
    await bed.pass();
    expect(bed.condition("Stalled")).toMatchObject({ status: "True", reason: "StoredInLfs" });
    expect(bed.status?.revision).toMatchObject({ attempted: bed.commit, applied: first, healthy: first });
  });
});
