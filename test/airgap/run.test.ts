import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WholeWay } from "./support/whole-way.ts";

// All steps with the real parts: two registries (one wants a login), podman, an S3 server. Killed in each step, run again.

const way = new WholeWay();
beforeAll(() => way.start({ kind: "legacy", weights: 3_000_000 }));
afterAll(() => way.stop());

describe("nimops airgap run", () => {
  test("a dry run says what would be moved, and moves nothing", async () => {
    const report = await way.report("run", "--dry-run");
    expect(report).toMatchObject({ outcome: "done", dryRun: true, code: 0 });
    expect(report.steps.map(({ step }) => step)).toEqual(["mirror", "profiles", "download", "upload"]);
    expect(report.steps[0]?.bytesMoved).toBeGreaterThan(1_000_000);
    expect(report.steps.every(({ changed }) => !changed)).toBe(true);
    expect(await way.writes()).toEqual([]);
  });

  // What the log says when the step is in the middle of its work.
  test.each([
    ["mirror", /: copying/],
    ["download", /chat: downloading/],
    ["upload", /s3:\S+: uploading/],
    ["verify", /verify chat: reading/],
  ])("killed in %s, it goes on where it was", async (step, pattern) => {
    // On a busy machine the last step may be over before it can be killed.
    for (let turn = 0; turn < 3; turn += 1) {
      // Places of its own, or there is nothing left to do in most steps.
      way.writeFile({
        mirror: { to: `${way.mirrored.split("/")[0]}/killed-in-${step}-${turn}` },
        upload: { to: `s3://models/killed-in-${step}-${turn}/` },
        download: { variables: ["NGC_API_KEY", "STAND_IN"] },
        workFolder: `killed-in-${step}-${turn}`,
      });
      const running = way.begin(
        ["run", "--file", "airgap.yaml"],
        step === "download" ? { STAND_IN: "slow" } : {},
      );
      const said = await running.says(pattern);
      // Into the middle of a file.
      await new Promise((resolve) => setTimeout(resolve, step === "download" ? 2000 : 50));
      running.kill();
      const { stdout, stderr } = await running.ended;
      expect(said, stderr).toBe(true);
      if (stdout === "") break;
      expect(turn, stdout).toBeLessThan(2);
    }
    const after = await way.report("run");
    expect(after).toMatchObject({ outcome: "done", problems: [], code: 0 });
    const again = await way.report("run");
    expect(again.steps.map(({ bytesMoved }) => bytesMoved)).toEqual([0, 0, 0, 0, 0]);
    way.writeFile();
  });

  test("a second run moves no byte and changes nothing", async () => {
    const first = await way.report("run");
    expect(first.steps.map(({ changed }) => changed)).toEqual([true, false, true, true, false]);
    const before = (await way.writes()).length;
    const report = await way.report("run");
    expect(report).toMatchObject({ outcome: "done", problems: [] });
    expect(report.steps.map(({ bytesMoved }) => bytesMoved)).toEqual([0, 0, 0, 0, 0]);
    expect(report.steps.map(({ changed }) => changed)).toEqual([false, false, false, false, false]);
    expect(await way.writes()).toHaveLength(before);
  });

  test("only profiles that the inventory's GPUs can run were downloaded, and the paths to paste are told", async () => {
    const { caches } = await way.report("run");
    const wanted = way.standIn?.profiles.filter(({ name }) => !name.includes("a100")).map(({ id }) => id);
    expect(caches[0]?.profiles?.toSorted()).toEqual(wanted?.toSorted());
    expect(caches[0]).toMatchObject({
      digest: way.standIn?.digest,
      mirroredTo: way.mirrored,
      protocol: "legacy",
      profilesPath: "s3://models/nim/chat/",
    });
  });

  test("interrupted by the user it says so, and exits as a shell expects it", async () => {
    const running = way.begin(["run", "--file", "airgap.yaml", "--format", "json", "--work", "other-work"]);
    expect(await running.says(/chat: downloading|running|starting/)).toBe(true);
    running.interrupt();
    const { code, stdout } = await running.ended;
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: "stopped" });
  });

  test("a step that fails ends it, says why and what to do, and the steps before it stay done", async () => {
    const { code, stdout } = await way.run(
      ["run", "--file", "airgap.yaml", "--format", "json", "--work", "third-work"],
      {
        NGC_API_KEY: "nvapi-revoked-0123456789",
      },
    );
    expect(code).toBe(1);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ outcome: "failed", failure: { step: "download", code: "auth/rejected" } });
    expect(report.steps.map(({ step }: { step: string }) => step)).toEqual(["mirror", "profiles"]);
  });

  test("manifests say what is wanted too, and copies of them name the private registry", async () => {
    const cache = `# the chat model
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: from-manifest
spec:
  source:
    ngc:
      modelPuller: ${way.image} # as NVIDIA calls it
      pullSecret: ngc-secret
      authSecret: ngc-api-secret
      model:
        engine: tensorrt_llm
        qosProfile: throughput
  storage:
    pvc: { create: true, storageClass: fast, size: 50Gi, volumeAccessMode: ReadWriteOnce }
`;
    mkdirSync(join(way.work, "apps"), { recursive: true });
    writeFileSync(join(way.work, "apps/cache.yaml"), cache);
    way.writeFile({
      images: [],
      manifests: ["apps"],
      workFolder: "manifest-work",
      mirror: { to: way.mirrored.replace(/\/.*/, "/m"), rewriteTo: "rewritten" },
    });
    const report = await way.report("run", "--steps", "mirror,profiles,download");
    expect(report).toMatchObject({ outcome: "done", problems: [] });
    const [only] = report.caches;
    const throughput = way.standIn?.profiles.find(({ name }) => name.includes("throughput"));
    expect(only).toMatchObject({ name: "from-manifest", profiles: [throughput?.id] });
    const copy = readFileSync(join(way.work, "rewritten/apps/cache.yaml"), "utf8");
    expect(copy).toContain("# the chat model");
    expect(copy).toContain("# as NVIDIA calls it");
    expect(copy).toContain(way.mirrored.replace(/\/mirror\/.*/, "/m/nim/meta/stand-in"));
    expect(readFileSync(join(way.work, "apps/cache.yaml"), "utf8")).toBe(cache);
    way.writeFile();
  });

  test("the record has the vendor's own hashes, and an image that is no NIM is refused before it is copied", async () => {
    way.writeFile({ workFolder: "refusing", upload: { to: "s3://models/refusing/" } });
    const { caches } = await way.report();
    const record = readFileSync(join(caches[0]?.folder ?? "", "nim-cache.record.json"), "utf8");
    expect(record).toMatch(/"blake3": "[0-9a-f]{64}"/);
    await way.publishImage({ kind: "no-nim" });
    way.writeFile({ workFolder: "refused" });
    const writes = (await way.writes()).length;
    const refused = await way.report();
    expect(refused).toMatchObject({ code: 1, failure: { step: "mirror", code: "image/not-nim" } });
    expect(await way.writes()).toHaveLength(writes);
  });
});
