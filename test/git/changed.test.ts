import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { changedFiles, changedLines } from "../../src/git/changed.ts";

let top: string;
let folder: string;

beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), "nimops-changed-")));
  folder = join(top, "work");
  mkdirSync(folder);
  git("init", "-q", "-b", "main");
  write("apps/a.yaml", "a: 1\nb: 2\nc: 3\n");
  write("apps/b.yaml", "a: 1\n");
  write("README.md", "x\n");
  commit("first");
});

afterEach(() => rmSync(top, { recursive: true }));

describe("changed files are", () => {
  test("those of the branch, whether committed, staged, changed or untracked", async () => {
    git("checkout", "-q", "-b", "topic");
    write("apps/committed.yaml", "a: 1\n");
    commit("second");
    write("apps/staged.yaml", "a: 1\n");
    git("add", ".");
    write("apps/b.yaml", "a: 2\n");
    write("apps/untracked.yaml", "a: 1\n");
    expect(await files("main")).toEqual([
      "apps/b.yaml",
      "apps/committed.yaml",
      "apps/staged.yaml",
      "apps/untracked.yaml",
    ]);
  });

  test("not those that others changed on main meanwhile, nor ignored or deleted ones", async () => {
    git("checkout", "-q", "-b", "topic");
    write(".gitignore", "*.log.yaml\n");
    write("debug.log.yaml", "a: 1\n");
    rmSync(join(folder, "apps/b.yaml"));
    commit("topic");
    git("checkout", "-q", "main");
    write("apps/a.yaml", "a: 9\n");
    commit("main goes on");
    git("checkout", "-q", "topic");
    expect(await files("main")).toEqual([".gitignore"]);
  });

  test("named from the working directory, absolute outside of it", async () => {
    write("apps/new.yaml", "a: 1\n");
    write("other/new.yaml", "a: 1\n");
    expect([...(await changedFiles("HEAD", join(folder, "apps")))].sort()).toEqual([
      join(folder, "other/new.yaml"),
      "new.yaml",
    ]);
  });

  test("named as they are, with blanks, quotes, line breaks and letters of any script", async () => {
    const names = ['a "b".yaml', "ä ö.yaml", "line\nbreak.yaml", "tab\t.yaml", "back\\slash.yaml"];
    for (const name of names) write(name, "a: 1\n");
    commit("odd names");
    expect(await files("HEAD~1")).toEqual([...names].sort());
    expect([...(await changedLines("HEAD~1", folder)).keys()].sort()).toEqual([...names].sort());
  });
});

describe("changed lines are", () => {
  test("those that are new or different, from 1, without those that only went away", async () => {
    write("apps/a.yaml", "a: 1\nb: 3\nc: 3\nd: 4\ne: 5\n");
    write("apps/b.yaml", "");
    expect(await changedLines("main", folder)).toEqual(
      new Map([
        [
          "apps/a.yaml",
          [
            [2, 2],
            [4, 5],
          ],
        ],
        ["apps/b.yaml", []],
      ]),
    );
  });

  test("all of an untracked file", async () => {
    write("new.yaml", "a: 1\n");
    expect((await changedLines("main", folder)).get("new.yaml")).toEqual([[1, Number.MAX_SAFE_INTEGER]]);
  });

  test("not led astray by content that looks like a patch, or that has no line break at its end", async () => {
    write("apps/a.yaml", "-- /x.yaml\n++ b/y.yaml\n@@ -1 +1 @@\nc: 3");
    commit("looks like a patch");
    write("apps/a.yaml", "c: 3\n");
    write("apps/b.yaml", "a: 1\n++ b/z.yaml\n@@ -9 +9 @@");
    expect(await changedLines("HEAD", folder)).toEqual(
      new Map([
        ["apps/a.yaml", [[1, 1]]],
        ["apps/b.yaml", [[2, 3]]],
      ]),
    );
  });
});

describe("nothing that the repository says is run or changes the result:", () => {
  test("external diffs, text conversion, monitors, colours, prefixes, attributes", async () => {
    const ran = join(top, "ran");
    const script = join(top, "script");
    writeFileSync(script, `#!/bin/sh\necho run >> ${ran}\n`);
    chmodSync(script, 0o755);
    for (const [name, value] of [
      ["diff.external", script],
      ["diff.evil.command", script],
      ["diff.evil.textconv", script],
      ["core.fsmonitor", script],
      ["color.ui", "always"],
      ["diff.noprefix", "true"],
      ["diff.renames", "copies"],
      ["diff.interHunkContext", "9"],
      ["diff.relative", "true"],
    ] as const)
      git("config", name, value);
    write(".gitattributes", "*.yaml diff=evil -text\na.yaml -diff\n");
    write("apps/a.yaml", "a: 2\nb: 2\nc: 4\n");
    expect(await files("main")).toEqual([".gitattributes", "apps/a.yaml"]);
    expect((await changedLines("main", folder)).get("apps/a.yaml")).toEqual([
      [1, 1],
      [3, 3],
    ]);
    expect(existsSync(ran)).toBe(false);
  });

  test("a reference that looks like a flag is refused", async () => {
    await expect(files("--output=x")).rejects.toThrow('"--output=x" is no name of a commit');
    await expect(files("")).rejects.toThrow("is no name of a commit");
  });
});

describe("what is missing is told:", () => {
  test("a commit that does not exist", async () => {
    await expect(files("nowhere")).rejects.toMatchObject({
      message: 'this repository has no commit "nowhere"',
      help: "fetch it first, such as with `git fetch origin`",
    });
  });

  test("a branch that is only known from the remote", async () => {
    git("clone", "-q", folder, "../clone");
    execFileSync("git", ["checkout", "-q", "-b", "topic"], { cwd: join(top, "clone") });
    execFileSync("git", ["branch", "-q", "-D", "main"], { cwd: join(top, "clone") });
    await expect(changedFiles("main", join(top, "clone"))).rejects.toMatchObject({
      help: "did you mean origin/main?",
    });
  });

  test("the history of a shallow clone", async () => {
    write("apps/c.yaml", "a: 1\n");
    commit("second");
    git("clone", "-q", "--depth=1", `file://${folder}`, "../shallow");
    const shallow = join(top, "shallow");
    await expect(changedFiles("HEAD~1", shallow)).rejects.toMatchObject({
      help: expect.stringContaining("fetch-depth: 0"),
    });
    git("checkout", "-q", "-b", "topic", "HEAD~1");
    write("apps/d.yaml", "a: 1\n");
    commit("topic");
    execFileSync("git", ["fetch", "-q", "--depth=1", "origin", "topic:topic"], { cwd: shallow });
    await expect(changedFiles("topic", shallow)).rejects.toMatchObject({
      message: '"topic" and the current commit have no history in common',
      help: expect.stringContaining("fetch-depth: 0"),
    });
  });

  test("a common history, a first commit, a repository", async () => {
    git("checkout", "-q", "--orphan", "other");
    commit("other");
    await expect(files("main")).rejects.toMatchObject({ help: "name a commit that this branch began at" });
    git("checkout", "-q", "--orphan", "empty");
    await expect(files("main")).rejects.toThrow("this repository has no commit yet");
    await expect(changedFiles("main", top)).rejects.toMatchObject({
      message: expect.stringContaining(`${top} is in no git repository`),
      help: "run it inside of a clone",
    });
  });
});

async function files(ref: string): Promise<string[]> {
  return [...(await changedFiles(ref, folder))].sort();
}

function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

function commit(message: string): void {
  git("add", "-A");
  git("-c", "user.name=n", "-c", "user.email=n@example.com", "commit", "-q", "--allow-empty", "-m", message);
}

function git(...args: string[]): void {
  execFileSync("git", args, { cwd: folder, stdio: "pipe" });
}
