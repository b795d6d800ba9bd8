import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import type { EnforcedBy, Finding } from "../../src/lint/finding.ts";
import type { LintSettings } from "../../src/lint/settings.ts";
import {
  type AdmissionCase,
  goldenDirectory,
  haveGolden,
  keepBigIntegers,
  noGolden,
} from "../support/golden.ts";
import { lintText } from "../support/lint-text.ts";
import { dotted, fieldsNamed } from "../support/named-fields.ts";

interface RecordedCase extends AdmissionCase {
  /** The object as it was sent: `8000.0` and integers beyond 2^53 to the digit. */
  readonly text: string;
  readonly cluster?: { readonly kserve: boolean; readonly defaultDeploymentMode?: string };
}

test("the recorded answers are there", ({ skip }) => {
  if (!haveGolden && process.env.CI) expect.fail(noGolden);
  skip(!haveGolden, noGolden);
});

describe.skipIf(!haveGolden)(
  `lint, beside a real API server and webhook${haveGolden ? "" : `: ${noGolden}`}`,
  () => {
    const creates = haveGolden ? recordedCreates() : [];

    test("there are cases to compare with", () => {
      expect(creates.length).toBeGreaterThan(1000);
    });

    describe.each(creates)("$id", (recorded) => {
      const findings = lintText(recorded.text, settingsOf(recorded), "manifest.json").findings;

      // What the API server refuses, the webhook never sees.
      const judgedByWebhook = (name: string, check: () => void) => {
        if (recorded.webhook) test(name, check);
      };

      test("it is judged alike as YAML", () => {
        const yaml = stringify(recorded.object, { version: "1.1", lineWidth: 0 });
        expect(toldOf(lintText(yaml, settingsOf(recorded)).findings)).toEqual(toldOf(findings));
      });

      test("the API server accepts it where no finding says that it does not", () => {
        const refusals = errorsOf(findings, ["api-server", "parser"]);
        expect(refusals.length === 0, summaryOf(refusals)).toBe(recorded.apiserver.accepted);
      });

      test("findings stand on the fields that the API server names", () => {
        const places = errorsOf(findings, ["api-server", "parser"]).map(placeOf);
        for (const { field, exactly } of recorded.apiserver.causes.flatMap(fieldsNamed)) {
          expect(
            places.some((place) => place === field || (!exactly && place.startsWith(`${field}.`))),
            `${field} among ${places.join(", ")}`,
          ).toBe(true);
        }
      });

      test("findings of the API server stand on no other fields", () => {
        const { code, causes } = recorded.apiserver;
        // Unknown fields are told alone, and CEL rules only of what fits the schema.
        if (code !== 422 || causes.some(({ field }) => field === "<nil>")) return;
        const fields = causes.flatMap(fieldsNamed);
        for (const place of errorsOf(findings, ["api-server", "parser"]).map(placeOf)) {
          expect(
            fields.some(
              ({ field, exactly }) => place === field || (!exactly && place.startsWith(`${field}.`)),
            ),
            `${place} among ${fields.map(({ field }) => field).join(", ")}`,
          ).toBe(true);
        }
      });

      judgedByWebhook("the webhook accepts it where no finding says that it does not", () => {
        const refusals = errorsOf(findings, ["webhook"]);
        expect(refusals.length === 0, summaryOf(refusals)).toBe(recorded.webhook?.accepted);
      });

      judgedByWebhook("findings stand on the fields that the webhook names", () => {
        const places = errorsOf(findings, ["webhook"]).map(placeOf);
        for (const field of fieldsOfWebhook(recorded.webhook?.message ?? "")) {
          expect(
            places.some((place) => `${place}.`.startsWith(`${field}.`) || withoutIndexes(place) === field),
            `${field} among ${places.join(", ")}`,
          ).toBe(true);
        }
      });

      judgedByWebhook("findings of the webhook stand on no other fields", () => {
        const { message = "" } = recorded.webhook ?? {};
        // A panic names no field, and an amount that Go cannot read none either.
        if (/panic:|quantities must match/.test(message)) return;
        const fields = fieldsOfWebhook(message);
        for (const place of errorsOf(findings, ["webhook"]).map(placeOf)) {
          expect(
            fields.some((field) => `${place}.`.startsWith(`${field}.`) || withoutIndexes(place) === field),
            `${place} among ${fields.join(", ")}`,
          ).toBe(true);
        }
      });

      judgedByWebhook("the webhook warns where we do", () => {
        const warnings = findings.filter(
          ({ enforcedBy, severity }) => enforcedBy === "webhook" && severity === "warning",
        );
        // A refusal and its warnings come together, but the webhook warns only of what it could decode.
        const undecodable = /cannot unmarshal|quantities must match|panic:/.test(
          recorded.webhook?.message ?? "",
        );
        if (!undecodable) {
          expect(warnings.length, summaryOf(warnings)).toBe(recorded.webhook?.warnings.length);
        }
      });
    });
  },
);

function recordedCreates(): RecordedCase[] {
  const lines = readFileSync(join(goldenDirectory, "admission.jsonl"), "utf8").trimEnd().split("\n");
  return lines
    .map((line): RecordedCase => {
      const marked: { object: unknown } = JSON.parse(line, markNumbers);
      const text = JSON.stringify(marked.object, undefined, 2).replace(/"\\u0000([^"]*)"/g, "$1");
      return { ...JSON.parse(line), object: JSON.parse(text, keepBigIntegers), text };
    })
    .filter(({ operation }) => operation === "create");
}

/** JSON.parse rounds and shortens numbers; their source text does not. */
function markNumbers(_key: string, value: unknown, context?: { source: string }): unknown {
  return typeof value === "number" && context ? `\0${context.source}` : value;
}

function settingsOf({ cluster }: RecordedCase): Partial<LintSettings> {
  if (!cluster) return {};
  const { kserve, defaultDeploymentMode = "Standard" } = cluster;
  return { kserve: { installed: kserve, deploymentMode: defaultDeploymentMode } };
}

/** Without positions; the order of findings is by position. */
function toldOf(findings: readonly Finding[]): string[] {
  return findings.map(({ rule, path, message }) => `${rule} ${path.join(".")} ${message}`).sort();
}

function errorsOf(findings: readonly Finding[], by: readonly EnforcedBy[]): Finding[] {
  return findings.filter(({ severity, enforcedBy }) => severity === "error" && by.includes(enforcedBy));
}

function summaryOf(findings: readonly Finding[]): string {
  return findings.map(({ rule, message }) => `${rule}: ${message}`).join("; ") || "no finding";
}

function placeOf({ path }: Finding): string {
  return path.join(".");
}

function fieldsOfWebhook(message: string): string[] {
  const named = message.matchAll(
    /(?:: |\[|, )nim(?:service|cache)\.(spec[^\s:]*): (?=Required|Forbidden|Invalid|Unsupported|Internal|Duplicate)/g,
  );
  const decoded = /into Go struct field \w+\.(spec\.[\w.]+) of type/.exec(message)?.[1];
  return [
    ...[...named].map(([, field = ""]) => dotted(field)),
    ...(decoded === undefined ? [] : [decoded]),
  ].map(
    // Its own names: the router without `expose`, and the tokens of noProxy as if they were a list.
    (field) => field.replace(/^spec\.router\./, "spec.expose.router.").replace(/(\.noProxy)\.\d+$/, "$1"),
  );
}

/** Go's decoder names fields without the indexes of lists. */
function withoutIndexes(place: string): string {
  return place.replace(/\.\d+(?=\.|$)/g, "");
}
