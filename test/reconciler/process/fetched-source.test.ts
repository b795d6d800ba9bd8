import { describe, expect, test } from "vitest";
import { FetchedSource } from "../../../reconciler/process/fetched-source.ts";
import { type RepositoryFile, type Source, SourceError } from "../../../reconciler/source/source.ts";

describe("a source that was fetched before", () => {
  test("is read without asking Git, and not kept where it is large", async () => {
    const git = new PlayedGit();
    const source = new FetchedSource(git, ["models"]);
    expect(await source.refresh({})).toBe(true);
    const revision = await source.look();
    const calls = git.calls.length;
    for (let count = 0; count < 3; count += 1) {
      expect(await source.read(revision, "models")).toEqual([{ path: "models", bytes: Buffer.from("1") }]);
    }
    expect(git.calls).toHaveLength(calls);
    git.commit = 2;
    git.size = 1024 * 1024;
    await source.refresh({});
    const large = await source.look();
    await source.read(large, "models");
    const before = git.calls.length;
    await source.read(large, "models");
    expect(git.calls).toHaveLength(before + 1);
  });

  test("says whether anything changed", async () => {
    const git = new PlayedGit();
    const source = new FetchedSource(git, ["models"]);
    expect(await source.refresh({})).toBe(true);
    expect(await source.refresh({})).toBe(false);
    git.commit += 1;
    expect(await source.refresh({})).toBe(true);
  });

  test("says whether a new commit says anything new where it is read", async () => {
    const git = new PlayedGit();
    const source = new FetchedSource(git, ["models"]);
    await source.refresh({});
    expect(source.saysTheSame).toBe(false);
    git.text = "1";
    git.commit += 1;
    expect(await source.refresh({})).toBe(true);
    expect(source.saysTheSame).toBe(true);
    git.text = "2";
    git.commit += 1;
    await source.refresh({});
    expect(source.saysTheSame).toBe(false);
    git.readFault = new SourceError("permanent", "TooLarge", "it is too large");
    git.commit += 1;
    await source.refresh({});
    expect(source.saysTheSame).toBe(false);
  });

  test("answers at once while Git hangs, with what it knows", async () => {
    const git = new PlayedGit();
    const source = new FetchedSource(git, ["models"]);
    await source.refresh({});
    git.hangs = true;
    void source.refresh({});
    expect((await source.look()).commit).toBe("1".padStart(40, "0"));
  });

  test("is told as in trouble while Git is, and only once as news", async () => {
    const git = new PlayedGit();
    const source = new FetchedSource(git, ["models"]);
    git.fault = new SourceError("transient", "Unreachable", "the server is away");
    expect(await source.refresh({})).toBe(true);
    expect(await source.refresh({})).toBe(false);
    await expect(source.look()).rejects.toBe(git.fault);
    git.fault = undefined;
    expect(await source.refresh({})).toBe(true);
    await expect(source.look()).resolves.toMatchObject({ ref: "main" });
  });

  test("does not fetch again what can never be read, until somebody asks for it", async () => {
    const git = new PlayedGit();
    const source = new FetchedSource(git, ["models"]);
    git.readFault = new SourceError("permanent", "TooLarge", "it is too large");
    await source.refresh({});
    const revision = await source.look();
    await expect(source.read(revision, "models")).rejects.toBe(git.readFault);
    await expect(source.read(revision, "models")).rejects.toBe(git.readFault);
    await source.refresh({});
    expect(git.calls.filter((call) => call === "read")).toHaveLength(1);
    git.readFault = undefined;
    expect(await source.refresh({}, true)).toBe(true);
    await expect(source.read(revision, "models")).resolves.toHaveLength(1);
  });

  test("of a commit that can never be read all is told of that commit, and it is not fetched again", async () => {
    const git = new PlayedGit();
    git.readFault = new SourceError("permanent", "NotSigned", "it is not signed");
    let reads = 0;
    const readAll = async () => {
      reads += 1;
      throw git.readFault;
    };
    const source = new FetchedSource(
      { look: () => git.look(), read: (revision, path) => git.read(revision, path), readAll },
      ["models", "nimops.yaml"],
    );
    for (let look = 0; look < 3; look += 1) await source.refresh({});
    expect(reads).toBe(1);
    const revision = await source.look();
    expect(revision.commit).toBe("1".padStart(40, "0"));
    for (const path of ["models", "nimops.yaml"])
      await expect(source.read(revision, path)).rejects.toBe(git.readFault);
  });

  test("is called off without a trace", async () => {
    const git = new PlayedGit();
    const source = new FetchedSource(git, ["models"]);
    git.fault = new SourceError("transient", "Unreachable", "the server is away");
    const signal = AbortSignal.abort();
    await expect(source.refresh({ signal })).rejects.toThrow();
    expect(source.isKnown).toBe(false);
  });
});

class PlayedGit implements Source {
  commit = 1;
  hangs = false;
  size = 1;
  /** In place of one that names the commit. */
  text: string | undefined;
  fault: SourceError | undefined;
  readFault: SourceError | undefined;
  readonly calls: string[] = [];

  async look() {
    this.calls.push("look");
    if (this.hangs) await new Promise(() => {});
    if (this.fault) throw this.fault;
    return { commit: String(this.commit).padStart(40, "0"), ref: "main" };
  }

  async read(_: unknown, path: string): Promise<readonly RepositoryFile[]> {
    this.calls.push("read");
    if (this.readFault) throw this.readFault;
    return [{ path, bytes: Buffer.from((this.text ?? String(this.commit)).padEnd(this.size)) }];
  }
}
