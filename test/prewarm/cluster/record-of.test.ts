import { describe, expect, test } from "vitest";
import type { CachePlan } from "../../../src/plan/plan.ts";
import { type RecordFacts, recordOf } from "../../../src/prewarm/cluster/record-of.ts";
import { recordText } from "../../../src/prewarm/record/text.ts";
import { outcomes } from "../../../src/report/prewarm-result.ts";
import { cacheResult } from "../../support/prewarm-results.ts";

const plan: CachePlan = {
  kind: "NIMCache",
  namespace: "models",
  name: "llama",
  download: { bytes: 17_179_869_184, from: "lock" },
  consumers: [],
  reasons: [],
};
const facts = (differs: Partial<RecordFacts> = {}): RecordFacts => ({
  tool: "nimops 1.2.3",
  server: "https://10.0.0.1:6443",
  operator: "3.1.2",
  spec: { source: { ngc: { modelPuller: "nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0" } } },
  plan,
  ...differs,
});

describe("the record of a cache that a cluster has filled", () => {
  test("has its image, profiles, bytes and place, and takes the form of the contract", () => {
    const record = recordOf(cacheResult(), facts());
    expect(record).toEqual({
      version: 1,
      tool: "nimops 1.2.3",
      image: {
        reference: "nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0",
        digest: `sha256:${"a".repeat(64)}`,
      },
      protocol: "legacy",
      profiles: [{ id: "1".repeat(64) }],
      totals: { bytes: 17_179_869_184 },
      cluster: {
        server: "https://10.0.0.1:6443",
        namespace: "models",
        name: "llama",
        uid: "0f2c6a5e-0000-4000-8000-000000000001",
        claim: "llama-pvc",
        operator: "3.1.2",
      },
    });
    expect(() => recordText(record ?? ({} as never))).not.toThrow();
  });

  test("is that of the files, not of the moment: what a volume holds counts only where nobody knows better", () => {
    const at = (done: number, from: "lock" | "estimated") =>
      recordOf(
        cacheResult({ bytes: { done }, seconds: done }),
        facts({ plan: { ...plan, download: { bytes: 100, from } } }),
      );
    expect(at(1, "lock")).toEqual(at(2, "lock"));
    expect(at(7, "estimated")?.totals).toEqual({ bytes: 7 });
    expect(recordOf(cacheResult({ bytes: {} }), facts({ plan: undefined }))?.totals).toEqual({});
  });

  test.each(outcomes.filter((outcome) => outcome !== "ready"))("is not made of one that is %s", (outcome) => {
    expect(recordOf(cacheResult({ outcome }), facts())).toBeUndefined();
  });

  test("leaves out ids that are listed, and that nobody downloaded", () => {
    const [kept, stray] = ["1".repeat(64), "2".repeat(64)];
    const profiles = { listed: [kept, stray], missing: [], notDownloaded: [stray], duplicated: [] };
    expect(recordOf(cacheResult({ profiles }), facts())?.profiles).toEqual([{ id: kept }]);
  });

  test.each([
    ["hugging-face", { hf: { endpoint: "https://huggingface.co", namespace: "meta" } }],
    ["hugging-face", { dataStore: { endpoint: "http://ds/v1/hf" } }],
    ["model-free", { ngc: { modelEndpoint: "hf://meta/llama" } }],
    ["unknown", { ngc: { modelPuller: "nvcr.io/nim/native:1.0" } }],
  ])("says %s of what is downloaded so", (protocol, source) => {
    const profiles = { listed: [], missing: [], notDownloaded: [], duplicated: [] };
    const spec = { source } as NonNullable<RecordFacts["spec"]>;
    expect(recordOf(cacheResult({ profiles }), facts({ spec }))?.protocol).toBe(protocol);
  });

  test("says where on the volume it is", () => {
    const spec = { storage: { pvc: { name: "shared", subPath: "llama" } } };
    expect(recordOf(cacheResult(), facts({ spec }))?.cluster?.path).toBe("llama");
  });
});
