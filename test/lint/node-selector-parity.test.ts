import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { goldenDirectory } from "../support/golden.ts";
import { lintText } from "../support/lint-text.ts";

/** What the operator (3.1.2) did with a NIMService whose `spec.nodeSelector.k` has this value. */
interface RecordedValue {
  readonly value: string;
  readonly state: "rendered" | "Failed";
  readonly message: string;
  /** The value in the Deployment; null where none was made. */
  readonly rendered: string | null;
}

const file = join(goldenDirectory, "nodeselector-values.jsonl");
const haveValues = existsSync(file);
const noValues = `no nodeselector-values.jsonl in ${goldenDirectory}: set NIMOPS_GOLDEN to the folder with the recorded answers`;

test("the recorded values are there", ({ skip }) => {
  if (!haveValues && process.env.CI) expect.fail(noValues);
  skip(!haveValues, noValues);
});

describe.skipIf(!haveValues)(
  `lint, beside what the operator makes of node selectors${haveValues ? "" : `: ${noValues}`}`,
  () => {
    const recorded = haveValues ? recordedValues() : [];

    test("there are values to compare with", () => {
      expect(recorded.length).toBeGreaterThan(100);
    });

    test.each(recorded)("$value", ({ value, state, rendered }) => {
      const findings = lintText(
        JSON.stringify(serviceOn(value), undefined, 2),
        {},
        "service.json",
      ).findings.filter(
        ({ path, enforcedBy }) =>
          path.join(".") === "spec.nodeSelector.k" &&
          (enforcedBy === "operator" || enforcedBy === "api-server"),
      );
      const errors = findings.filter(({ severity }) => severity === "error");
      expect(errors.map(({ message }) => message)).toHaveLength(state === "Failed" ? 1 : 0);
      // Accepted, but not what was written: `null` becomes the empty value.
      const changed = state === "rendered" && rendered !== value;
      expect(findings.filter(({ severity }) => severity === "warning")).toHaveLength(changed ? 1 : 0);
    });
  },
);

function recordedValues(): RecordedValue[] {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  return lines.map((line): RecordedValue => JSON.parse(line));
}

function serviceOn(value: string) {
  return {
    apiVersion: "apps.nvidia.com/v1alpha1",
    kind: "NIMService",
    metadata: { name: "llama-8b" },
    spec: {
      image: {
        repository: "nvcr.io/nim/meta/llama-3.1-8b-instruct",
        tag: "1.12.0",
        pullSecrets: ["ngc-pull"],
      },
      authSecret: "ngc-api-key",
      storage: { pvc: { name: "llama-8b-weights" } },
      resources: { limits: { "nvidia.com/gpu": 1 } },
      replicas: 1,
      nodeSelector: { k: value },
    },
  };
}
