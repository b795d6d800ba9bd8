import fc from "fast-check";
import { expect, test } from "vitest";
import { textAt } from "../../../src/nim/health/fields.ts";
import { RandomLife } from "../../support/reconciler/random-life.ts";

/** More of them in the long tests. */
const runs = Number(process.env.NIMOPS_LIVES ?? 40);

test("whatever happens, nothing moves onto a cache that is not Ready, only what is ours goes, and all comes to rest", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const life = new RandomLife(seed);
      for (let step = 0; step < 40; step += 1) await life.step();
      expect(life.broken).toEqual([]);
      expect(await life.calm()).toBeLessThan(60);
      expect(life.broken).toEqual([]);
      leaksNothing(life);
      hasWhatGitSays(life);
    }),
    { numRuns: runs },
  );
}, 300_000);

/** Everything that carries our label stands in the ledger, or Git has let it go with it. */
function leaksNothing({ bed }: RandomLife): void {
  const known = new Set(bed.status?.ledger.map(({ kind, name }) => `${kind} ${name}`));
  const ours = bed.api.objects.filter(
    (object) => textAt(object, "metadata", "labels", "nimops.dev/repository") === "models.models",
  );
  expect(
    ours.map(({ kind, metadata }) => `${kind} ${metadata.name}`).filter((name) => !known.has(name)),
  ).toEqual([]);
}

function hasWhatGitSays({ bed, wanted }: RandomLife): void {
  for (const { kind, metadata, spec } of wanted) {
    const name = textAt({ metadata }, "metadata", "name");
    const status = bed.resource(String(kind), name);
    if (bed.condition("Stalled")?.status === "True" && bed.condition("Stalled")?.reason !== "ResourceStalled")
      return;
    // Git may ask for what cannot be: a cache that nobody has, an edit that the operator ignores.
    if (status === undefined || ["Waiting", "Stalled"].includes(status.phase)) {
      expect(status?.message.length).toBeGreaterThan(10);
      continue;
    }
    const live = bed.api.find(String(kind), "models", name);
    expect(live, `${String(kind)} ${name}: ${JSON.stringify(status)}`).toBeDefined();
    if (kind !== "NIMService") continue;
    expect(textAt(live, "spec", "storage", "nimCache", "name")).toBe(
      textAt({ spec }, "spec", "storage", "nimCache", "name"),
    );
  }
}
