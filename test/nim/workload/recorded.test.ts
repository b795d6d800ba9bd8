import { expect, test } from "vitest";
import type { ModelManifest } from "../../../src/nim/profile/model-of-image.ts";
import { judge } from "../../../src/nim/schema/judge.ts";
import { type NimKind, nimKinds } from "../../../src/nim/schema/kinds.ts";
import { isMap, type ValueMap } from "../../../src/nim/value.ts";
import type { Outcome, Surroundings } from "../../../src/nim/workload/made.ts";
import { objectsMadeOf } from "../../../src/nim/workload/objects.ts";
import { withoutDefaults } from "../../support/api-defaults.ts";
import { describeRecorded } from "../../support/golden.ts";
import { asRecorded, recordedWorkload, type WorkloadCase } from "../../support/workload-cases.ts";

describeRecorded<WorkloadCase>("a real operator's objects", recordedWorkload, (cases) => {
  test.each(cases.map((recorded) => [recorded.id, recorded] as const))(
    "%s: every object, field by field",
    (_, recorded) => {
      const made = outcomesOf(recorded).flatMap(({ outcome }) => outcome.objects);
      const ours = made.map((object) => withoutDefaults(asRecorded(object)));
      const theirs = recorded.made.map((object) => withoutDefaults(asRecorded(object)));
      expect(ours.map(nameOf).sort()).toEqual(theirs.map(nameOf).sort());
      for (const object of theirs) {
        expect(ours.find((candidate) => nameOf(candidate) === nameOf(object))).toEqual(object);
      }
    },
  );

  test.each(cases.map((recorded) => [recorded.id, recorded] as const))(
    "%s: stops where and as it stopped",
    (_, recorded) => {
      for (const { key, outcome } of outcomesOf(recorded)) {
        const status = recorded.status[key];
        const failure = status?.conditions?.find(
          ({ type, status: state }) => state === "True" && /^Failed$|_RECONCILE_FAILED$/.test(type),
        );
        expect(outcome.unknown).toEqual([]);
        if (!failure) expect(outcome.stopped).toBeUndefined();
        else if (isReadTooEarly(failure.message, recorded)) {
          expect(outcome.stopped?.message).toMatch(/^panic: /);
        } else expect(outcome.stopped).toMatchObject({ state: status?.state, message: failure.message });
      }
    },
  );
});

/**
 * Whether the message tells of an object that the operator itself had just made and did not see yet. It is the last one
 * where each later pass panics, which leaves no message of its own (trap T10).
 */
function isReadTooEarly(message: string, { made }: WorkloadCase): boolean {
  const [, kinds, name] = /^([a-z]+)\S* "(.+)" already exists$/.exec(message) ?? [];
  return made.some((object) => nameOf(object).toLowerCase() === `${kinds?.replace(/s$/, "")}/${name}`);
}

function outcomesOf(recorded: WorkloadCase): { key: string; outcome: Outcome }[] {
  const surroundings = surroundingsOf(recorded);
  return recorded.input.flatMap((written) => {
    const kind = nimKinds.find((candidate) => candidate === written.kind);
    if (!kind || !isMap(written.metadata)) return [];
    const name = String(written.metadata.name);
    return [{ key: `${kind}/${name}`, outcome: objectsMadeOf(subjectOf(kind, name, written), surroundings) }];
  });
}

function subjectOf(kind: NimKind, name: string, written: ValueMap) {
  const { metadata, spec, status } = judge(kind, "3.1.2", written).resource;
  return { kind, name, metadata: metadata ?? {}, spec: spec ?? {}, status };
}

function surroundingsOf({ given, input }: WorkloadCase): Surroundings {
  return {
    namespace: given.namespace,
    operatorVersion: "3.1.2",
    products: given.products,
    modelManifest: (image) => manifestOf(given.modelManifests[image]),
    find: (kind, name) =>
      input.find((object) => object.kind === kind && isMap(object.metadata) && object.metadata.name === name),
  };
}

/** Null: no manifest in the image, or it plays no part. */
function manifestOf(recorded: string | null | undefined): ModelManifest {
  if (recorded === "native-v1") return { kind: "native" };
  return typeof recorded === "string" ? { kind: "text", text: recorded } : { kind: "none" };
}

function nameOf({ kind, metadata }: ValueMap): string {
  return `${String(kind)}/${isMap(metadata) ? String(metadata.name) : ""}`;
}
