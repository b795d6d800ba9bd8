import { describe, expect, test } from "vitest";
import { lint } from "../../src/lint/engine.ts";
import type { Finding } from "../../src/lint/finding.ts";
import { rules } from "../../src/lint/rules/index.ts";
import { loadManifests } from "../../src/manifest/load.ts";
import type { NimKind } from "../../src/nim/schema/kinds.ts";
import { isMap, type Path, type Value, type ValueMap } from "../../src/nim/value.ts";
import { type OperatorVersion, operatorVersions } from "../../src/nim/version.ts";
import { setCelFields } from "../support/cel-mutants.ts";
import { crdOracle, pruned, type Verdict } from "../support/crd-oracle.ts";
import { haveCrds, noCrds } from "../support/crds.ts";
import { defaultSettings } from "../support/lint-text.ts";
import { mutantOf, Random } from "../support/mutants.ts";
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
        const { document: made, how } = mutant(base, kind, version, random);
        const document = mapAsSent(made);
        const verdict = crdOracle(kind, version)(document);
        for (const { reason } of verdict.cel) broken.add(reason);
        seen[verdict.schema.length > 0 ? "schema" : verdict.cel.length > 0 ? "cel" : "accepted"]++;
        compare(verdict, refusalsOf(document, version), `${kind}: ${how}`);
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

function mutant(base: ValueMap, kind: NimKind, version: OperatorVersion, random: Random) {
  if (random.below(3) === 0) return mutantOf(base, random);
  const document = structuredClone(base);
  const how = setCelFields(document, random);
  if (random.below(8) > 0) return { document: pruned(kind, version, document), how };
  // Fields that the version does not know, or one more mistake.
  if (random.below(2) === 0) return { document, how };
  const worse = mutantOf(document, random);
  return { document: worse.document, how: `${how}, ${worse.how}` };
}

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

const judging = rules.filter(({ enforcedBy }) => enforcedBy === "api-server");

function refusalsOf(document: ValueMap, operatorVersion: OperatorVersion): Finding[] {
  const scope = { name: undefined, namespace: "default", operatorVersion, covers: () => true };
  const bytes = Buffer.from(JSON.stringify(document, exactIntegers).replace(/"\\u0000([^"]*)"/g, "$1"));
  const loaded = loadManifests([{ path: "manifest.json", bytes }], {
    maxFileSize: bytes.length,
    cwd: "/",
    scopes: [scope],
  });
  return lint(loaded, judging, () => ({ ...defaultSettings, operatorVersion })).filter(
    ({ enforcedBy, severity }) => enforcedBy === "api-server" && severity === "error",
  );
}

function exactIntegers(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? `\0${value}` : value;
}

/** Go writes a float without a fraction as an integer, up to 1e21: what kubectl sends is none any more. */
function asSent(value: Value): Value {
  if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return Math.abs(value) < 1e21 ? BigInt(value) : value;
  }
  if (Array.isArray(value)) return value.map(asSent);
  return isMap(value) ? mapAsSent(value) : value;
}

function mapAsSent(map: ValueMap): ValueMap {
  const sent: ValueMap = {};
  for (const [key, value] of Object.entries(map)) {
    Object.defineProperty(sent, key, {
      value: asSent(value),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return sent;
}
