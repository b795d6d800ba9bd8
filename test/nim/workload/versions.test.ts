import { expect, test } from "vitest";
import { judge } from "../../../src/nim/schema/judge.ts";
import type { ValueMap } from "../../../src/nim/value.ts";
import { type OperatorVersion, operatorVersions } from "../../../src/nim/version.ts";
import type { Outcome } from "../../../src/nim/workload/made.ts";
import { objectsMadeOf } from "../../../src/nim/workload/objects.ts";
import { differingPlaces } from "../../support/differing-places.ts";
import { describeRecorded } from "../../support/golden.ts";
import { serviceSpec } from "../../support/service-objects.ts";
import { type VersionDifference, versionDifferences } from "../../support/version-differences.ts";
import {
  nimsOf,
  recordedWorkload,
  surroundingsOfCase,
  type WorkloadCase,
} from "../../support/workload-cases.ts";

const addresses = { httpProxy: "http://proxy", httpsProxy: "http://proxy", noProxy: "" };
const withCertificates = { ...addresses, certConfigMap: "authorities" };
const scaled = { replicas: null, scale: { enabled: true, hpa: { maxReplicas: 3 } } };
const onKServe = (mode: string) => ({
  inferencePlatform: "kserve",
  annotations: { "serving.kserve.io/deploymentMode": mode },
});

/** What the recording lacks and versions differ in. */
const unrecorded: readonly WorkloadCase[] = [
  caseOf("kserve", { inferencePlatform: "kserve", labels: { "networking.kserve.io/visibility": "mine" } }),
  caseOf("kserve-scaled", { ...onKServe("RawDeployment"), ...scaled }),
  caseOf("kserve-knative", onKServe("Serverless")),
  caseOf("kserve-unknown-mode", onKServe("knative")),
  caseOf("hf-cache", { storage: { nimCache: { name: "cache" } } }),
  caseOf("kserve-hf-cache", { inferencePlatform: "kserve", storage: { nimCache: { name: "cache" } } }),
  caseOf("kserve-certificates", { inferencePlatform: "kserve", proxy: withCertificates }),
  caseOf("certificates", { proxy: withCertificates }),
];

describeRecorded<WorkloadCase>("operator versions", recordedWorkload, (cases) => {
  const neighbours = operatorVersions
    .slice(1)
    .map((version, index) => [operatorVersions[index] ?? version, version] as const);

  test.each(neighbours)("%s and %s make the same, but for what their source says", (before, after) => {
    const known = versionDifferences.filter(({ since }) => since === after);
    const seen = new Set<VersionDifference>();
    const unexplained: string[] = [];
    let compared = 0;
    for (const recorded of [...cases, ...unrecorded]) {
      const [older, newer] = [before, after].map((version) => madeBy(version, recorded));
      if (!older || !newer) continue;
      compared++;
      for (const place of differingPlaces(older, newer)) {
        const difference = known.find(({ places }) => places.test(place.slice(1)));
        if (difference) seen.add(difference);
        else unexplained.push(`${recorded.id}: ${place.slice(1)}`);
      }
    }
    expect(unexplained).toEqual([]);
    expect(known.filter((difference) => !seen.has(difference))).toEqual([]);
    // The others have a field that the older one's CRDs do not know.
    expect(compared).toBeGreaterThan(60);
  });
});

function caseOf(id: string, changes: ValueMap): WorkloadCase {
  const hub = { endpoint: "https://huggingface.co", namespace: "meta", modelName: "llama" };
  const puller = { authSecret: "hf", modelPuller: "r/llm:1", pullSecret: "ngc" };
  const cache = { source: { hf: { ...hub, ...puller } }, storage: { pvc: { name: "weights" } } };
  return {
    id,
    given: { namespace: "models", products: [], modelManifests: {} },
    input: [
      nim("NIMService", id, serviceSpec(changes)),
      { ...nim("NIMCache", "cache", cache), status: { state: "Ready", pvc: "weights" } },
    ],
    made: [],
    status: {},
  };
}

function nim(kind: string, name: string, spec: ValueMap): ValueMap {
  return { apiVersion: "apps.nvidia.com/v1alpha1", kind, metadata: { name }, spec };
}

/** Objects by kind, and how each kind of resource ended; undefined where the version's CRDs refuse the manifest. */
function madeBy(version: OperatorVersion, recorded: WorkloadCase): ValueMap | undefined {
  const made: Record<string, ValueMap[]> = {};
  const ends: ValueMap = {};
  for (const { kind, name, written } of nimsOf(recorded)) {
    const { resource, problems } = judge(kind, version, written);
    if (problems.length > 0) return undefined;
    const { metadata = {}, spec = {}, status } = resource;
    const around = surroundingsOfCase(recorded, version);
    const outcome = objectsMadeOf({ kind, name, metadata, spec, status }, around);
    for (const object of outcome.objects) made[object.kind] = [...(made[object.kind] ?? []), object];
    Object.assign(ends, endOf(kind, outcome));
  }
  return { ...made, ...ends };
}

function endOf(kind: string, { stopped, unknown }: Outcome): ValueMap {
  return {
    ...(stopped && { [`${kind} stopped`]: { ...stopped } }),
    ...(unknown.length > 0 && { [`${kind} unknown`]: unknown.map(({ why }) => why.sentence) }),
  };
}
