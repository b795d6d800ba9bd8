import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isMap, valueAt } from "../../src/nim/value.ts";
import type { MadeObject } from "../../src/nim/workload/made.ts";
import { refusalOf } from "../../src/nim/workload/refused.ts";
import { type BrokenObject, brokenManyTimes, brokenObjects } from "../support/broken-objects.ts";
import { madeObjects } from "../support/made-objects.ts";
import type { Answer } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { installCrds } from "./crds.ts";
import { lacksOwnPlane } from "./own-plane.ts";
import { schemaCrds } from "./schema-crds.ts";

let plane: ControlPlane;

describe.skipIf(
  lacksOwnPlane("what a server refuses", "it needs CRDs with schemas, and others have their own"),
)("a real API server", () => {
  beforeAll(async () => {
    plane = await startControlPlane({ operator: "none" });
    await installCrds(plane.api, schemaCrds);
  }, 400_000);

  afterAll(() => plane?.stop());

  it("takes every sound object", async () => {
    const answers = await Promise.all(Object.values(madeObjects).map(send));
    expect(answers.map((answer) => answer.causes)).toEqual(answers.map(() => []));
  });

  it("refuses the same of hundreds of objects with one thing changed, for the same fields and in the same words", async () => {
    const { differences, refused } = await compare(brokenObjects());
    expect(differences).toEqual([]);
    expect(refused).toBeGreaterThan(300);
  }, 400_000);

  it("does so where several things are changed at once", async () => {
    const { differences, refused } = await compare(brokenManyTimes(2000));
    expect(differences).toEqual([]);
    expect(refused).toBeGreaterThan(500);
  }, 400_000);
});

async function compare(
  objects: readonly BrokenObject[],
): Promise<{ differences: unknown[]; refused: number }> {
  const differences: unknown[] = [];
  let refused = 0;
  await Promise.all(
    objects.map(async ({ title, object }) => {
      const real = await send(object);
      const ours = (refusalOf(object)?.causes ?? []).map(({ field, message }) => `${field}: ${message}`);
      if (real.causes.length > 0) refused++;
      if (sameItems(real.causes, ours)) return;
      const [onlyReal, onlyOurs] = [without(real.causes, ours), without(ours, real.causes)];
      differences.push({ title, code: real.code, onlyReal, onlyOurs });
    }),
  );
  return { differences, refused };
}

interface Verdict {
  readonly code: number;
  /** `field: message`, each once; empty where the object is accepted. */
  readonly causes: readonly string[];
}

async function send(object: MadeObject): Promise<Verdict> {
  const namespace = `${object.metadata.namespace ?? "default"}`;
  const root = object.apiVersion === "v1" ? "/api/v1" : `/apis/${object.apiVersion}`;
  const path = `${root}/namespaces/${namespace}/${pluralOf(object.kind)}?dryRun=All`;
  const answer = await plane.api.ask("POST", path, object);
  return { code: answer.code, causes: answer.code < 300 ? [] : causesOf(answer) };
}

function causesOf(answer: Answer): string[] {
  const causes = valueAt(answer.body, ["details", "causes"]);
  if (!Array.isArray(causes)) return [`${answer.body.message}`];
  const sentences = causes.filter(isMap).map((cause) => `${cause.field ?? ""}: ${cause.message}`);
  return [...new Set(sentences)].filter((sentence) => !beside.some((one) => sentence.includes(one)));
}

/** What comes on top of a refusal: rules of a custom resource that were left out, and node ports that the server chose. */
const beside = [
  "some validation rules were not checked because the object was invalid",
  "nodePort: Duplicate value",
];

function pluralOf(kind: string): string {
  return kind === "Ingress" ? "ingresses" : `${kind.toLowerCase()}s`;
}

function without(from: readonly string[], what: readonly string[]): string[] {
  return from.filter((one) => !what.includes(one));
}

function sameItems(a: readonly string[], b: readonly string[]): boolean {
  return without(a, b).length === 0 && without(b, a).length === 0;
}
