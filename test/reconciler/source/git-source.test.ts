import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readNow, SourceBed, sourceError } from "../../support/source-bed.ts";

let bed: SourceBed;

beforeEach(async () => {
  bed = await SourceBed.make();
});

afterEach(() => bed[Symbol.asyncDispose]());

describe("a Git repository as a source", () => {
  it("finds the commit of a branch, and reads the manifests below a folder in the order of their names", async () => {
    const { repository } = bed;
    repository.write("models/b.yaml", "b: 1\n");
    repository.write("models/a/x.yml", "x: 1\n");
    repository.write("models/a.json", "{}");
    repository.write("models/README.md", "# no manifest");
    repository.write("other.yaml", "o: 1\n");
    const commit = repository.commit();
    const source = bed.source();
    const revision = await source.look();
    expect(revision).toEqual({ commit, ref: "main" });
    const files = await source.read(revision, "models");
    expect(files.map(({ path, bytes }) => [path, bytes.toString()])).toEqual([
      ["models/a.json", "{}"],
      ["models/a/x.yml", "x: 1\n"],
      ["models/b.yaml", "b: 1\n"],
    ]);
    expect((await source.read(revision, "other.yaml")).map(({ path }) => path)).toEqual(["other.yaml"]);
    expect(await source.read(revision, "./models/")).toHaveLength(3);
  });

  it("asks the server for nothing to read the same commit again", async () => {
    bed.repository.write("a.yaml", "a: 1\n");
    bed.repository.commit();
    const source = bed.source();
    const revision = await source.look();
    await source.read(revision, ".");
    const asked = bed.server.asked.length;
    await source.read(revision, ".");
    expect(bed.server.asked).toHaveLength(asked);
  });

  it("takes an annotated tag, the newest version of a range, and a commit", async () => {
    const { repository } = bed;
    repository.write("a.yaml", "a: 1\n");
    const one = repository.commit();
    repository.git("tag", "-a", "v1.2.0", "-m", "release");
    repository.write("a.yaml", "a: 2\n");
    const two = repository.commit();
    repository.git("tag", "v1.10.0");
    repository.git("tag", "v2.0.0-rc.1");
    repository.git("tag", "nightly");
    expect(await bed.source({ ref: { tag: "v1.2.0" } }).look()).toEqual({ commit: one, ref: "v1.2.0" });
    expect(await bed.source({ ref: { semver: "^1.0.0" } }).look()).toEqual({ commit: two, ref: "v1.10.0" });
    const byCommit = bed.source({ ref: { commit: one } });
    const asked = bed.server.asked.length;
    expect(await byCommit.look()).toEqual({ commit: one, ref: one });
    expect(bed.server.asked).toHaveLength(asked);
    const [file] = await readNow(byCommit);
    expect(file?.bytes.toString()).toBe("a: 1\n");
    const { reason } = await sourceError(bed.source({ ref: { semver: "^3.0.0" } }).look());
    expect(reason).toBe("RefNotFound");
    const missing = bed.source({ ref: { commit: one.replace(/./g, "1") } });
    const gone = await sourceError(readNow(missing));
    expect([gone.kind, gone.reason]).toEqual(["permanent", "RefNotFound"]);
  });

  it("reads a repository whose objects have SHA-256 names", async () => {
    const { repository } = bed;
    repository.git("init", "-q", "--bare", "--object-format=sha256", "long.git");
    const long = join(repository.folder, "long.git");
    writeFileSync(join(repository.folder, "a.yaml"), "a: 1\n");
    const run = (...args: string[]) =>
      repository.git("--git-dir", long, "--work-tree", repository.folder, ...args);
    run("add", "a.yaml");
    run("commit", "-q", "-m", "one");
    run("branch", "-M", "main");
    const files = await readNow(bed.source({ url: bed.url.replace(/\.git$/, "long.git") }));
    expect(files.map(({ path }) => path)).toEqual(["a.yaml"]);
  });

  it("tells apart that the path is missing and that the repository is empty of manifests", async () => {
    bed.repository.commit();
    const source = bed.source();
    expect(await readNow(source)).toEqual([]);
    const { reason, kind, message } = await sourceError(readNow(source, "models"));
    expect([reason, kind]).toEqual(["PathNotFound", "permanent"]);
    expect(message).toContain('"models"');
  });
});

describe("T32 what repositories are like", () => {
  it("T32 a force-push between look and read: the commit is still had, or told as gone, and the next look finds the new", async () => {
    const { repository } = bed;
    repository.write("a.yaml", "a: 1\n");
    repository.commit();
    const source = bed.source();
    const old = await source.look();
    repository.write("a.yaml", "a: 2\n");
    repository.git("add", "-A");
    repository.git("commit", "-q", "--amend", "-m", "other");
    const [file] = await source.read(old, ".");
    expect(file?.bytes.toString()).toBe("a: 1\n");
    const fresh = bed.source();
    repository.git("reflog", "expire", "--expire=now", "--all");
    repository.git("gc", "-q", "--prune=now");
    const { kind, reason } = await sourceError(fresh.read(old, "."));
    expect([kind, reason]).toEqual(["transient", "RevisionGone"]);
    const [now] = await readNow(fresh);
    expect(now?.bytes.toString()).toBe("a: 2\n");
  });

  it("T32 a force-push while a commit is being fetched: it is the commit that was asked for that comes", async () => {
    await bed[Symbol.asyncDispose]();
    let posts = 0;
    bed = await SourceBed.make({
      instead: ({ method }) => {
        if (method === "POST" && ++posts === 2) {
          bed.repository.write("a.yaml", "a: 2\n");
          bed.repository.git("commit", "-q", "-a", "--amend", "-m", "other");
        }
        return false;
      },
    });
    bed.repository.write("a.yaml", "a: 1\n");
    bed.repository.commit();
    const source = bed.source();
    expect((await readNow(source))[0]?.bytes.toString()).toBe("a: 1\n");
    expect((await readNow(source))[0]?.bytes.toString()).toBe("a: 2\n");
    expect(posts).toBe(4);
  });

  it("T32 a branch that was deleted or renamed: the default branch is named", async () => {
    bed.repository.commit();
    bed.repository.git("branch", "-m", "trunk");
    const { kind, reason, message, help } = await sourceError(bed.source().look());
    expect([kind, reason]).toEqual(["permanent", "RefNotFound"]);
    expect(message).toBe('the repository has no branch "main"');
    expect(help).toBe("its default branch is trunk");
  });

  it("T32 an empty repository", async () => {
    const { reason } = await sourceError(bed.source().look());
    expect(["EmptyRepository", "RefNotFound"]).toContain(reason);
  });

  it("T32 a server that is a shallow clone itself", async () => {
    const { repository } = bed;
    repository.write("a.yaml", "a: 1\n");
    repository.commit();
    repository.write("a.yaml", "a: 2\n");
    repository.commit();
    repository.git("clone", "-q", "--bare", "--depth=1", `file://${repository.folder}`, "shallow.git");
    const files = await readNow(bed.source({ url: bed.url.replace(/\.git$/, "shallow.git") }));
    expect(files.map(({ bytes }) => bytes.toString())).toEqual(["a: 2\n"]);
  });

  it("T32 names of refs that look like options or patterns are taken as they are written", async () => {
    bed.repository.commit();
    for (const branch of ["--upload-pack=touch /tmp/nimops-owned", "-n", "*", "m*"]) {
      const { reason } = await sourceError(bed.source({ ref: { branch } }).look());
      expect([branch, reason]).toEqual([branch, "RefNotFound"]);
    }
  });

  it.each([
    ["to a file in the repository", "real.yaml"],
    ["to a file outside of it", "../../../etc/passwd"],
    ["to an absolute path", "/var/run/secrets/kubernetes.io/serviceaccount/token"],
  ])("T32 a symbolic link in a manifest's place, %s, is told and not followed", async (_, target) => {
    const { repository } = bed;
    repository.write("real.yaml", "a: 1\n");
    symlinkSync(target, join(repository.folder, "evil.yaml"));
    repository.commit();
    const { kind, reason, message } = await sourceError(readNow(bed.source()));
    expect([kind, reason]).toEqual(["permanent", "NotAFile"]);
    expect(message).toBe('"evil.yaml" is a symbolic link, which is not followed');
  });

  it("T32 a link to a folder with manifests is told; other links are left out", async () => {
    const { repository } = bed;
    repository.write("base/a.yaml", "a: 1\n");
    repository.write("prod/b.yaml", "b: 1\n");
    symlinkSync("../base/a.yaml.orig", join(repository.folder, "prod/dangling"));
    symlinkSync("/", join(repository.folder, "prod/root"));
    repository.commit();
    const source = bed.source();
    expect(await readNow(source, "prod")).toHaveLength(1);
    symlinkSync("../base", join(repository.folder, "prod/common"));
    repository.commit();
    const { reason, message } = await sourceError(readNow(source, "prod"));
    expect([reason, message.slice(0, 13)]).toEqual(["NotAFile", '"prod/common"']);
  });

  it("T32 a submodule is left out, a pointer of LFS is told", async () => {
    const { repository } = bed;
    repository.write("a.yaml", "a: 1\n");
    const commit = repository.commit();
    repository.git("update-index", "--add", "--cacheinfo", `160000,${commit},vendor`);
    repository.git("commit", "-q", "-m", "submodule");
    const source = bed.source();
    expect((await readNow(source)).map(({ path }) => path)).toEqual(["a.yaml"]);
    repository.write("big.yaml", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n");
    repository.git("add", "big.yaml");
    repository.git("commit", "-q", "-m", "lfs");
    expect((await sourceError(readNow(source))).reason).toBe("StoredInLfs");
  });

  it("T32 odd names of files: line ends, UTF-8, quotes, two that differ in case, no valid UTF-8", async () => {
    const { repository } = bed;
    const names = [
      "a\nb.yaml",
      "größe-模型.yaml",
      'quo"te\\.yaml',
      "Same.yaml",
      "same.yaml",
      "-rf.yaml",
      "spa ce.yaml",
    ];
    for (const name of names) repository.write(name, "a: 1\n");
    writeFileSync(Buffer.from(`${repository.folder}/\xff.yaml`, "latin1"), "a: 1\n");
    repository.commit();
    const files = await readNow(bed.source());
    expect(files.map(({ path }) => path).sort()).toEqual([...names, "�.yaml"].sort());
  });

  it("T32 bytes come as they are: line ends of Windows, a byte order mark, no valid UTF-8, attributes for other forms", async () => {
    const { repository } = bed;
    const bytes = Buffer.from("\xef\xbb\xbfa: 1\r\nb: \xff\r\n$Id$ $Format:%H$", "latin1");
    repository.write(
      ".gitattributes",
      "*.yaml text eol=lf ident export-subst filter=evil diff=evil working-tree-encoding=UTF-16\n",
    );
    mkdirSync(join(repository.folder, "m"));
    writeFileSync(join(repository.folder, "m/a.yaml"), bytes);
    repository.git("-c", "core.attributesFile=/dev/null", "hash-object", "-w", "--no-filters", "m/a.yaml");
    const object = repository.git("hash-object", "--no-filters", "m/a.yaml").trim();
    repository.git("update-index", "--add", "--cacheinfo", `100644,${object},m/a.yaml`);
    repository.git("commit", "-q", "-m", "one");
    const [file] = await readNow(bed.source(), "m");
    expect(file?.bytes.equals(bytes)).toBe(true);
  });
});
