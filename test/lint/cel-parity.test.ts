import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/lint/finding.ts";
import type { NimKind } from "../../src/nim/schema/kinds.ts";
import type { Path } from "../../src/nim/value.ts";
import { type OperatorVersion, operatorVersions } from "../../src/nim/version.ts";
import { apiRefusalsOf } from "../support/api-refusals.ts";
import { crdOracle, pruned, type Verdict } from "../support/crd-oracle.ts";
import { haveCrds, noCrds } from "../support/crds.ts";
import { Random } from "../support/mutants.ts";
import { jsonText, sentMutant } from "../support/sent-mutant.ts";
import { validManifests } from "../support/valid-manifests.ts";

const perVersion = Number(process.env.NIMOPS_MUTANTS ?? 20_000) / operatorVersions.length;
const seed = Number(process.env.NIMOPS_SEED ?? 1);

test("the CRDs are there", ({ skip }) => {
  if (!haveCrds && process.env.CI) expect.fail(noCrds);
  skip(!haveCrds, noCrds);
});

describe.skipIf(!haveCrds)(
  `lint, beside the CRDs and their CEL rules (${haveCrds ? `seed ${seed}` : noCrds})`,
  () => {
    test.each(operatorVersions)("operator %s refuses what our findings say that it refuses", (version) => {
      const random = new Random(seed * 1000 + operatorVersions.indexOf(version));
      const bases = validManifests.map((manifest) => pruned(manifest.kind, version, manifest));
      const seen = { accepted: 0, schema: 0, cel: 0 };
      const broken = new Set<string>();
      for (let count = 0; count < perVersion; count++) {
        const base = random.pick(bases);
        const kind = base.kind as NimKind;
        const { document, how } = sentMutant(base, kind, version, random);
        const verdict = crdOracle(kind, version)(document);
        for (const { reason } of verdict.cel) broken.add(reason);
        seen[verdict.schema.length > 0 ? "schema" : verdict.cel.length > 0 ? "cel" : "accepted"]++;
        compare(verdict, apiRefusalsOf(jsonText(document), version), `${kind}: ${how}`);
      }
      // A test of mutants that are all alike would prove nothing.
      expect(Math.min(...Object.values(seen)), JSON.stringify(seen)).toBeGreaterThan(perVersion / 20);
      expect(broken.size).toBe(celRulesOf[version]);
    });
  },
);

/** Different messages of CEL rules that a new document can break: 3.0.2 knows C1, C2, C4 (as C5), D1, D2, S2 and S3. */
const celRulesOf: Record<OperatorVersion, number> = {
  "3.0.2": 7,
  // S4, R1, R2, R3, M2
  "3.1.0": 12,
  // M1
  "3.1.1": 13,
  "3.1.2": 13,
  main: 13,
};

function compare({ schema, cel }: Verdict, findings: readonly Finding[], how: string): void {
  const ours = findings.map(({ rule, path }) => `${rule} ${path.join(".")}`).join("; ") || "no finding";
  expect(findings.length > 0, `${how}: ${ours}`).toBe(schema.length + cel.length > 0);
  // The API server leaves CEL rules out where the schema does not hold; findings may say more.
  if (schema.length > 0) return;
  expect(findings.length, `${how}: ${ours}`).toBe(cel.length);
  for (const { path } of cel) {
    expect(
      findings.some((finding) => isWithin(finding.path, path)),
      `${how}: ${path.join(".")} among ${ours}`,
    ).toBe(true);
  }
}

function isWithin(path: Path, ancestor: Path): boolean {
  return ancestor.every((step, index) => path[index] === step);
}
