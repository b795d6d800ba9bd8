import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/lint/finding.ts";
import type { Located } from "../../src/manifest/resource.ts";
import { junitReport } from "../../src/report/junit.ts";
import type { Folders } from "../../src/report/repository-path.ts";
import { findingOf, folders, hostileTexts, placeOf, sourceOf, summaryOf } from "../support/finding.ts";
import { lintText } from "../support/lint-text.ts";
import { type Element, readXml } from "../support/xml.ts";

function reportOf(
  findings: readonly Finding[],
  resources: readonly Located[] = [],
  texts: Record<string, string> = {},
  where: Folders = folders,
): Element {
  const source = sourceOf(texts);
  return readXml([...junitReport(findings, summaryOf(findings), resources, source, where)].join(""));
}

function casesOf(report: Element): Element[] {
  return report.children.flatMap(({ children }) => children);
}

function resourcesOf(text: string, path = "a.yaml"): readonly Located[] {
  return lintText(text, {}, path).loaded.clusters.flatMap(({ set }) => set.resources);
}

const cache = (name: string) =>
  `apiVersion: apps.nvidia.com/v1alpha1\nkind: NIMCache\nmetadata: {name: ${name}, namespace: prod}\n`;

describe("JUnit", () => {
  test("has a suite for each file", () => {
    const report = reportOf([
      findingOf({ location: placeOf("b.yaml", 1) }),
      findingOf({ location: placeOf("a.yaml", 1) }),
    ]);
    expect(report.children.map(({ attributes }) => attributes.name)).toEqual(["a.yaml", "b.yaml"]);
    expect(report.attributes).toMatchObject({ tests: "2", failures: "2", errors: "0", skipped: "0" });
  });

  test("has one failed test for each rule that a resource breaks, however often", () => {
    const [one, ...others] = casesOf(
      reportOf([findingOf({ message: "first" }), findingOf({ message: "second" })]),
    );
    expect(others).toEqual([]);
    expect(one?.attributes).toEqual({
      classname: "models/llama",
      name: "NIMService prod/llama: hpa-bounds",
      file: "models/llama.yaml",
      time: "0",
    });
    expect(one?.children.map(({ name }) => name)).toEqual(["failure"]);
    expect(one?.children[0]?.attributes).toEqual({ type: "error", message: "first (and 1 more)" });
    expect(one?.children[0]?.text).toMatch(/first[\s\S]*second/);
  });

  test("passes a resource without findings", () => {
    const resources = resourcesOf(`${cache("good")}---\n${cache("bad")}`);
    const object = { kind: "NIMCache", namespace: "prod", name: "bad" };
    const report = reportOf([findingOf({ object, location: placeOf("a.yaml", 4) })], resources);
    expect(casesOf(report).map(({ attributes, children }) => [attributes.name, children.length])).toEqual([
      ["NIMCache prod/bad: hpa-bounds", 1],
      ["NIMCache prod/good", 0],
    ]);
  });

  test("does not fail on an info, and tells it", () => {
    const [one] = casesOf(reportOf([findingOf({ severity: "info" })]));
    expect(one?.children.map(({ name }) => name)).toEqual(["system-out"]);
  });

  test("fails on a warning and says that it is one", () => {
    const [one] = casesOf(reportOf([findingOf({ severity: "warning" })]));
    expect(one?.children[0]?.attributes.type).toBe("warning");
  });

  test("is valid without any test", () => {
    expect(reportOf([]).attributes.tests).toBe("0");
  });

  test("names a text that is no resource by its rule", () => {
    const [one] = casesOf(reportOf([findingOf({ rule: "yaml-syntax", object: undefined })]));
    expect(one?.attributes.name).toBe("yaml-syntax");
  });

  test("names files from the root of the repository, where GitLab looks for them", () => {
    const [one] = casesOf(reportOf([findingOf()], [], {}, { cwd: "/repo/apps", root: "/repo" }));
    expect(one?.attributes.file).toBe("apps/models/llama.yaml");
  });

  test("gives no two tests of one class the same name, because GitLab counts them once", () => {
    const report = reportOf([
      findingOf({ location: placeOf("a.yaml", 1) }),
      findingOf({ location: placeOf("a.json", 1) }),
    ]);
    const keys = casesOf(report).map(({ attributes }) => `${attributes.classname} ${attributes.name}`);
    expect(new Set(keys).size).toBe(2);
  });

  test("shows the line with its place", () => {
    const [one] = casesOf(
      reportOf([findingOf({ location: placeOf("a.yaml", 2, 10, 11) })], [], {
        "a.yaml": "spec:\n    max: 4\n",
      }),
    );
    expect(one?.children[0]?.text).toContain("2 |     max: 4\n  |          ^\n");
  });
});

test.each(hostileTexts)("a manifest that says %j is still well-formed XML", (text) => {
  const finding = findingOf({
    message: text,
    help: text,
    object: { kind: "NIMService", namespace: text, name: text },
    location: placeOf(`${text}.yaml`, 1),
    related: [{ message: text, location: placeOf(text, 2) }],
  });
  const report = reportOf([finding], [], { [finding.location.file]: text });
  expect(casesOf(report)).toHaveLength(1);
  expect(casesOf(report)[0]?.children.map(({ name }) => name)).toEqual(["failure"]);
});

test("no secret is in it", () => {
  const token = "nvapi-0123456789abcdef0123456789";
  const findings = [
    findingOf({
      message: token,
      help: token,
      object: { kind: "NIMService", namespace: "n", name: token },
      location: placeOf("a.yaml", 1),
      related: [{ message: token, location: placeOf("a.yaml", 1) }],
    }),
  ];
  const text = [
    ...junitReport(findings, summaryOf(findings), [], sourceOf({ "a.yaml": `key: ${token}\n` }), folders),
  ].join("");
  expect(text).not.toContain(token);
  expect(text).toContain("1 | key: *****");
});
