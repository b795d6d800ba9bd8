import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import type { Finding } from "../../src/lint/finding.ts";
import { rules } from "../../src/lint/rules/index.ts";
import { type SarifOptions, sarifReport } from "../../src/report/sarif.ts";
import { findingOf, folders, hostileTexts, placeOf, sourceOf } from "../support/finding.ts";
import { lintText } from "../support/lint-text.ts";
import { sarifSchema } from "../support/sarif-schema.ts";

const ajv = new Ajv({ strict: false, unicodeRegExp: false, validateFormats: false, allErrors: true });
const validators: ValidateFunction[] = [ajv.compile(sarifSchema)];

/** The standard's own schema, where the package that holds a copy is installed. */
const standard = join(
  import.meta.dirname,
  "../../node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json",
);
if (existsSync(standard)) {
  // Draft 4 calls `$id` so; nothing else in this schema means something else today.
  const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(standard, "utf8"));
  validators.push(ajv.compile(schema));
}

const region = z.object({
  startLine: z.number(),
  startColumn: z.number(),
  endLine: z.number(),
  endColumn: z.number(),
});
const physicalLocation = z.object({
  artifactLocation: z.object({ uri: z.string(), uriBaseId: z.string().optional() }),
  region,
});
const resultSchema = z.object({
  ruleId: z.string(),
  ruleIndex: z.number(),
  level: z.string(),
  message: z.object({ text: z.string() }),
  locations: z.array(z.object({ physicalLocation })),
  relatedLocations: z.array(z.object({ id: z.number(), physicalLocation })).default([]),
  partialFingerprints: z.record(z.string(), z.string()),
  properties: z.looseObject({ enforcedBy: z.string() }),
});
const logSchema = z.object({
  runs: z.tuple([
    z.object({
      tool: z.object({ driver: z.object({ rules: z.array(z.looseObject({ id: z.string() })) }) }),
      automationDetails: z.object({ id: z.string() }).optional(),
      invocations: z.array(
        z.object({
          toolExecutionNotifications: z.array(z.object({ message: z.object({ text: z.string() }) })),
        }),
      ),
      results: z.array(resultSchema),
    }),
  ]),
});

function runOf(
  findings: readonly Finding[],
  texts: Record<string, string> = {},
  given: Partial<SarifOptions> = {},
) {
  const options = { ...folders, version: "0.1.0", homepage: "https://example.com/nimops", ...given };
  const log: unknown = JSON.parse([...sarifReport(findings, sourceOf(texts), rules, options)].join(""));
  for (const validate of validators) {
    validate(log);
    expect(validate.errors ?? []).toEqual([]);
  }
  return logSchema.parse(log).runs[0];
}

function resultOf(
  finding: Partial<Finding>,
  texts: Record<string, string> = {},
  given: Partial<SarifOptions> = {},
) {
  const [result] = runOf([findingOf(finding)], texts, given).results;
  if (!result) throw new Error("no result");
  return result;
}

function uriOf(file: string, given: Partial<SarifOptions> = {}) {
  return resultOf({ location: placeOf(file, 1) }, {}, given).locations[0]?.physicalLocation.artifactLocation;
}

describe("SARIF", () => {
  test("is valid when clean, and describes every rule all the same", () => {
    const run = runOf([]);
    expect(run.results).toEqual([]);
    expect(run.tool.driver.rules.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
  });

  test("is valid for what every rule finds in its own example", () => {
    for (const { examples } of rules) {
      if (examples.shownBy === "commands") continue;
      const { findings } = lintText(examples.bad, examples.settings, examples.path);
      runOf(findings);
    }
  });

  test("has a category only when asked, because upload-sarif never replaces one", () => {
    expect(runOf([]).automationDetails).toBeUndefined();
    expect(runOf([], {}, { category: "nimops-lint" }).automationDetails).toEqual({ id: "nimops-lint/" });
  });

  test("points each result at its rule", () => {
    const { results, tool } = runOf([findingOf(), findingOf({ rule: "not-in-the-table", severity: "info" })]);
    expect(results.map(({ ruleIndex }) => tool.driver.rules[ruleIndex]?.id)).toEqual([
      "hpa-bounds",
      "not-in-the-table",
    ]);
  });

  test("says error, warning and note, worst first", () => {
    const { results } = runOf([
      findingOf({ severity: "info" }),
      findingOf({ severity: "error" }),
      findingOf({ severity: "warning" }),
    ]);
    expect(results.map(({ level }) => level)).toEqual(["error", "warning", "note"]);
  });

  test("says who would complain", () => {
    expect(resultOf({ enforcedBy: "webhook" }).properties.enforcedBy).toBe("webhook");
  });

  test("never gives an empty region, which GitHub would not show", () => {
    const { locations } = resultOf({ location: placeOf("a.yaml", 1, 1, 1) });
    expect(locations[0]?.physicalLocation.region).toEqual({
      startLine: 1,
      startColumn: 1,
      endLine: 1,
      endColumn: 2,
    });
  });

  test("links related places from the message, because GitHub shows no others", () => {
    const related = [{ message: "NIMCache [x](y) is here", location: placeOf("cache.yaml", 7) }];
    const result = resultOf({ related });
    expect(result.message.text).toContain("Related: [NIMCache \\[x\\](y) is here (line 7)](1).");
    expect(result.relatedLocations[0]).toMatchObject({ id: 1 });
  });

  test("takes no text from a manifest for a link", () => {
    expect(resultOf({ message: "[click](https://evil.example)" }).message.text).toContain(
      "\\[click\\](https://evil.example)",
    );
  });
});

describe("a file's address", () => {
  test("counts from the root of the repository", () => {
    expect(uriOf("a.yaml", { cwd: "/repo/apps" })).toEqual({ uri: "apps/a.yaml", uriBaseId: "SRCROOT" });
    expect(uriOf("/repo/b.yaml", { cwd: "/repo/apps" })).toEqual({ uri: "b.yaml", uriBaseId: "SRCROOT" });
  });

  test("is percent-encoded", () => {
    expect(uriOf("a b/ü#?%(1).yaml")?.uri).toBe("a%20b/%C3%BC%23%3F%25%281%29.yaml");
  });

  test("is absolute outside of the repository", () => {
    expect(uriOf("/etc/nim/a.yaml")).toEqual({ uri: "file:///etc/nim/a.yaml" });
  });

  test("is a name for standard input", () => {
    expect(uriOf("-")).toEqual({ uri: "stdin" });
  });
});

describe("fingerprints", () => {
  const text = "kind: NIMService\nspec:\n  scale: 1\n";

  test("stay when lines move", () => {
    const before = resultOf({ location: placeOf("a.yaml", 3) }, { "a.yaml": text });
    const after = resultOf({ location: placeOf("a.yaml", 5) }, { "a.yaml": `# new\n# lines\n${text}` });
    expect(after.partialFingerprints).toEqual(before.partialFingerprints);
    expect(after.partialFingerprints).toHaveProperty("primaryLocationLineHash");
  });

  test("tell equal findings apart by their order", () => {
    const { results } = runOf([findingOf(), findingOf({ location: placeOf("models/llama.yaml", 9) })]);
    const [first, second] = results.map(({ partialFingerprints }) => partialFingerprints["nimops/v1"]);
    expect(first).toMatch(/:1$/);
    expect(second).toBe(first?.replace(/:1$/, ":2"));
  });
});

describe("the limits of GitHub", () => {
  test("leave the mildest out, and a note says how many", () => {
    const findings = [
      ...Array.from({ length: 3 }, () => findingOf({ severity: "info" })),
      ...Array.from({ length: 25_000 }, () => findingOf()),
    ];
    const { results, invocations } = runOf(findings);
    expect(results).toHaveLength(25_000);
    expect(results.every(({ level }) => level === "error")).toBe(true);
    expect(invocations[0]?.toolExecutionNotifications[0]?.message.text).toContain("3 findings left out");
  });

  test("cut a message without end", () => {
    expect(resultOf({ message: "x".repeat(100_000) }).message.text.length).toBeLessThan(5000);
  });
});

test.each(hostileTexts)("a manifest that says %j stays text", (text) => {
  const result = resultOf({
    message: text,
    help: text,
    object: { kind: "NIMService", namespace: text, name: text },
    location: placeOf(`${text}.yaml`, 1),
    related: [{ message: text, location: placeOf(text, 2) }],
    path: ["spec", text],
    clusters: [text],
  });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(result.message.text).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202e\u200f]/);
});

test("no secret is in it", () => {
  const token = "nvapi-0123456789abcdef0123456789";
  const text = JSON.stringify(
    runOf(
      [
        findingOf({
          message: `has ${token}`,
          help: token,
          object: { kind: "NIMService", namespace: token, name: token },
          path: ["spec", token],
          related: [{ message: token, location: placeOf("a.yaml", 1) }],
          location: placeOf("a.yaml", 1),
        }),
      ],
      { "a.yaml": `key: ${token}\n` },
    ).results,
  );
  expect(text).not.toContain(token);
});
