import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/lint/finding.ts";
import { type GitHubOptions, githubReport } from "../../src/report/github.ts";
import { findingOf, folders, hostileTexts, placeOf } from "../support/finding.ts";

interface Annotation {
  readonly type: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** Reads what the runner reads: actions/runner ActionCommand.cs. */
function annotationsOf(findings: readonly Finding[], given: Partial<GitHubOptions> = {}): Annotation[] {
  const text = [...githubReport(findings, { ...folders, ...given })].join("");
  return text
    .split(/\r\n|\r|\n/)
    .filter((line) => line !== "")
    .map((line) => {
      const [, type = "", list = "", message = ""] =
        /^::(error|warning|notice) ([\s\S]*?)::([\s\S]*)$/.exec(line) ?? [];
      if (type === "") throw new Error(`no annotation: ${line}`);
      const properties = list.split(",").map((pair): [string, string] => {
        const [name = "", ...value] = pair.split("=");
        return [name, decoded(value.join("="))];
      });
      return { type, properties: Object.fromEntries(properties), message: decoded(message) };
    });
}

function decoded(text: string): string {
  return text
    .replaceAll("%2C", ",")
    .replaceAll("%3A", ":")
    .replaceAll("%0A", "\n")
    .replaceAll("%0D", "\r")
    .replaceAll("%25", "%");
}

function annotationOf(finding: Partial<Finding>, given: Partial<GitHubOptions> = {}): Annotation {
  const [annotation] = annotationsOf([findingOf(finding)], given);
  if (!annotation) throw new Error("no annotation");
  return annotation;
}

function many(count: number, given: Partial<Finding>): Finding[] {
  return Array.from({ length: count }, (_, index) =>
    findingOf({ ...given, location: placeOf("a.yaml", index + 1) }),
  );
}

describe("annotations", () => {
  test("are one line each, in the form of workflow commands", () => {
    const text = [...githubReport([findingOf({ message: "50% of\nit" })], folders)].join("");
    expect(text).toBe(
      "::error file=models/llama.yaml,line=3,endLine=3,col=5,endColumn=9,title=hpa-bounds::" +
        "models/llama.yaml:3: 50%25 of\\nit%0ANIMService prod/llama%0Ahelp: write 5 or more%0A" +
        "note: the API server refuses this\n",
    );
  });

  test("escape what ends a property", () => {
    expect(
      [...githubReport([findingOf({ location: placeOf("a,b:c%0A.yaml", 1) })], folders)].join(""),
    ).toContain("file=a%2Cb%3Ac%250A.yaml,line=1");
  });

  test("begin with the place, which the summary page of a run drops", () => {
    expect(annotationOf({}).message).toMatch(/^models\/llama\.yaml:3: maxReplicas is 4/);
  });

  test("have columns only where the place is on one line", () => {
    const location = { file: "a.yaml", start: { line: 1, column: 2 }, end: { line: 3, column: 4 } };
    expect(annotationOf({ location }).properties).toEqual({
      file: "a.yaml",
      line: "1",
      endLine: "3",
      title: "hpa-bounds",
    });
  });

  test("name files from the root of the repository", () => {
    expect(annotationOf({}, { cwd: "/repo/apps" }).properties.file).toBe("apps/models/llama.yaml");
  });

  test.each(["-", "/etc/nim.yaml", "../nim.yaml", "a\nb.yaml", "a\u001b[31m.yaml", "\u202ea.yaml"])(
    "have no file where no page of GitHub shows %j",
    (file) => {
      expect(annotationOf({ location: placeOf(file, 1) }).properties).toEqual({ title: "hpa-bounds" });
    },
  );

  test("call severities as GitHub does, worst first", () => {
    const findings = [findingOf({ severity: "info" }), findingOf({ severity: "warning" }), findingOf()];
    expect(annotationsOf(findings).map(({ type }) => type)).toEqual(["error", "warning", "notice"]);
  });

  test("are nothing at all when there is no finding", () => {
    expect([...githubReport([], folders)]).toEqual([]);
  });

  test("hold messages that the runner does not cut", () => {
    const { message } = annotationOf({ message: "x".repeat(9000), help: "y".repeat(9000) });
    expect(message.length).toBeLessThanOrEqual(4096);
  });
});

describe("at most ten of a type", () => {
  test("are given without a word when no more exist", () => {
    expect(annotationsOf([...many(10, {}), ...many(10, { severity: "info" })])).toHaveLength(20);
  });

  test("are given, and a last one counts the rest and says where it is", () => {
    const findings = [
      ...many(12, {}),
      ...many(11, { severity: "warning" }),
      ...many(15, { severity: "info" }),
    ];
    const annotations = annotationsOf(findings, { rest: "the job summary has them" });
    const counts = ["error", "warning", "notice"].map((type) =>
      annotations.filter((each) => each.type === type),
    );
    expect(counts.map(({ length }) => length)).toEqual([10, 10, 10]);
    expect(annotations.at(-1)).toEqual({
      type: "notice",
      properties: { title: "nimops" },
      message:
        "9 more findings (2 errors, 1 warning, 6 info): GitHub shows 10 of a type at most; the job summary has them",
    });
  });

  test("make room for the last one only when it is needed", () => {
    const annotations = annotationsOf([...many(11, {}), ...many(10, { severity: "info" })]);
    expect(annotations.filter(({ type }) => type === "notice")).toHaveLength(10);
    expect(annotations.at(-1)?.message).toContain("2 more findings (1 error, 1 info)");
  });

  test("are those on changed lines first", () => {
    const changedLines = new Map([["a.yaml", [[15, 16]] as const]]);
    const lines = annotationsOf(many(20, {}), { changedLines }).map(({ properties }) => properties.line);
    expect(lines.slice(0, 4)).toEqual(["15", "16", "1", "2"]);
  });

  test("are errors before warnings, on changed lines or not", () => {
    const changedLines = new Map([["a.yaml", [[2, 2]] as const]]);
    const findings = [
      findingOf({ location: placeOf("a.yaml", 1) }),
      findingOf({ location: placeOf("a.yaml", 2), severity: "warning" }),
    ];
    expect(annotationsOf(findings, { changedLines }).map(({ type }) => type)).toEqual(["error", "warning"]);
  });
});

test.each(hostileTexts)("a manifest that says %j is one annotation", (text) => {
  const finding = findingOf({
    message: text,
    help: text,
    object: { kind: "NIMService", namespace: text, name: text },
    location: placeOf(`${text}.yaml`, 1),
    related: [{ message: text, location: placeOf(text, 2) }],
    clusters: [text],
  });
  const report = [...githubReport([finding], folders)].join("");
  expect(annotationsOf([finding])).toHaveLength(1);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(report).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u200f\u2066]/);
});

test("no secret is in it", () => {
  const token = "nvapi-0123456789abcdef0123456789";
  const report = githubReport(
    [
      findingOf({
        message: token,
        help: token,
        object: { kind: "NIMService", namespace: "n", name: token },
        related: [{ message: token, location: placeOf("a.yaml", 1) }],
      }),
    ],
    folders,
  );
  expect([...report].join("")).not.toContain(token);
});
