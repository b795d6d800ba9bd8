import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { baseManifests } from "../../src/commands/base-manifests.ts";
import { findManifests, type ManifestRequest } from "../../src/commands/find-manifests.ts";
import { GitRepository } from "../support/git-repository.ts";

let repository: GitRepository;
beforeEach(() => {
  repository = new GitRepository();
});
afterEach(() => repository.remove());

describe("what a commit held", () => {
  test("is read as it was, whatever the working tree has", async () => {
    repository.write("apps/chat.yaml", service("chat"));
    repository.write("apps/gone.yaml", service("gone"));
    repository.commit();
    repository.write("apps/chat.yaml", service("chat", 5));
    rmSync(join(repository.folder, "apps/gone.yaml"));
    repository.write("apps/new.yaml", service("new"));
    expect(await names("HEAD", ["apps"])).toEqual(["apps/chat.yaml chat", "apps/gone.yaml gone"]);
    expect(existsSync(join(repository.folder, "apps/gone.yaml"))).toBe(false);
  });

  test("is that where the branch began, not what others did since", async () => {
    repository.write("a.yaml", service("a"));
    repository.commit();
    repository.git("checkout", "-q", "-b", "topic");
    repository.write("b.yaml", service("b"));
    repository.commit();
    repository.git("checkout", "-q", "main");
    repository.write("c.yaml", service("c"));
    repository.commit();
    repository.git("checkout", "-q", "topic");
    expect(await names("main", [])).toEqual(["a.yaml a"]);
  });

  test.each([
    { paths: ["apps"], cwd: ".", found: ["apps/a.yaml a", "apps/deep/b.yml b"] },
    { paths: ["."], cwd: "apps", found: ["a.yaml a", "deep/b.yml b"] },
    { paths: ["apps/a.yaml"], cwd: ".", found: ["apps/a.yaml a"] },
    { paths: ["apps/**/*.yml"], cwd: ".", found: ["apps/deep/b.yml b"] },
    { paths: ["../other"], cwd: "apps", found: ["TOP/other/c.yaml c"] },
  ])("is found by $paths from $cwd as in a checkout", async ({ paths, cwd, found }) => {
    repository.write("apps/a.yaml", service("a"));
    repository.write("apps/deep/b.yml", service("b"));
    repository.write("apps/node_modules/x.yaml", service("x"));
    repository.write("other/c.yaml", service("c"));
    repository.commit();
    expect(await names("HEAD", paths, cwd)).toEqual(found);
  });

  test("goes to the clusters that the configuration of now declares, without what it excludes", async () => {
    repository.write("prod/a.yaml", service("a"));
    repository.write("prod/old/b.yaml", service("b"));
    repository.write("other/c.yaml", service("c"));
    repository.commit();
    repository.write(
      "nimops.yaml",
      "clusters:\n  - name: prod\n    paths: [prod]\n    namespace: models\nexclude: [prod/old]\n",
    );
    expect(await names("HEAD", [])).toEqual(["prod/a.yaml a"]);
  });

  test("follows links inside of the repository, and none that leaves it", async () => {
    repository.write("real/a.yaml", service("a"));
    mkdirSync(join(repository.folder, "apps"));
    symlinkSync("../real/a.yaml", join(repository.folder, "apps/link.yaml"));
    symlinkSync("../folder/a.yaml", join(repository.folder, "apps/through.yaml"));
    symlinkSync("real", join(repository.folder, "folder"));
    symlinkSync("/etc/hostname", join(repository.folder, "apps/out.yaml"));
    symlinkSync("../../outside.yaml", join(repository.folder, "apps/up.yaml"));
    symlinkSync("round.yaml", join(repository.folder, "apps/round.yaml"));
    repository.commit();
    expect(await names("HEAD", ["apps"])).toEqual(["apps/link.yaml a", "apps/through.yaml a"]);
  });

  test("follows no link that is made to take long", async () => {
    repository.write("a.yaml", service("a"));
    symlinkSync(`${"./".repeat(2000)}a.yaml`, join(repository.folder, "long.yaml"));
    for (let index = 0; index < 8; index++) {
      const before = index === 0 ? "long" : `long${index - 1}`;
      symlinkSync(`${"./".repeat(2000)}${before}.yaml`, join(repository.folder, `long${index}.yaml`));
    }
    repository.commit();
    expect(await names("HEAD", ["."])).toEqual(["a.yaml a", "long.yaml a", "long0.yaml a"]);
  });

  test("keeps names with blanks, quotes, line breaks and letters of any script", async () => {
    const odd = ['a b"c.yaml', "naïve ✓.yaml", "line\nbreak.yaml", "tab\there.yaml"];
    for (const [index, name] of odd.entries()) repository.write(name, service(`s${index}`));
    repository.commit();
    expect((await names("HEAD", ["."])).sort()).toEqual(odd.map((name, index) => `${name} s${index}`).sort());
  });

  test("runs nothing that the repository names", async () => {
    repository.write("a.yaml", service("a"));
    repository.commit();
    const trap = join(repository.folder, ".git/trap");
    writeFileSync(trap, `#!/bin/sh\ntouch ${repository.folder}/sprung\n`, { mode: 0o755 });
    repository.git("config", "core.fsmonitor", trap);
    repository.git("config", "filter.x.smudge", trap);
    repository.git("config", "diff.external", trap);
    repository.write(".gitattributes", "*.yaml filter=x\n");
    mkdirSync(join(repository.folder, ".git/hooks"), { recursive: true });
    writeFileSync(join(repository.folder, ".git/hooks/reference-transaction"), `#!/bin/sh\n${trap}\n`, {
      mode: 0o755,
    });
    await names("HEAD", ["."]);
    expect(existsSync(join(repository.folder, "sprung"))).toBe(false);
  });

  test("cannot name a file outside, however its tree was made", async () => {
    const blob = repository.git("hash-object", "-w", "--stdin").trim();
    const write = (entry: string) =>
      execFileSync("git", ["mktree", "--missing"], {
        cwd: repository.folder,
        input: entry,
        encoding: "utf8",
      }).trim();
    const inner = write(`100644 blob ${blob}\tx.yaml\n`);
    let tree: string;
    try {
      tree = write(`040000 tree ${inner}\t..\n`);
    } catch {
      // A newer git refuses to make it.
      return;
    }
    const commit = repository.git("commit-tree", tree, "-m", "x").trim();
    repository.git("update-ref", "refs/heads/main", commit);
    expect(await names("HEAD", ["."])).toEqual([]);
  });
});

describe("a shallow clone", () => {
  let clone: GitRepository;
  beforeEach(() => {
    repository.write("a.yaml", service("a"));
    repository.commit("first");
    for (let index = 0; index < 5; index++) repository.commit(`main ${index}`);
    repository.git("checkout", "-q", "-b", "topic");
    for (let index = 0; index < 5; index++) {
      repository.write("b.yaml", service("b", index));
      repository.commit(`topic ${index}`);
    }
    clone = new GitRepository("nimops-clone-");
    clone.git("remote", "add", "origin", `file://${repository.folder}`);
    clone.git("fetch", "-q", "--depth=1", "origin", "topic");
    clone.git("checkout", "-q", "--detach", "FETCH_HEAD");
  });
  afterEach(() => clone.remove());

  test("asks its remote for the commits that it lacks", async () => {
    expect(await names("origin/main", ["."], ".", clone)).toEqual(["a.yaml a"]);
  });

  test("of a merge that CI made up is compared with what it merges into", async () => {
    repository.git("checkout", "-q", "main");
    repository.write("c.yaml", service("c"));
    repository.commit("main goes on");
    repository.git("checkout", "-q", "-b", "merged");
    repository.git("merge", "-q", "--no-ff", "-m", "merge", "topic");
    clone.git("fetch", "-q", "--depth=1", "origin", "merged");
    clone.git("checkout", "-q", "--detach", "FETCH_HEAD");
    const base = repository.git("rev-parse", "main").trim();
    for (const ref of ["main", "origin/main", base]) {
      expect(await names(ref, ["."], ".", clone)).toEqual(["a.yaml a", "c.yaml c"]);
    }
  });

  test("says what to do where the remote does not answer", async () => {
    clone.git("remote", "set-url", "origin", `file://${repository.folder}-gone`);
    await expect(names("origin/main", ["."], ".", clone)).rejects.toMatchObject({
      message: 'this repository has no commit "origin/main"',
      help: expect.stringContaining("fetch-depth: 0"),
    });
  });
});

describe("what the configuration asks to be rendered", { timeout: 240_000 }, () => {
  let temporary: string;
  beforeEach(() => {
    temporary = mkdtempSync(join(tmpdir(), "nimops-test-"));
    vi.stubEnv("TMPDIR", temporary);
    repository.write("base/kustomization.yaml", "resources: [chat.yaml]\n");
    repository.write("base/chat.yaml", service("chat"));
    repository.write("apps/prod/kustomization.yaml", "namePrefix: prod-\nresources: [../../base]\n");
    repository.write("nimops.yaml", "render:\n  - kustomize: apps/prod\n");
    repository.commit();
    repository.write("base/chat.yaml", service("other"));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(temporary, { recursive: true });
  });

  test("is rendered as it was, in a folder that is gone afterwards", async () => {
    expect(await names("HEAD", [])).toEqual(["apps/prod#0 prod-chat"]);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test("from wherever nimops runs", async () => {
    expect(await names("HEAD", [], "base")).toHaveLength(1);
  });

  test("is left out where the commit did not have it", async () => {
    repository.write("apps/new/kustomization.yaml", "resources: [../../base]\n");
    repository.write("nimops.yaml", "render:\n  - kustomize: apps/prod\n  - kustomize: apps/new\n");
    expect(await names("HEAD", [])).toEqual(["apps/prod#0 prod-chat"]);
  });

  test("is refused where one kustomization leads to another without an end in sight", async () => {
    for (let index = 0; index < 120; index++) {
      repository.write(`chain/${index}/kustomization.yaml`, `resources: [../${index + 1}]\n`);
    }
    repository.write("apps/prod/kustomization.yaml", "resources: [../../chain/0]\n");
    repository.commit();
    await expect(names("HEAD", [])).rejects.toThrow("take in too much to be rendered");
    expect(readdirSync(temporary)).toEqual([]);
  });

  test("leaves no folder behind where it cannot be rendered", async () => {
    repository.write("base/kustomization.yaml", "resources: [missing.yaml]\n");
    repository.commit();
    repository.write("base/kustomization.yaml", "resources: [chat.yaml]\n");
    expect(await names("HEAD", [])).toEqual([]);
    expect(readdirSync(temporary)).toEqual([]);
  });
});

test("a commit that does not exist is told", async () => {
  repository.write("a.yaml", service("a"));
  repository.commit();
  await expect(names("nowhere", ["."])).rejects.toThrow('this repository has no commit "nowhere"');
  await expect(names("--upload-pack=x", ["."])).rejects.toThrow("is no name of a commit");
});

/** `file name` of each resource of the commit. */
async function names(
  ref: string,
  paths: readonly string[],
  cwd = ".",
  where = repository,
): Promise<string[]> {
  const world = { cwd: join(where.folder, cwd), env: process.env, stdin: () => undefined };
  const request: ManifestRequest = {
    paths,
    config: undefined,
    clusters: [],
    operatorVersion: undefined,
    namespace: undefined,
  };
  const found = await findManifests(request, world);
  const { loaded } = await baseManifests(found, request, ref, world);
  return loaded.clusters
    .flatMap(({ set }) => set.resources)
    .map(({ document, name }) => `${document.file.path.replace(where.folder, "TOP")} ${name}`);
}

function service(name: string, replicas = 1): string {
  return `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: ${name}
spec:
  replicas: ${replicas}
`;
}
