import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Finding } from "../../src/lint/finding.ts";
import type { NimKind } from "../../src/nim/schema/kinds.ts";
import { isMap, type ValueMap, valueAt } from "../../src/nim/value.ts";
import { type OperatorVersion, operatorVersions } from "../../src/nim/version.ts";
import { apiRefusalsOf } from "../support/api-refusals.ts";
import { pruned } from "../support/crd-oracle.ts";
import type { Cause } from "../support/golden.ts";
import { metadataMutant } from "../support/metadata-mutants.ts";
import { Random } from "../support/mutants.ts";
import { fieldsNamed, type NamedField } from "../support/named-fields.ts";
import { jsonText, sentMutant } from "../support/sent-mutant.ts";
import { validManifests } from "../support/valid-manifests.ts";
import type { Answer } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { installCrds, nimCrds } from "./crds.ts";

/** Mutants of each version; others at each run unless NIMOPS_SEED says which. */
const count = Number(process.env.NIMOPS_MUTANTS ?? 2000);
const seed = Number(process.env.NIMOPS_SEED ?? Math.floor(Math.random() * 1_000_000));
const kinds = ["NIMCache", "NIMService", "NIMPipeline", "NIMBuild"] as const;
/** On which we differ on purpose, with the reason. */
const exceptions: readonly { reason: string; applies(document: ValueMap): boolean }[] = [
  {
    reason:
      "where a text has the format byte, the server takes any list for it (kube-openapi validate/type.go), which the CRD does not say: only parameters of an endpoint picker's plugin",
    applies: (document) => /"parameters":\[/.test(jsonText(document)),
  },
  {
    reason:
      "of a prefix that ends in a dash, the server replaces the last two characters before it looks (apimachinery, maskTrailingDash), so that beside a name it takes `A-`: we do not",
    applies: ({ metadata }) => isMap(metadata) && /[^a-z0-9]-$/.test(`${metadata.generateName}`),
  },
];
/** So many requests are under way at a time. */
const inFlight = 8;

let plane: ControlPlane;
let namespace: string;

beforeAll(async () => {
  plane = await startControlPlane({ operator: "none" });
  await installCrds(plane.api, operatorVersions.flatMap(crdsOf));
  namespace = await plane.newNamespace("lint-truth");
}, 400_000);

afterAll(async () => {
  if (!plane) return;
  await Promise.all(
    operatorVersions.flatMap(crdsOf).map((crd) => {
      const name = valueAt(crd, ["metadata", "name"]);
      return plane.api.ask("DELETE", `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`);
    }),
  );
  await plane.stop();
});

describe(`lint and a real API server (NIMOPS_SEED=${seed} repeats these mutants)`, () => {
  it.each(operatorVersions)("operator %s: both take the valid manifests", async (version) => {
    const told = await eachInFlight(validManifests, async (manifest) => {
      const document = {
        ...pruned(manifest.kind, version, manifest),
        metadata: { name: "valid", namespace },
      };
      return difference(await answerTo(document, manifest.kind, version), [], "valid");
    });
    expect(told.flatMap((one) => one ?? [])).toEqual([]);
  });

  it.each(operatorVersions)(
    "operator %s: mutants are accepted and refused alike, for the same fields",
    async (version) => {
      const random = new Random(seed * 1000 + operatorVersions.indexOf(version));
      const seen: Record<string, number> = {};
      const mutants = Array.from({ length: count }, (_, index) =>
        mutantFor(kinds[index % kinds.length] ?? "NIMCache", version, random),
      );
      const told = await eachInFlight(mutants, async ({ kind, document, how }) => {
        const answer = await answerTo(document, kind, version);
        if (exceptions.some(({ applies }) => applies(document))) return undefined;
        const verdict = `${kind} ${answer.code < 300 ? "accepted" : "refused"}`;
        seen[verdict] = (seen[verdict] ?? 0) + 1;
        const findings = apiRefusalsOf(jsonText(document), version);
        const text = `${how}\n    ${jsonText(document)}`;
        return difference(answer, findings, text);
      });
      const differences = told.flatMap((one) => one ?? []).sort((one, other) => one.length - other.length);
      expect(
        differences.slice(0, 5).join("\n"),
        `${differences.length} of ${count} mutants differ; repeat with NIMOPS_SEED=${seed}`,
      ).toBe("");
      // Mutants that are all alike would prove nothing.
      expect(Object.keys(seen)).toHaveLength(8);
      expect(Math.min(...Object.values(seen)), JSON.stringify(seen)).toBeGreaterThan(count / 40);
    },
    Math.max(300_000, count * 100),
  );
});

/** The server itself judges metadata, of which the CRDs say nothing: some mutants have a mistake there. */
function mutantFor(kind: NimKind, version: OperatorVersion, random: Random) {
  const base = random.pick(validManifests.filter((manifest) => manifest.kind === kind));
  const accepted = pruned(kind, version, { ...base, metadata: { name: "mutant", namespace } });
  const { document, how } =
    random.below(8) === 0 ? metadataMutant(accepted, random) : sentMutant(accepted, kind, version, random);
  return { kind, document, how: `${kind}: ${how}` };
}

/** Each version's CRDs under a group of its own, so that one server serves all of them. */
function crdsOf(version: OperatorVersion): ValueMap[] {
  return nimCrds(version).map((crd) => {
    const copy = structuredClone(crd);
    const { metadata, spec } = copy;
    if (!isMap(metadata) || !isMap(spec)) throw new Error("no CRD");
    metadata.name = String(metadata.name).replace("apps.nvidia.com", groupOf(version));
    spec.group = groupOf(version);
    return copy;
  });
}

function groupOf(version: OperatorVersion): string {
  return `lint-${version.replaceAll(".", "-")}.nimops.test`;
}

function answerTo(document: ValueMap, kind: NimKind, version: OperatorVersion): Promise<Answer> {
  const apiVersion = `${groupOf(version)}/v1alpha1`;
  const path = `/apis/${apiVersion}/namespaces/${namespace}/${kind.toLowerCase()}s`;
  const text = jsonText({ ...document, apiVersion });
  return plane.api.ask("POST", `${path}?dryRun=All&fieldValidation=Strict`, text);
}

/** What the two do not agree on; undefined where they do. */
function difference(answer: Answer, findings: readonly Finding[], how: string): string | undefined {
  const isRefused = answer.code >= 300;
  const causes = isRefused ? causesOf(answer) : [];
  const theirs = causes.flatMap(fieldsNamed);
  const ours = findings.map(placeOf);
  const unnamed = theirs.filter((field) => !ours.some((place) => isNamed(place, field)));
  const alone = ours.filter((place) => !theirs.some((field) => isNamed(place, field)));
  // Unknown fields and what cannot be decoded are told alone, and CEL rules only of what fits the schema.
  const isPartial = answer.code === 400 || causes.some(({ field }) => field === "<nil>");
  const agree =
    isRefused === findings.length > 0 && unnamed.length === 0 && (isPartial || alone.length === 0);
  if (agree) return undefined;
  const said = isRefused ? `${answer.code} ${answer.body.message ?? answer.text.slice(0, 300)}` : "accepted";
  const told = findings.map(({ rule, path, message }) => `${rule} ${path.join(".")}: ${message}`);
  return `${how}\n  server: ${said}\n  lint: ${told.join("; ") || "accepted"}\n`;
}

/** The server names fields of metadata without the indexes of lists. */
function placeOf({ path }: Finding): string {
  return (path[0] === "metadata" ? path.filter((step) => typeof step !== "number") : path).join(".");
}

/** Of labels, annotations and the like, it names only the map. */
function isNamed(place: string, { field, exactly }: NamedField): boolean {
  const isWithin = place.startsWith(`${field}.`) && (!exactly || field.startsWith("metadata."));
  return place === field || isWithin;
}

function causesOf({ body }: Answer): Cause[] {
  const causes = valueAt(body, ["details", "causes"]);
  const told = Array.isArray(causes) ? causes.filter(isMap) : [];
  if (told.length === 0) return [{ field: "", reason: String(body.reason), message: String(body.message) }];
  return told.map(({ field = "", reason = "", message = "" }) => ({
    field: String(field),
    reason: String(reason),
    message: String(message),
  }));
}

async function eachInFlight<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const waiting = items.entries();
  const worker = async () => {
    for (const [index, item] of waiting) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return results;
}
