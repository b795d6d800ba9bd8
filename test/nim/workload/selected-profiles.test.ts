import fc from "fast-check";
import { expect, test } from "vitest";
import { selectForCache } from "../../../src/nim/profile/cache-selection.ts";
import type { ModelManifest } from "../../../src/nim/profile/model-of-image.ts";
import type { ModelFilter } from "../../../src/nim/schema/kinds.ts";
import { valueAt } from "../../../src/nim/value.ts";
import { operatorVersions } from "../../../src/nim/version.ts";
import { objectsMadeOfCache } from "../../../src/nim/workload/cache.ts";

const texts = [
  "",
  "a: [",
  "model_manifest.yaml not found\n",
  "cat: can't open '/etc/nim/config/model_manifest.yaml': No such file or directory\n",
  "bbbb:\n  tags: {tp: 2, gpu: H100}\naaaa:\n  tags: {tp: 4, feat_lora: 'true'}\n",
  "schema_version: '2.0'\nprofiles:\n- id: bbbb\n  tags: {tp: '2', precision: fp8, gpu: L40S}\n- id: aaaa\n  tags: {tp: '2'}\n",
];
const images: Exclude<ModelManifest, { kind: "unknown" }>[] = [
  { kind: "native" },
  { kind: "none" },
  ...texts.map((text) => ({ kind: "text" as const, text })),
];
const filters: (ModelFilter | undefined)[] = [
  undefined,
  { profiles: [] },
  { profiles: ["bbbb", "absent"] },
  { profiles: ["all"] },
  { profiles: ["aaaa", "all"] },
  { tensorParallelism: "2" },
  { precision: "fp8" },
  { lora: true },
  { gpus: [{ product: "h100" }] },
];

test("what `profiles select` says is what the Job gets, or why there is none", () => {
  const question = fc.record({
    operatorVersion: fc.constantFrom(...operatorVersions),
    manifest: fc.constantFrom(...images),
    model: fc.constantFrom(...filters),
    products: fc.constantFrom([], ["NVIDIA-H100-80GB-HBM3"], ["NVIDIA-L40S"]),
  });
  const seen = new Set<string>();
  fc.assert(
    fc.property(question, ({ operatorVersion, manifest, model, products }) => {
      const ngc = { authSecret: "key", modelPuller: "nvcr.io/nim/meta/llama:1", ...(model && { model }) };
      const source = { ngc };
      const selection = selectForCache({ name: "llama", source, manifest, products, operatorVersion });
      const storage = { pvc: { create: true, size: "50Gi", volumeAccessMode: "ReadWriteMany" } };
      const outcome = objectsMadeOfCache(
        { kind: "NIMCache", name: "llama", metadata: {}, spec: { source, storage } },
        {
          namespace: "models",
          operatorVersion,
          products,
          modelManifest: () => manifest,
          find: () => undefined,
        },
      );
      const job = outcome.objects.find(({ kind }) => kind === "Job");
      if (selection.selected.length > 0) {
        const args = valueAt(job, ["spec", "template", "spec", "containers", 0, "args"]);
        expect(args).toEqual(
          selection.selected.includes("all") ? ["--all"] : ["--profiles", ...selection.selected],
        );
        expect(selection.message).toBeNull();
        seen.add("selected");
      } else if (selection.message !== null) {
        expect(job).toBeUndefined();
        expect(outcome.stopped?.message).toBe(selection.message);
        seen.add("refused");
      } else {
        expect(selection.note).toBeDefined();
        const native = manifest.kind === "native";
        expect(job !== undefined).toBe(native);
        seen.add(native ? "native" : "empty");
      }
    }),
    { numRuns: 1500 },
  );
  expect([...seen].sort()).toEqual(["empty", "native", "refused", "selected"]);
});
