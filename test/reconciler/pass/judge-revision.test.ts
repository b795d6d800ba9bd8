import { describe, expect, test } from "vitest";
import { type Guarded, judgedNothing, stalled } from "../../../reconciler/pass/guarded.ts";
import { judgeRevision } from "../../../reconciler/pass/judge-revision.ts";
import type { JudgedRevision } from "../../../reconciler/pass/judged-revision.ts";
import { readRepository } from "../../../reconciler/repository/read-repository.ts";
import { type Source, SourceError } from "../../../reconciler/source/source.ts";
import type { ValueMap } from "../../../src/nim/value.ts";
import { repositoryDocument } from "../../support/repository-cases.ts";

function repository(spec: ValueMap = {}) {
  const { repository: read } = readRepository(
    repositoryDocument({ url: "https://h/a.git", path: "models", ...spec }),
  );
  if (!read) throw new Error("the spec of the test is not right");
  return read;
}

function sourceWith(files: Readonly<Record<string, string>>): Source {
  return {
    look: () => Promise.reject(new Error("nobody asks")),
    read: async (_, path) => {
      const found = Object.entries(files).filter(([name]) => name === path || name.startsWith(`${path}/`));
      if (found.length === 0) throw new SourceError("permanent", "PathNotFound", `no ${path}`);
      return found.map(([name, text]) => ({ path: name, bytes: Buffer.from(text) }));
    },
  };
}

const files = { "models/a.yaml": "a: 1\n", "nimops.yaml": "rules: {}\n" };
let count = 0;

async function judged(
  given: Readonly<Record<string, string>>,
  known: readonly JudgedRevision[],
  { spec = {}, answer = judgedNothing }: { spec?: ValueMap; answer?: Guarded } = {},
) {
  let calls = 0;
  count += 1;
  const commit = String(count).padStart(40, "0");
  const judge = async () => {
    calls += 1;
    return answer;
  };
  const revision = await judgeRevision(
    repository(spec),
    sourceWith(given),
    { commit, ref: "main" },
    { judge, known },
  );
  return { revision, calls };
}

describe("a commit that says what the one before said", () => {
  test("is not judged again, and is another revision", async () => {
    const first = await judged(files, []);
    const second = await judged(files, [first.revision]);
    expect([first.calls, second.calls]).toEqual([1, 0]);
    expect(second.revision.set).toBe(first.revision.set);
    expect(second.revision.key).not.toBe(first.revision.key);
    expect(second.revision.revision.commit).not.toBe(first.revision.revision.commit);
  });

  test.each<[string, Readonly<Record<string, string>>, ValueMap]>([
    ["another text", { ...files, "models/a.yaml": "a: 2\n" }, {}],
    ["another name of a file", { "models/b.yaml": "a: 1\n", "nimops.yaml": "rules: {}\n" }, {}],
    ["one more file", { ...files, "models/b.yaml": "" }, {}],
    ["another configuration", { ...files, "nimops.yaml": "rules: []\n" }, {}],
    ["no configuration", { "models/a.yaml": "a: 1\n" }, {}],
    ["a lock", { ...files, "nimops.lock.json": "{}" }, {}],
    ["other gates", files, { gates: { lint: "off" } }],
    ["other namespaces", files, { targetNamespaces: ["other"] }],
    ["another version of the operator", files, { operatorVersion: "3.0.2" }],
    ["a map of its pools", files, { publish: { page: true, pools: ["*"] } }],
  ])("%s is judged", async (_, given, spec) => {
    const first = await judged(files, []);
    expect((await judged(given, [first.revision], { spec })).calls).toBe(1);
  });

  test("is judged again where that one was stalled: it may have been for time alone", async () => {
    const first = await judged(files, [], { answer: stalled("TooComplex", "it takes too long") });
    expect((await judged(files, [first.revision])).calls).toBe(1);
  });
});
