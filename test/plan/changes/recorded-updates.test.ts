import { describe, expect, test } from "vitest";
import type { Resource, ResourceSet } from "../../../src/manifest/resource.ts";
import { changesOf } from "../../../src/plan/changes/changes-of.ts";
import { editOf } from "../../../src/plan/changes/edit-of.ts";
import { type AdmissionCase, describeRecorded } from "../../support/golden.ts";
import { setOfObjects } from "../../support/plan-sets.ts";

/** Refusals because of what was there before: any other is a fault of the new manifest alone. */
const ofEdits = /immutable/;

describeRecorded<AdmissionCase>(
  "what a real API server and webhook said to edits",
  { file: "admission.jsonl", least: 1249 },
  (cases) => {
    const updates = cases.filter(({ operation }) => operation === "update");

    test("there are all of them", () => expect(updates.length).toBeGreaterThanOrEqual(64));

    describe.each(updates.map((update) => [update.id, update] as const))("%s", (id, update) => {
      const [before, after] = [update.from ?? {}, update.object].map((object) =>
        setOfObjects([{ ...object, kind: update.kind }]),
      ) as [ResourceSet, ResourceSet];
      const [old, now] = [before.resources[0], after.resources[0]] as [Resource, Resource];
      const from = id.endsWith("-on-live") ? "live" : "base";
      const edit = editOf(old, now, { from, operatorVersion: "3.1.2" });
      const refusals = edit?.refusals ?? [];

      test("the API server refuses it as an edit, or does not", () => {
        const refused = update.apiserver.causes.some(({ message }) => ofEdits.test(message));
        expect(refusals.some(({ by }) => by === "apiserver")).toBe(refused);
      });

      test("the webhook refuses it as an edit, or does not", ({ skip }) => {
        // It is never asked where the API server refuses.
        skip(update.webhook === null);
        const refused = ofEdits.test(update.webhook?.message ?? "");
        expect(refusals.some(({ by }) => by === "webhook")).toBe(refused);
      });

      test("an edit that somebody refuses is a blocker", () => {
        const { blockers } = changesOf({ from, set: before }, after, "3.1.2");
        if (refusals.length > 0) expect(blockers.map(({ resource }) => resource?.name)).toContain(now.name);
      });
    });
  },
);
