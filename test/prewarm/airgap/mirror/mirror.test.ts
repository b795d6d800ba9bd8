import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "../../../../src/kube/clock.ts";
import { type MirrorRequest, mirror } from "../../../../src/prewarm/airgap/mirror/mirror.ts";
import type { Run } from "../../../../src/prewarm/containers/run.ts";
import type { Task } from "../../../../src/report/progress.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nimops-mirror-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const sha256 = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;
const layer = { digest: sha256("layer"), size: 700 };
const config = { digest: sha256("config"), size: 300 };
const child = JSON.stringify({ schemaVersion: 2, config, layers: [layer] });
const index = JSON.stringify({
  schemaVersion: 2,
  mediaType: "application/vnd.oci.image.index.v1+json",
  manifests: [{ digest: sha256(child), platform: { os: "linux", architecture: "amd64" } }],
});
const source = "nvcr.io/nim/x:1";

/** Registries as skopeo sees them: manifests by address. */
function skopeo(places: Map<string, string>, { copies = index, fails = "" } = {}) {
  const calls: string[] = [];
  const run: Run = async (command, args, { onLine }) => {
    calls.push([command, ...args].join(" "));
    const [verb, last = "", before = ""] = [args[0], args.at(-1), args.at(-2)];
    if (verb === "inspect") {
      const text = places.get(last);
      if (text !== undefined) return { code: 0, stdout: text, stderr: "" };
      return { code: 1, stdout: "", stderr: fails || `reading manifest in ${last}: manifest unknown` };
    }
    expect(places.has(before)).toBe(true);
    onLine?.(`Copying blob ${layer.digest} skipped: already exists`);
    onLine?.(`Copying config ${config.digest}`);
    places.set(last, copies);
    places.set(`${last.replace(/:[^/]*$/, "")}@${sha256(child)}`, child);
    return { code: 0, stdout: "", stderr: "" };
  };
  return { run, calls };
}

const atNvidia = () =>
  new Map([
    [`docker://${source}`, index],
    [`docker://nvcr.io/nim/x@${sha256(index)}`, index],
    [`docker://nvcr.io/nim/x@${sha256(child)}`, child],
  ]);

function mirrorWith(run: Run, changes: Partial<MirrorRequest> = {}) {
  const told: Task[] = [];
  const request: MirrorRequest = {
    images: [source],
    to: { registry: "registry.local" },
    registries: [],
    dryRun: false,
    timeout: 1000,
    ...changes,
  };
  const progress = { tell: (task: Task) => void told.push(task), note() {}, end() {} };
  const env = { NGC_API_KEY: "nvapi-very-secret", XDG_RUNTIME_DIR: folder };
  const result = mirror(request, { env, cwd: folder, clock: systemClock, progress, run });
  return result.then((done) => ({ ...done, told }));
}

test("what is copied is pinned, counted and looked at again; the key is in no argument", async () => {
  const { run, calls } = skopeo(atNvidia());
  const result = await mirrorWith(run, { mappingFile: "mapping.json" });
  expect(result).toMatchObject({ images: 1, changed: true, bytesMoved: 300, bytesThere: 700, warnings: [] });
  expect(result.mirrored).toMatchObject([
    { did: "copied", destination: "registry.local/nim/x:1", digest: sha256(index), bytes: 1000 },
  ]);
  expect(result.mirrored[0]?.platforms).toEqual([{ platform: "linux/amd64", digest: sha256(child) }]);
  const copy = calls.find((call) => call.startsWith("skopeo copy")) ?? "";
  expect(copy).toContain("--multi-arch all --preserve-digests");
  expect(copy).toMatch(
    /--src-authfile \S+ docker:\/\/nvcr\.io\/nim\/x@sha256:\S+ docker:\/\/registry\.local\/nim\/x:1$/,
  );
  expect(calls.join()).not.toContain("secret");
  expect(result.told.filter(({ bytes }) => bytes !== undefined).map(({ bytes }) => bytes?.done)).toEqual([
    0, 700, 700, 1000,
  ]);
  expect(JSON.parse(readFileSync(join(folder, "mapping.json"), "utf8")).images).toHaveLength(1);
});

test("equal digests: nothing is copied; a dry run copies nothing either", async () => {
  const places = atNvidia();
  const dry = skopeo(places);
  expect((await mirrorWith(dry.run, { dryRun: true, mappingFile: "m.json" })).mirrored[0]?.did).toBe(
    "would-copy",
  );
  expect(existsSync(join(folder, "m.json"))).toBe(false);
  await mirrorWith(skopeo(places).run);
  const again = skopeo(places);
  expect(await mirrorWith(again.run)).toMatchObject({ changed: false, bytesMoved: 0, bytesThere: 1000 });
  expect([...dry.calls, ...again.calls].filter((call) => call.includes("copy"))).toEqual([]);
});

test("an index without one of its images counts as not there", async () => {
  const places = atNvidia().set("docker://registry.local/nim/x:1", index);
  expect((await mirrorWith(skopeo(places).run)).mirrored[0]?.did).toBe("copied");
});

test("a destination that shows something else afterwards is told", async () => {
  const { run } = skopeo(atNvidia(), { copies: child });
  await expect(mirrorWith(run)).rejects.toMatchObject({ code: "registry/corrupt" });
});

test("a failure names image, reason and command, and what was mirrored before stays in the mapping", async () => {
  const { run } = skopeo(atNvidia());
  await expect(
    mirrorWith(run, { images: [source, "nvcr.io/nim/y:1"], mappingFile: "m.json" }),
  ).rejects.toMatchObject({
    code: "registry/not-found",
    message: expect.stringContaining("nvcr.io/nim/y:1"),
  });
  expect(JSON.parse(readFileSync(join(folder, "m.json"), "utf8")).images).toHaveLength(1);
  const refused = skopeo(atNvidia(), { fails: "unauthorized: authentication required nvapi-very-secret" });
  const error = await mirrorWith(refused.run).catch((error: unknown) => error as Error & { help: string });
  expect(error).toMatchObject({ code: "registry/unauthorized" });
  expect(JSON.stringify([(error as Error).message, error])).not.toContain("very-secret");
});

test("what is no name of an image reaches no tool", async () => {
  const { run, calls } = skopeo(atNvidia());
  await expect(mirrorWith(run, { images: ["--help"] })).rejects.toThrow(/no name of an image/);
  expect(calls).toEqual([]);
});
