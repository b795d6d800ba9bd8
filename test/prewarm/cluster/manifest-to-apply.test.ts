import fc from "fast-check";
import { expect, test } from "vitest";
import { isMap, type ValueMap } from "../../../src/nim/value.ts";
import { manifestToApply } from "../../../src/prewarm/cluster/manifest-to-apply.ts";
import { specWritten } from "../../support/operator/written-back.ts";
import { setOfObjects } from "../../support/plan-sets.ts";

const amount = fc.constantFrom("4000m", "4", "0.5", "0.5Gi", "1024Mi", "1e3", "0", 8, "100m");
const text = fc.constantFrom("", "a", "b");
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const specs = fc.record({
  source: fc.record({
    ngc: fc.record({
      modelPuller: fc.constant("nvcr.io/nim/a:1"),
      pullSecret: optional(text),
      authSecret: text,
      model: optional(
        fc.record({
          profiles: optional(fc.array(text, { maxLength: 2 })),
          precision: optional(text),
          lora: optional(fc.boolean()),
          buildable: optional(fc.boolean()),
        }),
      ),
    }),
  }),
  storage: fc.record({
    pvc: fc.record({ create: optional(fc.boolean()), size: optional(text), storageClass: optional(text) }),
  }),
  resources: optional(fc.record({ cpu: optional(amount), memory: optional(amount) })),
  tolerations: optional(fc.array(fc.record({ key: text, operator: text }), { maxLength: 2 })),
  nodeSelector: optional(fc.dictionary(fc.constantFrom("x", "y"), text, { maxKeys: 2 })),
  env: optional(fc.array(fc.record({ name: text, value: text }), { maxLength: 2 })),
  userID: optional(fc.constantFrom(0, 1000)),
});

test("the operator finds nothing to write differently, so that no field becomes its own", () => {
  fc.assert(
    fc.property(specs, (spec) => {
      const sent = manifestToApply(cacheOf(JSON.parse(JSON.stringify(spec))), "3.1.2");
      expect(specWritten("NIMCache", sent)).toEqual(sent.spec);
    }),
    { numRuns: 300 },
  );
});

test("what is sent once more is the same", () => {
  fc.assert(
    fc.property(specs, (spec) => {
      const sent = manifestToApply(cacheOf(JSON.parse(JSON.stringify(spec))), "3.1.2");
      const again = manifestToApply(cacheOf(isMap(sent.spec) ? sent.spec : {}), "3.1.2");
      expect(again).toEqual(sent);
    }),
    { numRuns: 200 },
  );
});

test("labels and annotations go along, status and bookkeeping do not", () => {
  const metadata = {
    labels: { team: "a" },
    annotations: { why: "b" },
    generation: 4,
    resourceVersion: "12",
    ownerReferences: [],
  };
  expect(manifestToApply(cacheOf({}, metadata), "3.1.2").metadata).toEqual({
    name: "llama",
    namespace: "models",
    labels: { team: "a" },
    annotations: { why: "b" },
  });
});

function cacheOf(spec: ValueMap, metadata: ValueMap = {}) {
  const object = {
    apiVersion: "apps.nvidia.com/v1alpha1",
    kind: "NIMCache" as const,
    metadata: { name: "llama", namespace: "models", ...metadata },
    spec,
    status: { state: "Ready" },
  };
  const [made] = setOfObjects([object]).ofKind("NIMCache");
  if (made === undefined) throw new Error("no cache");
  return made;
}
