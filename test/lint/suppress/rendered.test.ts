import { describe, expect, test } from "vitest";
import { lint } from "../../../src/lint/engine.ts";
import { applySuppressions } from "../../../src/lint/suppress/apply.ts";
import { type Origin, SourceFile } from "../../../src/manifest/document.ts";
import { loadManifests } from "../../../src/manifest/load.ts";
import { defaultSettings } from "../../support/lint-text.ts";
import { looseCache, rules, shown, suppressing } from "./suppressing.ts";

const template = new SourceFile(
  "chart/templates/cache.yaml",
  "{{ .Values.head }}\nimage: {{ .Values.image }}\n",
);

/** Everything rendered points at the second line of a template. */
const origin: Origin = {
  from: "chart",
  cluster: undefined,
  covered: "chart",
  namespace: undefined,
  placeOf: () => ({ file: template, range: { start: 19, end: 24 } }),
  placeOfText: () => ({ file: template, range: { start: 0, end: 5 } }),
};

describe("what was rendered, and is told at its template, is silenced", () => {
  test("by an annotation on the resource, and on no other one", () => {
    const annotations = "metadata:\n  annotations:\n    nimops.dev/ignore: 'image-tag-latest: the demo'";
    const text = `${looseCache("a").replace("metadata:", annotations)}---\n${looseCache("b")}`;
    const { findings, suppressed } = lintRendered(text);
    expect(findings.map(({ object }) => object?.name)).toEqual(["b"]);
    expect(shown(findings)).toEqual(["chart/templates/cache.yaml:2 warning image-tag-latest"]);
    expect(suppressed).toBe(1);
  });

  test("by a comment that the chart puts out, at its line or at the head", () => {
    const comment = "# nimops-ignore image-tag-latest: the demo";
    expect(lintRendered(looseCache("a", comment)).findings).toEqual([]);
    expect(lintRendered(`${comment}\n${looseCache("a")}`).findings).toEqual([]);
  });

  test("and an ignore that silences nothing is told at the template", () => {
    const comment = "# nimops-ignore unknown-field: the demo";
    expect(shown(lintRendered(looseCache("a", comment)).findings)).toEqual([
      "chart/templates/cache.yaml:1 warning unused-ignore",
      "chart/templates/cache.yaml:2 warning image-tag-latest",
    ]);
  });
});

test("in a patch that was not rendered, a comment may silence just that, and is not told to be unused", () => {
  const kustomization = "kind: Kustomization\npatches:\n  - path: patch.yaml\n";
  const files = {
    "kustomization.yaml": kustomization,
    "patch.yaml": looseCache("a", "# nimops-ignore unknown-field: x"),
  };
  expect(suppressing(files).findings.map(({ rule }) => rule)).toEqual(["unrendered-patch"]);
  const silenced = looseCache("a").replace("kind:", "# nimops-ignore unrendered-patch: x\nkind:");
  expect(suppressing({ ...files, "patch.yaml": silenced }).findings).toEqual([]);
});

function lintRendered(text: string) {
  const scope = {
    name: undefined,
    namespace: "default",
    operatorVersion: defaultSettings.operatorVersion,
    covers: (path: string) => path === "chart",
  };
  const rendered = {
    texts: [{ path: "chart#0", bytes: Buffer.from(text), origin }],
    excluded: new Set<string>(),
    problems: [],
    files: [template],
  };
  const loaded = loadManifests([], { maxFileSize: 1024 * 1024, cwd: "/", scopes: [scope], rendered });
  const settingsOf = () => defaultSettings;
  return applySuppressions(
    lint(loaded, rules, settingsOf),
    loaded,
    { overrides: [], source: undefined, fromRoot: (path) => path },
    { rules, settingsOf, noIgnores: false, complete: true },
  );
}
