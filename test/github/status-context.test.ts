import fc from "fast-check";
import { expect, test } from "vitest";
import { prewarmContext, reservedClusterNames } from "../../src/github/status-context.ts";

const name = fc.string({ unit: "binary", minLength: 1, maxLength: 300 });
const place = fc.record(
  {
    cluster: fc.option(name, { nil: undefined }),
    cache: fc.option(fc.record({ namespace: name, name }), { nil: undefined }),
  },
  { requiredKeys: ["cluster", "cache"] },
);

test("contexts of prewarm are short enough for GitHub and differ where what they are about differs", () => {
  fc.assert(
    fc.property(place, place, (one, other) => {
      const contexts = [one, other].map(({ cluster, cache }) => prewarmContext(cluster, cache));
      for (const context of contexts) {
        expect(context.length).toBeLessThanOrEqual(255);
        expect(context.split("/").slice(0, 2)).toEqual(["nimops", "prewarm"]);
      }
      const isSame =
        JSON.stringify([one.cluster, one.cache]) === JSON.stringify([other.cluster, other.cache]);
      expect(contexts[0] === contexts[1]).toBe(isSame);
    }),
  );
});

test("no cluster of the reconciler, whose contexts begin with nimops/ and its name, may be called as ours begin", () => {
  expect(prewarmContext("eu-hgx", { namespace: "models", name: "llama" })).toBe(
    "nimops/prewarm/eu-hgx/models/llama",
  );
  expect(reservedClusterNames).toContain(prewarmContext(undefined).split("/")[1]);
});
