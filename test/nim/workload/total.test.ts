import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type MadeName,
  type MadeWhere,
  namesMadeForBuild,
  namesMadeForCache,
  namesMadeForService,
} from "../../../src/nim/made-names.ts";
import type { ModelManifest } from "../../../src/nim/profile/model-of-image.ts";
import { judge } from "../../../src/nim/schema/judge.ts";
import type { NimKind } from "../../../src/nim/schema/kinds.ts";
import { isMap, type ValueMap, valueAt } from "../../../src/nim/value.ts";
import { operatorVersions } from "../../../src/nim/version.ts";
import type { Outcome, Surroundings } from "../../../src/nim/workload/made.ts";
import { objectsMadeOf } from "../../../src/nim/workload/objects.ts";
import { refusalOf } from "../../../src/nim/workload/refused.ts";
import { isSubjectOf, type Subject } from "../../../src/nim/workload/subject.ts";
import { mutantOf, Random } from "../../support/mutants.ts";
import { validManifests } from "../../support/valid-manifests.ts";

const v2Manifest = `schema_version: "2.0"
profiles:
- id: aaaa
  tags: {llm_engine: tensorrt_llm, tp: "2", trtllm_buildable: "true", gpu: H100}
- id: bbbb
  tags: {llm_engine: vllm, tp: many}
`;

const images: readonly ModelManifest[] = [
  { kind: "native" },
  { kind: "none" },
  { kind: "unknown" },
  { kind: "text", text: "" },
  { kind: "text", text: "a: [" },
  { kind: "text", text: v2Manifest },
  { kind: "text", text: "cccc:\n  model: llama\n  tags:\n    tp: 4\n    llm_engine: vllm\n" },
];

const world = fc.record({
  seed: fc.nat(),
  version: fc.constantFrom(...operatorVersions),
  image: fc.constantFrom(...images),
  products: fc.constantFrom(undefined, [], ["NVIDIA-H100-80GB-HBM3"]),
  /** The others are not in the cluster. */
  neighbours: fc.boolean(),
  isMutant: fc.boolean(),
  kserveMode: fc.constantFrom(undefined, "Knative", "RawDeployment", "Serverless", "ModelMesh", "of nobody"),
  /** Of every cache that another resource finds, and of the resource itself. */
  state: fc.constantFrom(undefined, "Ready", "InProgress", "Failed"),
  type: fc.constantFrom(undefined, "native", "model-free"),
  pullSecret: fc.constantFrom(undefined, "{}", '{"auths":{"nvcr.io":{"auth":"?"}}}', "not json"),
  storedManifest: fc.constantFrom<(ValueMap | undefined)[]>(
    undefined,
    undefined,
    {},
    { "model_manifest.yaml": "a: [" },
  ),
});

test("whatever the API server takes is rendered, without a throw and with whole objects only", () => {
  let rendered = 0;
  fc.assert(
    fc.property(world, (given) => {
      const { seed, version, image, products, neighbours, isMutant } = given;
      const random = new Random(seed);
      const valid = random.pick(validManifests);
      const document = isMutant ? mutantOf(valid, random).document : valid;
      const { resource, problems } = judge(valid.kind, version, document);
      if (problems.length > 0) return;
      rendered++;
      const others = neighbours ? validManifests : [];
      const surroundings: Surroundings = {
        namespace: "models",
        operatorVersion: version,
        products,
        modelManifest: () => image,
        ...(given.kserveMode !== undefined && { kserveMode: given.kserveMode }),
        find: (kind, name) => {
          const found =
            neighbourOf(kind, given) ??
            others.find((other) => other.kind === kind && nameOf(other) === name) ??
            (neighbours && random.below(2) === 0 ? others.find((other) => other.kind === kind) : undefined);
          return found && kind === "NIMCache" ? { ...found, status: statusOf(given) } : found;
        },
      };
      const { metadata = {}, spec = {} } = resource;
      const status = statusOf(given);
      const before = JSON.stringify(resource, keepDigits);
      const subject = { kind: valid.kind satisfies NimKind, name: nameOf(valid), metadata, spec, status };
      const outcome = objectsMadeOf(subject, surroundings);
      expect(JSON.stringify(resource, keepDigits)).toBe(before);
      expectWhole(outcome);
      expectNamed(outcome, subject, { operatorVersion: version, kserveMode: given.kserveMode ?? "Standard" });
      if (waitsForCache(document, given, surroundings)) expectWaiting(outcome);
    }),
    { numRuns: 3000 },
  );
  // Most mutants are refused; were all of them, this would prove nothing.
  expect(rendered).toBeGreaterThan(800);
});

interface Given {
  readonly state: string | undefined;
  readonly type: string | undefined;
  readonly pullSecret: string | undefined;
  readonly storedManifest: ValueMap | undefined;
}

function statusOf({ state, type }: Given): ValueMap {
  return { pvc: "weights", ...(state !== undefined && { state }), ...(type !== undefined && { type }) };
}

function neighbourOf(kind: string, { pullSecret, storedManifest }: Given): ValueMap | undefined {
  if (kind === "Secret")
    return pullSecret === undefined ? undefined : { stringData: { ".dockerconfigjson": pullSecret } };
  return kind === "ConfigMap" && storedManifest ? { data: storedManifest } : undefined;
}

/** Whether a service or a build stands on a cache that is there, and neither Ready nor without a state. */
function waitsForCache({ kind, spec }: ValueMap, { state }: Given, { find }: Surroundings): boolean {
  const path = kind === "NIMService" ? ["storage", "nimCache", "name"] : ["nimCache", "name"];
  const name = kind === "NIMService" || kind === "NIMBuild" ? valueAt(spec, path) : undefined;
  const isThere = typeof name === "string" && name !== "" && find("NIMCache", name) !== undefined;
  return isThere && state !== undefined && state !== "Ready";
}

function expectWaiting({ objects, stopped }: Outcome): void {
  expect(stopped).toBeDefined();
  for (const { kind, metadata } of objects) {
    const isPicker = metadata.name.endsWith("-epp");
    if (!isPicker) expect(["Deployment", "LeaderWorkerSet", "InferenceService", "Pod"]).not.toContain(kind);
  }
}

/** What a pipeline makes is named by its services, and claim templates have a hash in their names. */
function expectNamed({ objects, unknown }: Outcome, subject: Subject, where: MadeWhere): void {
  const names = namesMadeFor(subject, where)?.map(({ kind, name }) => `${kind}/${name}`);
  if (!names) return;
  const made = objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
  const all = [...made, ...unknown.map(({ kind, name }) => `${kind}/${name}`)];
  expect(all.filter((name) => !name.startsWith("ResourceClaimTemplate/") && !names.includes(name))).toEqual(
    [],
  );
}

function namesMadeFor(subject: Subject, where: MadeWhere): MadeName[] | undefined {
  if (isSubjectOf(subject, "NIMCache")) return namesMadeForCache(subject, where);
  if (isSubjectOf(subject, "NIMService")) return namesMadeForService(subject, where);
  return isSubjectOf(subject, "NIMBuild") ? namesMadeForBuild(subject) : undefined;
}

function expectWhole({ objects, unknown, stopped }: Outcome): void {
  const names = new Set<string>();
  for (const object of objects) {
    expect(object.apiVersion).toMatch(/^(?:[a-z0-9.-]+\/)?v[0-9][a-z0-9]*$/);
    expect(object.kind).toMatch(/^[A-Z][A-Za-z]+$/);
    expect(object.metadata.name).not.toBe("");
    expect(object.metadata.namespace).toBe("models");
    expect(refusalOf(object)).toBeUndefined();
    expect(JSON.stringify(object, keepDigits)).not.toContain("undefined");
    names.add(`${object.kind}/${object.metadata.name}`);
  }
  expect(names.size).toBe(objects.length);
  for (const { why, kind } of unknown) expect(`${kind} ${why.sentence}`).toMatch(/\S \S/);
  // Of a failed cache the operator has nothing to say.
  if (stopped?.reason !== "NIMCacheFailed") expect(stopped?.message).not.toBe("");
}

function nameOf(object: ValueMap): string {
  return isMap(object.metadata) ? String(object.metadata.name) : "";
}

function keepDigits(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? `${value}n` : value;
}
