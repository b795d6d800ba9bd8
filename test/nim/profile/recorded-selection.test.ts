import { expect, test } from "vitest";
import { parseModelManifest } from "../../../src/nim/profile/model-manifest.ts";
import { selectProfiles } from "../../../src/nim/profile/select.ts";
import type { ModelFilter } from "../../../src/nim/schema/kinds.ts";
import { describeRecorded } from "../../support/golden.ts";

/** What the operator (3.1.2) did with a model manifest, a filter and the products of the nodes. */
interface RecordedSelection {
  readonly id: string;
  readonly manifest: string;
  readonly model: ModelFilter;
  readonly nodes: readonly string[];
  readonly selected: readonly string[] | null;
  readonly state: string;
  readonly conditions: readonly {
    readonly type: string;
    readonly status: string;
    readonly message: string;
  }[];
}

describeRecorded<RecordedSelection>(
  "selection, beside the operator",
  { file: "profiles.jsonl", least: 80 },
  (recorded) => {
    test.each(recorded.map((one) => [one.id, one] as const))(
      "%s",
      (_, { manifest, model, nodes, ...answer }) => {
        const read = parseModelManifest(manifest);
        const selection = selectProfiles({
          manifest: read,
          model,
          products: nodes,
          operatorVersion: "3.1.2",
        });
        const { selected, rejected, message } = selection;
        const failure = answer.conditions.find(
          ({ type, status }) => type === "NIM_CACHE_RECONCILE_FAILED" && status === "True",
        );
        expect(selected).toEqual(answer.selected ?? []);
        expect(message).toBe(failure?.message ?? null);
        expect(message === null).toBe(answer.state === "Ready");
        if (read.kind !== "v1" && read.kind !== "v2") return;
        const others = read.profiles.map(({ id }) => id).filter((id) => !selected.includes(id));
        expect(rejected.map(({ id }) => id).sort()).toEqual(selected[0] === "all" ? [] : others.sort());
        for (const { reason } of rejected) expect(reason).toMatch(/./);
      },
    );
  },
);
