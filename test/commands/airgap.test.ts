import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { main } from "../../src/cli.ts";
import { runAction } from "../../src/commands/action-run.ts";
import type { ActionWorld, Toolkit } from "../../src/commands/action-world.ts";
import { recordFileName } from "../../src/prewarm/record/schema.ts";
import { airgapReport } from "../../src/report/airgap-contract.ts";
import { CacheFolder, imageDigest, profileId } from "../support/cache-folder.ts";

async function run(folder: CacheFolder, args: readonly string[], env: Record<string, string> = {}) {
  let stdout = "";
  let stderr = "";
  const code = await main({
    argv: ["airgap", ...args],
    cwd: folder.root,
    env,
    stdin: () => new Uint8Array(),
    stdout: {
      write: (text) => {
        stdout += text;
      },
      isTTY: false,
      columns: 80,
    },
    stderr: {
      write: (text) => {
        stderr += text;
      },
      isTTY: false,
      columns: 80,
    },
  });
  return { code, stdout, stderr };
}

describe("without a file", () => {
  test("a folder goes to a store and is proved there, and the second time nothing is moved", async () => {
    using folder = new CacheFolder();
    await folder.recorded();
    mkdirSync(join(folder.root, "store"));
    const flags = ["--from", "cache", "--to", "store"];
    expect(await run(folder, ["upload", ...flags, "--dry-run"])).toMatchObject({ code: 0 });
    expect(existsSync(join(folder.root, "store", recordFileName))).toBe(false);
    const first = await run(folder, ["upload", ...flags]);
    expect(first.stdout).toMatch(/^upload .* changed$/m);
    expect((await run(folder, ["upload", ...flags])).stdout).toMatch(/^upload .* unchanged$/m);
    const proved = await run(folder, ["verify", ...flags, "--full", "--deep", "--format", "json"]);
    expect(proved.code).toBe(0);
    expect(airgapReport.parse(JSON.parse(proved.stdout))).toMatchObject({ outcome: "done", problems: [] });
    // Nothing but what was asked for was made.
    expect(existsSync(join(folder.root, "airgap-work"))).toBe(false);
  });

  test.each([["cache"], ["cache/inside"], ["link"]])("no cache is uploaded into itself: %s", async (to) => {
    using folder = new CacheFolder();
    await folder.recorded();
    mkdirSync(join(folder.root, "cache/inside"));
    folder.link("link", "cache");
    const { code, stderr } = await run(folder, ["upload", "--from", "cache", "--to", to]);
    expect(code).toBe(2);
    expect(stderr).toContain("lies in the cache that is to be uploaded");
    expect((await run(folder, ["verify", "--from", "cache"])).code).toBe(0);
  });

  test.each([
    [["upload", "--from", "cache", "--to", "ftp://host/x/"], "no store is called ftp://"],
    [["upload", "--from", "cache", "--to", "s3://"], "names no store"],
    [["run", "--file", "far.yaml"], "no store is called ss3://"],
    [["run", "--file", "empty.yaml"], "the air-gap file says nothing that is to be done"],
    [["download", "--image", "nvcr.io/nim/x:1", "--work", "empty.yaml/x"], "cannot be used: "],
    [["mirror", "--image", "nvcr.io/nim/x:1", "--to", "https://registry"], "is no name of a registry"],
  ])("a slip of the pen is told before anything is done: %j", async (args, message) => {
    using folder = new CacheFolder();
    folder.write("empty.yaml", "version: 1\n");
    folder.write(
      "far.yaml",
      "version: 1\nimages: [{image: 'nvcr.io/nim/x:1'}]\nupload: {to: 'ss3://models/'}\n",
    );
    const { code, stdout, stderr } = await run(folder, args);
    expect({ message: stderr, stdout }).toEqual({ message: expect.stringContaining(message), stdout: "" });
    expect(code).toBeGreaterThan(0);
  });

  test("a folder that is not there is told as one, and not as a cache that nobody has recorded", async () => {
    using folder = new CacheFolder();
    const { code, stdout } = await run(folder, ["verify", "--from", "nowhere"]);
    expect(code).toBe(1);
    expect(stdout).toContain("verify: cache/missing\n");
    expect(stdout).toContain("there is no such folder");
    expect((await run(folder, ["verify", "--from", "cache"])).stdout).toContain("record/missing");
  });

  test("what came down from a store is held against the record that lies there", async () => {
    using folder = new CacheFolder();
    const record = await folder.recorded();
    mkdirSync(join(folder.root, "store"));
    await run(folder, ["upload", "--from", "cache", "--to", "store"]);
    writeFileSync(join(folder.cache, recordFileName), "");
    using other = new CacheFolder();
    const good = await run(other, [
      "verify",
      "--from",
      "cache",
      "--to",
      join(folder.root, "store"),
      "--full",
    ]);
    expect(good.code).toBe(0);
    const [file] = record.files ?? [];
    writeFileSync(join(other.cache, file?.path ?? ""), "other");
    const bad = await run(other, ["verify", "--from", "cache", "--to", join(folder.root, "store")]);
    expect(bad.code).toBe(1);
    expect(bad.stdout).toContain(`cache/corrupt\n  ${file?.path}`);
  });

  test.each([
    [["run"], "needs an air-gap file"],
    [["mirror"], "nowhere to mirror to"],
    [["mirror", "--to", "r.local"], "no images to mirror"],
    [["mirror", "--to", "r.local", "--carrier", "x"], "exclude each other"],
    [["profiles"], "no images"],
    [["profiles", "--profile", "x"], "goes with one --image"],
    [["download"], "no images"],
    [["upload"], "nowhere to upload to"],
    [["upload", "--from", "cache", "--to", "s3://u:hunter22@b/"], "has credentials in it"],
    [["upload", "--from", "cache", "--to", "store", "--layout", "heap"], "is not known"],
    [["upload", "--from", "cache", "--to", "store", "--parallel", "0"], "from 1 to 64"],
    [["verify"], "nothing to verify"],
    [["verify", "--from", "cache", "-n", "models", "--kubeconfig", "nope"], "nope does not exist"],
    [["publish"], "no portal"],
    [["run", "--file", "/dev/null"], "version: the file has to say `version: 1`"],
    [["upload", "--from", "nope", "--to", "store"], 'nope" cannot be read: no such file or directory\n'],
    [["run", "--file", "nope.yaml"], "cannot read the air-gap file"],
    [["upload", "--dry-rum"], "did you mean --dry-run?"],
    [["uplaod"], "did you mean `nimops airgap upload`?"],
  ])("%j is refused with what is missing", async (args, why) => {
    using folder = new CacheFolder();
    const { code, stdout, stderr } = await run(folder, args);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(why);
    expect(stderr).not.toContain("hunter22");
  });
});

/** A file with one cache that is filled already, and a store beside it. */
async function withFile(folder: CacheFolder, more = "") {
  const work = join(folder.root, "airgap-work");
  mkdirSync(join(work, "caches"), { recursive: true });
  await folder.recorded();
  mkdirSync(join(folder.root, "store"));
  folder.write(
    "airgap.yaml",
    `version: 1\nimages:\n  - image: nvcr.io/nim/meta/llama:1.0\n    name: llama\n    profiles: ["${profileId}"]\nupload:\n  to: store\n${more}`,
  );
  const { cpSync } = await import("node:fs");
  cpSync(folder.cache, join(work, "caches/llama"), { recursive: true, verbatimSymlinks: true });
  const mirrored = {
    image: "nvcr.io/nim/meta/llama:1.0",
    place: "registry",
    destination: "registry.local:5000/nim/meta/llama:1.0",
    digest: imageDigest,
    platforms: [],
  };
  writeFileSync(join(work, "state.json"), JSON.stringify({ version: 1, caches: { llama: { mirrored } } }));
}

describe("with a file", () => {
  test("each cache goes below the store by its name, and its path to paste is told and kept", async () => {
    using folder = new CacheFolder();
    await withFile(folder);
    const { code, stdout } = await run(folder, ["upload", "--file", "airgap.yaml"]);
    expect(code).toBe(0);
    expect(stdout).toContain(`profiles path ${folder.root}/store/llama/`);
    expect(existsSync(join(folder.root, "store/llama", recordFileName))).toBe(true);
    expect(readFileSync(join(folder.root, "airgap-work/state.json"), "utf8")).toContain("readerUrl");
  });

  test("a state that is broken is told, with what to do", async () => {
    using folder = new CacheFolder();
    await withFile(folder);
    writeFileSync(join(folder.root, "airgap-work/state.json"), '{"version": 2}');
    const { code, stderr } = await run(folder, ["upload", "--file", "airgap.yaml"]);
    expect(code).not.toBe(0);
    expect(stderr).toContain("remove it");
  });

  test("the catalogue gets the private registry, and the path of each model is ready to paste", async () => {
    using folder = new CacheFolder();
    const model = { id: "m1", name: "Llama", imageUrl: "nvcr.io/nim/meta/llama:1.0" };
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (piece) => {
        body += piece;
      });
      request.on("end", () => {
        if (request.method === "PATCH") Object.assign(model, JSON.parse(body));
        response.end(JSON.stringify([model]));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await withFile(folder, `publish:\n  server: http://127.0.0.1:${port}\n  tlsVerify: false\n`);
    await run(folder, ["upload", "--file", "airgap.yaml"]);
    const env = { EDB_ACCESS_KEY: "machine-key-0123456789" };
    const dry = await run(folder, ["publish", "--file", "airgap.yaml", "--dry-run"], env);
    expect(dry.stdout.replace(/\s+/g, " ")).toContain("would be registry.local:5000/nim/meta/llama:1.0");
    expect(model.imageUrl).toContain("nvcr.io");
    const { code, stdout } = await run(folder, ["publish", "--file", "airgap.yaml"], env);
    server.close();
    expect(code).toBe(0);
    expect(model.imageUrl).toBe("registry.local:5000/nim/meta/llama:1.0");
    expect(stdout.replace(/\s+/g, " ")).toContain(`Llama: Model Profiles Path ${folder.root}/store/llama/`);
  });

  test("in a job of GitHub: a summary, outputs, and the step fails where something is not right", async () => {
    using folder = new CacheFolder();
    await withFile(folder);
    const first = await action(folder, {
      "airgap-steps": "upload, verify",
      "airgap-json-file": "report.json",
    });
    expect(first).toMatchObject({
      code: 0,
      outputs: {
        "airgap-outcome": "done",
        "airgap-changed": "true",
        "airgap-json-file": join(folder.root, "report.json"),
      },
    });
    expect(first.summary).toContain("| upload | 1 | 1 | ");
    expect(
      airgapReport.parse(JSON.parse(readFileSync(join(folder.root, "report.json"), "utf8"))),
    ).toBeDefined();
    const second = await action(folder, { "airgap-steps": "upload" });
    expect(second.outputs).toMatchObject({ "airgap-changed": "false", "airgap-bytes-moved": 0 });
    writeFileSync(join(folder.root, "store/llama", recordFileName), "{");
    const spoiled = await action(folder, { "airgap-steps": "verify" });
    expect(spoiled).toMatchObject({ code: 1, outputs: { "airgap-outcome": "problems" } });
    expect(spoiled.errors.join()).toContain("record/invalid");
    const unknown = await action(folder, { "airgap-steps": "uplaod" });
    expect(unknown.errors.join()).toContain('there is no step "uplaod"');
    const none = await action(folder, { "airgap-file": "" });
    expect(none.errors.join()).toContain("airgap-file");
  });
});

async function action(folder: CacheFolder, inputs: Record<string, string>) {
  const given: Record<string, string> = { command: "airgap", "airgap-file": "airgap.yaml", ...inputs };
  const outputs: Record<string, unknown> = {};
  const errors: string[] = [];
  let summary = "";
  let log = "";
  const toolkit: Toolkit = {
    getInput: (name) => given[name] ?? "",
    setOutput: (name, value) => {
      outputs[name] = value;
    },
    notice: () => {},
    warning: () => {},
    error: (message) => void errors.push(message),
    getIDToken: async () => "",
    saveState: () => {},
    getState: () => "",
    writeSummary: async (markdown) => {
      summary = markdown;
    },
  };
  const world: ActionWorld = {
    cwd: folder.root,
    env: {},
    stdout: {
      write: (text) => {
        log += text;
      },
    },
    readFile: (path) => readFileSync(path, "utf8"),
    isFolder: existsSync,
    randomWord: () => "word",
  };
  const code = await runAction(toolkit, world);
  return { code, outputs, errors, summary, log };
}
