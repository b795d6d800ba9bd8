import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { FetchedSource } from "../../../reconciler/process/fetched-source.ts";
import { readNow, SourceBed, sourceError } from "../../support/source-bed.ts";

let bed: SourceBed;

afterEach(() => bed[Symbol.asyncDispose]());

async function filledBed(options = {}): Promise<SourceBed> {
  bed = await SourceBed.make(options);
  return bed;
}

function push(text: string): string {
  bed.repository.write("a.yaml", `a: ${text}\n`);
  return bed.repository.commit(text);
}

/** So many commits at once. */
function pushMany(count: number): void {
  const tree = bed.repository.git("rev-parse", "HEAD^{tree}").trim();
  let tip = bed.repository.git("rev-parse", "HEAD").trim();
  for (let index = 0; index < count; index += 1)
    tip = bed.repository.git("commit-tree", tree, "-p", tip, "-m", `${index}`).trim();
  bed.repository.git("update-ref", "refs/heads/main", tip);
}

describe("T32 history that was rewritten", () => {
  it.each([true, false])(
    "tells what follows from what does not (server that filters: %s)",
    async (filters) => {
      await filledBed({ filters });
      const first = push("one");
      const second = push("two");
      const source = bed.source();
      const tip = await source.look();
      expect(await source.follows?.(tip, first)).toBe("yes");
      bed.repository.git("reset", "-q", "--hard", first);
      expect(await source.follows?.(await source.look(), second)).toBe("no");
      const third = push("three");
      expect(await source.follows?.(await source.look(), second)).toBe("no");
      expect(await source.follows?.({ commit: third, ref: "main" }, first)).toBe("yes");
      expect(readdirSync(join(bed.folder, "source"))).toEqual([]);
    },
  );

  it("finds a commit that lies fifty pushes back, on a side that was merged", async () => {
    await filledBed();
    push("one");
    bed.repository.git("checkout", "-q", "-b", "side");
    const side = push("side");
    bed.repository.git("checkout", "-q", "main");
    bed.repository.git("merge", "-q", "--no-ff", "-m", "merge", "side");
    pushMany(50);
    const source = bed.source();
    expect(await source.follows?.(await source.look(), side)).toBe("yes");
    expect(await source.follows?.(await source.look(), "0".repeat(40))).toBe("no");
  });

  it("does not claim to know what a server that is a shallow clone itself cannot know", async () => {
    await filledBed();
    const first = push("one");
    push("two");
    push("three");
    const { folder } = bed.repository;
    bed.repository.git("clone", "-q", "--bare", "--depth=1", `file://${folder}`, join(folder, "shallow.git"));
    const source = bed.source({ url: `${bed.url.replace(/\/\.git$/, "")}/shallow.git` });
    expect(await source.follows?.(await source.look(), first)).toBe("unknown");
  });

  it("is no reason to fail where nobody can be asked for it", async () => {
    let refuses = false;
    await filledBed({
      instead: ({ method }: { method?: string }, response: { writeHead(code: number): { end(): void } }) => {
        if (!refuses || method !== "POST") return false;
        response.writeHead(503).end();
        return true;
      },
    });
    const first = push("one");
    push("two");
    const source = bed.source();
    const tip = await source.look();
    refuses = true;
    expect(await source.follows?.(tip, first)).toBe("unknown");
  });

  it("lets a commit in that was set back, and says so once", async () => {
    await filledBed();
    const first = push("one");
    const second = push("two");
    const fetched = new FetchedSource(bed.source(), ["."]);
    await fetched.refresh({});
    bed.repository.git("reset", "-q", "--hard", first);
    expect(await fetched.refresh({})).toBe(true);
    expect(fetched.rewritten).toEqual({ from: second, to: { commit: first, ref: "main" } });
    await fetched.refresh({});
    expect(fetched.rewritten).toBeUndefined();
    push("three");
    await fetched.refresh({});
    expect(fetched.rewritten).toBeUndefined();
  });

  it("lets none in where it may not, nor after a restart, until one follows", async () => {
    await filledBed();
    const first = push("one");
    const second = push("two");
    bed.repository.git("reset", "-q", "--hard", first);
    const former = { commit: second, ref: "main" };
    const fetched = new FetchedSource(bed.source(), ["."]);
    await fetched.refresh({}, false, { former, refuses: true });
    const error = await sourceError(fetched.look());
    expect([error.kind, error.reason]).toEqual(["permanent", "HistoryRewritten"]);
    expect(error.message).toBe(
      `main is at ${first.slice(0, 12)}, which does not follow ${second.slice(0, 12)}: its history was rewritten, or it was set back`,
    );
    expect(await fetched.refresh({}, false, { former, refuses: true })).toBe(false);
    bed.repository.git("reset", "-q", "--hard", second);
    const third = push("three");
    await fetched.refresh({}, false, { former, refuses: true });
    expect((await fetched.look()).commit).toBe(third);
  });

  it("is not asked about where another branch is followed", async () => {
    await filledBed();
    const first = push("one");
    const fetched = new FetchedSource(bed.source(), ["."]);
    const former = { commit: "f".repeat(40), ref: "release" };
    await fetched.refresh({}, false, { former, refuses: true });
    expect((await fetched.look()).commit).toBe(first);
    expect(await readNow(bed.source())).toHaveLength(1);
  });
});
