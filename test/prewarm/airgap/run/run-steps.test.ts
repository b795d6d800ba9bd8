import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../../../../src/kube/clock.ts";
import type { AirgapJob } from "../../../../src/prewarm/airgap/run/job.ts";
import { runSteps } from "../../../../src/prewarm/airgap/run/run-steps.ts";
import type { RunWorld } from "../../../../src/prewarm/airgap/run/run-world.ts";
import { AirgapState } from "../../../../src/prewarm/airgap/run/state.ts";
import type { Run } from "../../../../src/prewarm/containers/run.ts";
import { redactor } from "../../../../src/prewarm/redaction.ts";
import { silentProgress } from "../../../../src/report/progress.ts";
import { UserError } from "../../../../src/user-error.ts";
import { CacheFolder } from "../../../support/cache-folder.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nimops-run-"));
  writeFileSync(join(folder, "skopeo"), "");
  chmodSync(join(folder, "skopeo"), 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const nim = "nvcr.io/nim/meta/llama:1.8";
const manifest = JSON.stringify({
  schemaVersion: 2,
  config: { digest: `sha256:${"a".repeat(64)}`, size: 3 },
});

/** Registries that have every image that is copied to them, and `nvcr.io` those of `settings`: the variables that they set. */
function skopeo(settings: Readonly<Record<string, string[]>>) {
  const there = new Set(Object.keys(settings).map((image) => `docker://${image}`));
  const calls: string[] = [];
  const run: Run = async (_command, args) => {
    const [verb, last = ""] = [args[0] ?? "", args.at(-1)];
    calls.push(`${verb} ${last}`);
    const image = last.replace("docker://", "");
    if (args.includes("--config")) {
      const known = settings[image];
      return known === undefined
        ? { code: 1, stdout: "", stderr: "unauthorized" }
        : { code: 0, stdout: JSON.stringify({ config: { Env: known } }), stderr: "" };
    }
    if (verb === "copy") there.add(last);
    const isThere = there.has(last) || last.includes("@sha256");
    return isThere
      ? { code: 0, stdout: verb === "inspect" ? manifest : "", stderr: "" }
      : { code: 1, stdout: "", stderr: "manifest unknown" };
  };
  return { run, calls };
}

const job = (differs: Partial<AirgapJob> = {}): AirgapJob => ({
  dryRun: false,
  workFolder: join(folder, "work"),
  state: "none",
  caches: [{ name: "llama", image: nim, folder: join(folder, "work/caches/llama") }],
  otherImages: [],
  registries: [],
  pools: [],
  operatorVersion: "3.1.2",
  mirror: { to: "registry.local/m", mapping: join(folder, "work/mapping.json"), timeout: 1000 },
  download: { timeout: 1000 },
  verify: { full: false, deep: false, services: [] },
  ...differs,
});

async function world(run: Run, env: Record<string, string> = {}): Promise<RunWorld> {
  const all = { PATH: folder, TMPDIR: folder, ...env };
  return {
    env: all,
    cwd: folder,
    clock: systemClock,
    now: () => 0,
    progress: silentProgress,
    run,
    redact: redactor(all),
    state: await AirgapState.open(folder, "none"),
    openCluster: () => expect.unreachable("no cluster is asked for"),
    tool: "nimops test",
  };
}

const cache = (name: string, image: string) => `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata: {name: ${name}}
spec:
  source:
    ngc:
      modelPuller: ${image}
`;

describe("all steps", () => {
  test("refuse by name an image that is no NIM, before anything of it is copied", async () => {
    const { run, calls } = skopeo({ [nim]: ["PATH=/bin"] });
    const report = await runSteps(["mirror", "profiles", "download"], job(), await world(run));
    expect(report.outcome).toBe("failed");
    expect(report.failure).toMatchObject({ step: "mirror" });
    expect(report.failure?.message).toContain(nim);
    expect(calls.filter((call) => call.startsWith("copy"))).toEqual([]);
  });

  test("mirror alone copies whatever it is told to", async () => {
    const { run, calls } = skopeo({ [nim]: ["PATH=/bin"] });
    expect((await runSteps(["mirror"], job(), await world(run))).outcome).toBe("done");
    expect(calls.filter((call) => call.startsWith("copy"))).toEqual([
      `copy docker://registry.local/m/nim/meta/llama:1.8`,
    ]);
  });

  test("a NIM is told by its settings, with one question", async () => {
    const { run, calls } = skopeo({ [nim]: ["NIM_CACHE_PATH=/opt/nim/.cache"] });
    const report = await runSteps(["mirror", "download"], job({ dryRun: true }), await world(run));
    expect(calls.slice(0, 2)).toEqual([`inspect docker://${nim}`, `inspect docker://${nim}`]);
    expect(report.failure?.step).toBe("download");
  });

  test("what a Job puts onto a volume cannot be uploaded from here, which is told before anything is done", async () => {
    const { run, calls } = skopeo({});
    const onVolume = job({ download: { with: "job", timeout: 1000 } });
    await expect(runSteps(["mirror", "download", "upload"], onVolume, await world(run))).rejects.toThrow(
      "a Job fills a volume of the cluster, and leaves nothing here to upload",
    );
    expect(calls).toEqual([]);
  });

  test("no secret is in what to do about a failure", async () => {
    const { run } = skopeo({});
    const failing = { ...job(), mirror: undefined };
    const secret = "planted-7f3a9c2e";
    const env = { REGISTRY_PASSWORD: secret };
    const settings = { ...failing, publish: { server: `https://u:${secret}@x`, tlsVerify: true } };
    const error = await runSteps(["publish"], settings, await world(run, env)).catch(
      (error: unknown) => error,
    );
    expect(error).toBeInstanceOf(UserError);
    expect(JSON.stringify([String(error), error])).not.toContain(secret);
  });
});

describe("verify", () => {
  test("tells of every store, also where the first cannot be reached", async () => {
    using first = new CacheFolder();
    using second = new CacheFolder();
    await first.recorded();
    await second.recorded();
    const stored = join(folder, "store");
    mkdirSync(stored);
    const caches = [
      { name: "a", folder: first.cache, to: "https://127.0.0.1:1/a/" },
      { name: "b", folder: second.cache, to: join(folder, "gone") },
      { name: "c", folder: second.cache, to: stored },
    ];
    const upload = { layout: "tree" as const, store: {}, breakLease: false };
    const { run } = skopeo({});
    const report = await runSteps(["verify"], job({ caches, upload, mirror: undefined }), await world(run));
    expect(report).toMatchObject({
      outcome: "problems",
      steps: [{ step: "verify", images: 3 }],
    });
    expect(report.failure).toBeUndefined();
    expect(report.problems.slice(0, 3)).toMatchObject([
      { code: "store/unreachable", path: "https://127.0.0.1:1/a/" },
      { code: "store/no-bucket", path: join(folder, "gone") },
      { code: "record/missing", path: expect.stringContaining(stored) },
    ]);
  }, 60_000);
});

describe("manifests that are written with the new names", () => {
  const mirrored = { [nim]: ["NIM_CACHE_PATH=/x"] };
  const rewriting = (paths: Readonly<Record<string, string>>, to = "out") => ({
    rewrite: {
      files: Object.entries(paths).map(([path, text]) => ({ path, text })),
      to: join(folder, to),
    },
    to: "registry.local/m",
    mapping: join(folder, "work/mapping.json"),
    timeout: 1000,
  });

  test("an image behind an anchor is told, with what to write in its place", async () => {
    const anchored = cache("llama", `&image ${nim}`).concat("---\n", cache("other", nim));
    const shared = `${cache("llama", nim)}      pullSecret: a\n`.replace("spec:\n", "spec: &spec\n");
    const { run } = skopeo(mirrored);
    const report = await runSteps(
      ["mirror"],
      job({ mirror: rewriting({ "a.yaml": anchored, "b.yaml": shared }) }),
      await world(run),
    );
    const warnings = report.steps[0]?.warnings.join("\n") ?? "";
    expect(warnings).toContain(
      `spec.source.ngc.modelPuller of NIMCache llama still names ${nim}: an anchor, an alias or a merge key is in the way; change it to registry.local/m/nim/meta/llama:1.8 by hand`,
    );
    expect(readFileSync(join(folder, "out/a.yaml"), "utf8")).toContain("registry.local/m/nim/meta/llama:1.8");
  });

  test("two of one name, and a copy onto its original, are refused", async () => {
    const { run } = skopeo(mirrored);
    const twice = rewriting({ "../a/x.yaml": cache("a", nim), "../b/x.yaml": cache("b", nim) });
    await expect(runSteps(["mirror"], job({ mirror: twice }), await world(run))).rejects.toThrow(
      /\.\.\/a\/x\.yaml and \.\.\/b\/x\.yaml would both be written to/,
    );
    const itself = rewriting({ "x.yaml": cache("a", nim) }, ".");
    await expect(runSteps(["mirror"], job({ mirror: itself }), await world(run))).rejects.toThrow(
      "x.yaml would be written over by its own copy",
    );
  });

  test("none are written while the images are in a folder to carry", async () => {
    const { run } = skopeo(mirrored);
    const carried = {
      ...rewriting({ "x.yaml": cache("a", nim) }),
      to: undefined,
      carrier: join(folder, "c"),
    };
    const report = await runSteps(["mirror"], job({ dryRun: true, mirror: carried }), await world(run));
    expect(report.steps[0]?.warnings.join()).toContain("no manifests were written");
    expect(existsSync(join(folder, "out"))).toBe(false);
  });
});
