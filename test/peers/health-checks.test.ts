import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { HealthState } from "../../src/nim/health/health.ts";
import { healthOf } from "../../src/nim/health/health-of.ts";
import { liveWorld } from "../../src/nim/health/surroundings.ts";
import { type NimKind, nimKinds } from "../../src/nim/schema/kinds.ts";
import type { ValueMap } from "../../src/nim/value.ts";
import { nim } from "../nim/health/live-objects.ts";
import { haveGolden, noGolden } from "../support/golden.ts";
import { argo, buildEvaluator, disagreements, flux, ofArgo, ofFlux } from "../support/health-checks.ts";
import { LiveReplay, timelines } from "../support/live-replay.ts";

beforeAll(buildEvaluator);

test("there is a check for each of the four kinds, and for nothing else", () => {
  expect(flux.spec.healthCheckExprs.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`).sort()).toEqual(
    nimKinds.map((kind) => `apps.nvidia.com/v1alpha1 ${kind}`).sort(),
  );
  expect(Object.keys(argo.data).sort()).toEqual(
    nimKinds.map((kind) => `resource.customizations.health.apps.nvidia.com_${kind}`).sort(),
  );
});

describe.runIf(haveGolden)("recorded lives", () => {
  const recorded = haveGolden ? timelines() : [];

  test("at every step both say what nimops says of the object alone", () => {
    const seen = recorded.flatMap((timeline) => everyObject(timeline).map(({ object }) => object));
    expect(seen.length).toBeGreaterThan(2000);
    expect(disagreements(seen)).toEqual([]);
  });

  test("they are healthy before nimops is only for what they cannot see", () => {
    const seen = recorded.flatMap(everyObject);
    const early = ofArgo(seen.map(({ object }) => object)).flatMap(({ status }, index) => {
      const one = seen[index];
      return status === "Healthy" && one?.health !== "healthy"
        ? [`${String(one?.object.kind)} ${one?.reason}`]
        : [];
    });
    const page = readFileSync(join(import.meta.dirname, "../../docs/health-checks.md"), "utf8");
    const listed = [...page.matchAll(/^\| (NIM\w+) \| `(\w+)` \|/gm)].map(
      ([, kind, reason]) => `${kind} ${reason}`,
    );
    expect([...new Set(early)].sort()).toEqual(listed.sort());
  });
});

test.runIf(!haveGolden)(noGolden, () => {
  expect(process.env.CI).toBeUndefined();
});

const text = fc.constantFrom;
const states: Readonly<Record<NimKind, readonly string[]>> = {
  NIMCache: ["", "PVC-Created", "Started", "Pending", "InProgress", "NotReady", "Failed", "Ready"],
  NIMService: ["", "PVC-Created", "Pending", "NotReady", "Failed", "Ready"],
  NIMPipeline: ["", "NotReady", "Failed", "Ready"],
  NIMBuild: ["", "Started", "Pending", "InProgress", "Failed", "Ready"],
};
const messages = text(
  "",
  'Pod "llama-pod" not found',
  'pods "llama-engine-build-pod" not found',
  'Operation cannot be fulfilled on nims "llama": the object has been modified; please apply your changes',
  "Internal error occurred: container not found",
  "no profiles are selected for caching",
  'services "llama" already exists',
  'deployment "llama" exceeded its progress deadline',
  'deployment "llama" is scaled down',
);
const reasons = text("Failed", "NotReady", "NIMCacheNotReady", "NIMCacheNotFound", "NIMCacheFailed");
const types: Readonly<Record<NimKind, readonly string[]>> = {
  NIMCache: ["NIM_CACHE_RECONCILE_FAILED", "NIM_CACHE_JOB_COMPLETED", "NIM_CACHE_JOB_PENDING"],
  NIMService: ["Ready", "Failed"],
  NIMPipeline: ["NIM_PIPELINE_READY"],
  NIMBuild: [
    "NIM_BUILD_RECONCILE_FAILED",
    "NIM_BUILD_ENGINE_BUILD_POD_COMPLETED",
    "NIM_BUILD_SINGLE_BUILDABLE_PROFILE_FOUND",
    "NIM_BUILD_MULTIPLE_BUILDABLE_PROFILES_FOUND",
    "NIM_BUILD_NO_BUILDABLE_PROFILES_FOUND",
  ],
};
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const ids = fc.uniqueArray(text("a", "b", "all"), { maxLength: 2 });
const specs: Readonly<Record<NimKind, fc.Arbitrary<object>>> = {
  NIMCache: fc.record({
    source: fc.record({ ngc: maybe(fc.record({ model: maybe(fc.record({ profiles: maybe(ids) })) })) }),
  }),
  NIMService: fc.record({
    replicas: maybe(fc.nat(2)),
    scale: maybe(fc.record({ enabled: maybe(fc.boolean()) })),
    inferencePlatform: maybe(text("standalone", "kserve")),
    multiNode: maybe(fc.record({ parallelism: maybe(fc.record({ pipeline: maybe(fc.nat(3)) })) })),
    draResources: maybe(fc.array(fc.constant({ resourceClaimName: "gpus" }), { maxLength: 1 })),
    resources: maybe(
      fc.record({
        requests: maybe(fc.constantFrom({}, { "nvidia.com/gpu": "1" })),
        limits: maybe(fc.constantFrom({}, { cpu: "1" })),
      }),
    ),
    storage: fc.record({
      nimCache: maybe(fc.record({ name: fc.constant("llama"), profile: maybe(text("", "a")) })),
    }),
  }),
  NIMPipeline: fc.record({
    services: maybe(
      fc.array(fc.record({ name: text("chat", ""), enabled: maybe(fc.boolean()), spec: fc.constant({}) }), {
        maxLength: 3,
      }),
    ),
  }),
  NIMBuild: fc.record({ nimCache: fc.record({ name: fc.constant("llama") }) }),
};

function anyOf(kind: NimKind): fc.Arbitrary<ValueMap> {
  return fc
    .record({
      spec: specs[kind],
      state: text(...states[kind]),
      isTakenUp: fc.boolean(),
      isDeleting: fc.boolean(),
      profiles: maybe(fc.array(fc.record({ name: text("a", "b") }), { maxLength: 2 })),
      conditions: fc.uniqueArray(
        fc.record({
          type: text(...types[kind]),
          status: text("True", "False"),
          reason: reasons,
          message: messages,
        }),
        { selector: ({ type }) => type, maxLength: 3 },
      ),
    })
    .map(({ spec, state, isTakenUp, isDeleting, profiles, conditions }) => {
      // One whose resources are not whole never gets so far.
      const isDown = conditions.some(({ message }) => message.endsWith("is scaled down"));
      const made = {
        apiVersion: "apps.nvidia.com/v1alpha1",
        kind,
        metadata: {
          name: "llama",
          namespace: "models",
          finalizers: isTakenUp ? [`finalizer.${kind.toLowerCase()}.apps.nvidia.com`] : undefined,
          deletionTimestamp: isDeleting ? "2026-01-01T00:00:00Z" : undefined,
        },
        spec: { ...spec, ...(isDown && { resources: undefined }) },
        status: { state, profiles, conditions },
      };
      // What is undefined is left out, as an API server does.
      return JSON.parse(JSON.stringify(made));
    });
}

test.each(nimKinds)("both say of 2,000 random objects of kind %s what nimops says of them", (kind) => {
  expect(disagreements(fc.sample(anyOf(kind), { seed: 11, numRuns: 2000 }))).toEqual([]);
});

test("before the operator has written a status nothing is healthy, and nothing has failed", () => {
  const fresh = nimKinds.map((kind) => {
    const { status: _, ...rest } = nim(kind, { spec: { services: [{ name: "chat", enabled: true }] } });
    return rest;
  });
  expect(ofArgo(fresh).map(({ status }) => status)).toEqual(fresh.map(() => "Progressing"));
  // Flux takes an expression that cannot be evaluated for "not known yet" and goes on waiting.
  for (const { status, err } of ofFlux(fresh)) {
    expect(status).toBe("");
    expect(err).toContain("no such attribute(s): status");
  }
});

test("messages of Argo CD say what is wrong", () => {
  const [lacking] = ofArgo([
    nim("NIMCache", {
      state: "Ready",
      spec: { source: { ngc: { model: { profiles: ["a", "b"] } } } },
      status: { profiles: [{ name: "a" }] },
    }),
  ]);
  expect(lacking?.message).toBe(
    "profile b was not downloaded: a Ready cache never downloads again, take a new name",
  );
});

interface Judged {
  readonly object: ValueMap;
  /** With all that is around it. */
  readonly health: HealthState | undefined;
  readonly reason: string | undefined;
}

function everyObject({ steps }: ReturnType<typeof timelines>[number]): Judged[] {
  const replay = new LiveReplay();
  const seen: Judged[] = [];
  const around = ["Job", "Pod", "PersistentVolumeClaim", "Deployment", "LeaderWorkerSet", ...nimKinds];
  for (const [index, step] of steps.entries()) {
    if (step.t - (steps[index - 1]?.t ?? 0) > 1) replay.settle();
    replay.play(step);
    const world = liveWorld(replay.objects(), { knows: around, now: step.t * 1000 });
    for (const { object, namespace, kind, isDeleting } of world.objects) {
      // Argo CD asks nobody about what is being deleted.
      if (!nimKinds.some((each) => each === kind) || isDeleting) continue;
      const found = healthOf(object, world.around(namespace));
      seen.push({ object, health: found?.health, reason: found?.reason });
    }
  }
  return seen;
}
