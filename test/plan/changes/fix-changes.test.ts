import { describe, expect, test } from "vitest";
import { changesOf } from "../../../src/plan/changes/changes-of.ts";
import { fixChanges } from "../../../src/plan/changes/fix-changes.ts";
import { setOf } from "../../support/plan-sets.ts";

const cache = `# The weights of llama.
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama # short
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        precision: "fp8"
  storage:
    pvc: {create: true, size: 50Gi, volumeAccessMode: ReadWriteMany}
`;

const service = (name: string) => `---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
    name: ${name}
spec:
    image: {repository: nvcr.io/nim/meta/llama-3.1-8b-instruct, tag: 1.12.0}
    authSecret: ngc-api-key
    storage:
        nimCache:
            name: llama   # the weights
            profile: ''
    replicas: 1
`;

describe("the safe path", () => {
  test("keeps the old cache, adds the new one, switches the services, and touches nothing else", () => {
    const before = { "all.yaml": cache + service("chat") };
    const after = { "all.yaml": cache.replace("fp8", "bf16") + service("chat") };
    const { texts, done, later } = fix(before, after);
    expect([...texts.keys()]).toEqual(["all.yaml"]);
    expect(texts.get("all.yaml")?.after).toBe(
      `${cache}---\n${cache.replace("fp8", "bf16").replace("name: llama #", "name: llama-v2 #")}${service("chat").replace("name: llama   #", "name: llama-v2   #")}`,
    );
    expect(done).toEqual([
      "NIMCache default/llama is as it was; what is new is llama-v2, and its services use that",
    ]);
    expect(later).toEqual([
      "remove NIMCache default/llama when llama-v2 is Ready and nobody uses the old one",
    ]);
  });

  test("leads over files, and to a plan without blockers", () => {
    const before = { "cache.yaml": cache, "a/chat.yaml": service("chat"), "b/embed.yaml": service("embed") };
    const after = { ...before, "cache.yaml": cache.replace(":1.12.0", ":1.13.0") };
    const { texts } = fix(before, after);
    expect([...texts.keys()].sort()).toEqual(["a/chat.yaml", "b/embed.yaml", "cache.yaml"]);
    const fixed = Object.fromEntries(
      Object.entries(after).map(([path, text]) => [path, texts.get(path)?.after ?? text]),
    );
    const { changes, blockers } = changesOf({ from: "base", set: setOf(before) }, setOf(fixed), "3.1.2");
    expect(blockers).toEqual([]);
    expect(changes.map(({ action, kind, name }) => `${action} ${kind} ${name}`)).toEqual([
      "create NIMCache llama-v2",
      "update NIMService chat",
      "update NIMService embed",
    ]);
    expect(changes[1]?.fields.map(({ path }) => path)).toEqual(["spec.storage.nimCache.name"]);
  });

  test("gives the new cache a claim of its own", () => {
    const named = cache.replace("create: true,", "create: true, name: weights,");
    const { texts } = fix({ "a.yaml": named }, { "a.yaml": named.replace("fp8", "bf16") });
    expect(texts.get("a.yaml")?.after).toContain("pvc: {create: true, name: llama-v2-pvc, size");
  });

  test("finds a name that nobody has", () => {
    const taken = cache.replace("name: llama #", "name: llama-v2 #");
    const { texts } = fix(
      { "a.yaml": cache, "b.yaml": taken },
      { "a.yaml": cache.replace("fp8", "bf16"), "b.yaml": taken },
    );
    expect(texts.get("a.yaml")?.after).toContain("name: llama-v3 # short");
  });

  test("gives two caches of one stem two names, of which the message tells one", () => {
    const next = cache.replace("name: llama #", "name: llama-v2 #");
    const before = { "a.yaml": cache, "b.yaml": next };
    const after = { "a.yaml": cache.replace("fp8", "bf16"), "b.yaml": next.replace("fp8", "bf16") };
    const { texts } = fix(before, after);
    const added = [...texts.values()].map(({ after: text }) => /name: (llama-v[34]) #/.exec(text)?.[1]);
    expect(added.sort()).toEqual(["llama-v3", "llama-v4"]);
  });

  test("is called in the message as it is written, though its name was used and is free again", () => {
    const next = cache.replace("name: llama #", "name: llama-v2 #");
    const [before, after] = [
      setOf({ "a.yaml": `${cache}---\n${next}` }),
      setOf({ "a.yaml": cache.replace("fp8", "bf16") }),
    ];
    const { blockers } = changesOf({ from: "base", set: before }, after, "3.1.2");
    expect(blockers.find(({ code }) => code === "cache-edit-ignored")?.help).toContain("such as llama-v3");
  });

  test("works where files end without a line break, and for several documents", () => {
    const before = { "a.yaml": `${service("chat")}---\n${cache}`.trimEnd() };
    const after = { "a.yaml": before["a.yaml"].replace("50Gi", "80Gi") };
    const { texts } = fix(before, after);
    const fixed = { "a.yaml": texts.get("a.yaml")?.after ?? "" };
    const { changes, blockers } = changesOf({ from: "base", set: setOf(before) }, setOf(fixed), "3.1.2");
    expect(blockers).toEqual([]);
    expect(changes.map(({ action, name }) => `${action} ${name}`)).toEqual([
      "create llama-v2",
      "update chat",
    ]);
  });
});

describe("nothing is written", () => {
  test("where a pipeline uses the cache that would not take the switch", () => {
    const pipeline = `---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMPipeline
metadata: {name: rag}
spec:
  services:
  - name: chat
    enabled: true
    spec: {image: {repository: a, tag: b}, authSecret: s, storage: {nimCache: {name: llama}}}
`;
    expect(
      fix({ "a.yaml": cache + pipeline }, { "a.yaml": cache.replace("fp8", "bf16") + pipeline }),
    ).toEqual(nothing);
  });

  test("in lists and in JSON", () => {
    const items = (precision: string) =>
      JSON.stringify({
        apiVersion: "v1",
        kind: "List",
        items: [
          {
            apiVersion: "apps.nvidia.com/v1alpha1",
            kind: "NIMCache",
            metadata: { name: "llama" },
            spec: {
              source: { ngc: { authSecret: "a", modelPuller: "b:1", model: { precision } } },
              storage: {},
            },
          },
        ],
      });
    expect(fix({ "a.yaml": items("fp8") }, { "a.yaml": items("bf16") })).toEqual(nothing);
    const [item] = JSON.parse(items("fp8")).items;
    const [other] = JSON.parse(items("bf16")).items;
    expect(fix({ "a.json": JSON.stringify(item) }, { "a.json": JSON.stringify(other) })).toEqual(nothing);
  });

  test("against a cluster, whose manifest is in no file", () => {
    const [before, after] = [setOf({ "a.yaml": cache }), setOf({ "a.yaml": cache.replace("fp8", "bf16") })];
    expect(fixChanges({ from: "live", set: before }, after, "3.1.2")).toEqual(nothing);
  });
});

const nothing = { texts: new Map(), done: [], later: [] };

function fix(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>) {
  return fixChanges({ from: "base", set: setOf(before) }, setOf(after), "3.1.2");
}
