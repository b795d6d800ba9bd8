import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { Runner } from "../../../src/manifest/render/runner.ts";
import { UserError } from "../../../src/user-error.ts";
import { chart, kustomization, Repository, told } from "../../support/rendered.ts";

let repository: Repository;
afterEach(() => repository.remove());

const mustNotRun: Runner = () => Promise.reject(new Error("a command was run"));

async function refused(files: Record<string, string>, prepare: (folder: string) => void = () => undefined) {
  repository = new Repository(files);
  prepare(repository.folder);
  const rendered = await repository.render([kustomization("a")], { run: mustNotRun, path: "/nowhere" });
  return told(repository.lint(rendered)).filter((line) => line.includes("render-failed"));
}

describe("nothing is run for a kustomization", () => {
  test.each([
    "https://github.com/example/fleet//base?ref=v1",
    "https://example.com/cache.yaml",
    "HTTPS://example.com/cache.yaml",
    "http:example.com",
    "github.com/example/fleet/base",
    "git@github.com:example/fleet.git",
    "someone@example.com:fleet",
    "ssh://git@example.com/fleet",
    "file:///etc",
    "git::https://example.com/fleet",
  ])("with the remote base %s", async (address) => {
    const text = `# A comment.\nresources:\n  - cache.yaml\n  - ${JSON.stringify(address)}\n`;
    expect(await refused({ "a/kustomization.yaml": text, "a/cache.yaml": "" })).toEqual([
      `a/kustomization.yaml:4 render-failed: ${JSON.stringify(address)} is remote, and nimops renders without the network`,
    ]);
  });

  test.each([
    ["patches", 'patches:\n  - path: "https://example.com/a"\n', 2],
    ["patchesStrategicMerge", 'patchesStrategicMerge:\n  - "https://example.com/a"\n', 2],
    ["components", 'components: ["https://example.com/a"]\n', 1],
    [
      "a generator's files",
      "configMapGenerator:\n  - name: a\n    files:\n      - key=https://example.com/a\n",
      4,
    ],
    ["openapi", 'openapi:\n  path: "https://example.com/a"\n', 2],
    ["replacements", 'replacements:\n  - path: "https://example.com/a"\n', 2],
    ["a base of a base", "resources: [../b]\n", undefined],
  ])("with a remote file under %s", async (_name, text, line) => {
    const found = await refused({
      "a/kustomization.yaml": text,
      "b/kustomization.yml": 'bases: ["https://example.com/a"]\n',
    });
    const place = line === undefined ? "b/kustomization.yml:1" : `a/kustomization.yaml:${line}`;
    expect(found).toEqual([
      expect.stringMatching(
        new RegExp(`^${place} render-failed: "(key=)?https://example.com/a" is remote|${place} `),
      ),
    ]);
  });

  test("with a plugin that is a program", async () => {
    const plugin =
      "apiVersion: example.com/v1\nkind: Shell\nmetadata:\n  name: a\n  annotations:\n    config.kubernetes.io/function: |\n      exec:\n        path: ./run.sh\n";
    expect(
      await refused({ "a/kustomization.yaml": "generators:\n  - run.yaml\n", "a/run.yaml": plugin }),
    ).toEqual([
      "a/kustomization.yaml:2 render-failed: Shell is a program or a container that kustomize would run, which nimops never lets it do",
    ]);
  });

  test("with a container in a folder of transformers", async () => {
    const plugin =
      "apiVersion: builtin\nkind: PrefixTransformer\nmetadata:\n  name: a\n  annotations:\n    config.kubernetes.io/function: 'container: {image: a}'\n";
    const found = await refused({
      "a/kustomization.yaml": "transformers: [../t]\n",
      "t/kustomization.yaml": "resources: [a.yaml]\n",
      "t/a.yaml": plugin,
    });
    expect(found).toEqual([
      expect.stringMatching(/^t\/kustomization\.yaml:1 .*PrefixTransformer is a program/),
    ]);
  });

  test("with a plugin that is written into it", async () => {
    const text =
      "validators:\n  - |-\n    apiVersion: example.com/v1\n    kind: Check\n    metadata: {name: a}\n";
    expect(await refused({ "a/kustomization.yaml": text })).toEqual([
      expect.stringMatching(/^a\/kustomization\.yaml:2 .*Check is a program/),
    ]);
  });

  test.each(["helmCharts: [{name: a}]", "helmChartInflationGenerator: [{chartName: a}]"])(
    "with %s",
    async (text) => {
      expect(await refused({ "a/kustomization.yaml": `${text}\n` })).toEqual([
        expect.stringMatching(/^a\/kustomization\.yaml:1 .* makes kustomize run helm/),
      ]);
    },
  );

  test("with a base that does not exist, which kustomize would try to clone", async () => {
    expect(await refused({ "a/kustomization.yaml": "resources: [example/fleet]\n" })).toEqual([
      'a/kustomization.yaml:1 render-failed: "example/fleet" is no file or folder of the repository',
    ]);
  });

  test.each(["../../../../../../../../etc/hostname", "/etc/hostname", "link.yaml", "linked"])(
    "with a path out of the repository: %s",
    async (path) => {
      const found = await refused({ "a/kustomization.yaml": `resources: [${path}]\n` }, (folder) => {
        symlinkSync("/etc/hostname", join(folder, "a/link.yaml"));
        symlinkSync("/etc", join(folder, "a/linked"));
      });
      expect(found).toEqual([
        `a/kustomization.yaml:1 render-failed: ${JSON.stringify(path)} leads out of the repository`,
      ]);
    },
  );

  test("that is no YAML", async () => {
    expect(await refused({ "a/kustomization.yaml": "resources: [a\n" })).toEqual([
      expect.stringMatching(/^a\/kustomization\.yaml:\d render-failed: the kustomization cannot be read: /),
    ]);
  });
});

test("kustomizations that lead to each other are read once", async () => {
  repository = new Repository({
    "a/kustomization.yaml": "resources: [../b]\n",
    "b/kustomization.yaml": "resources: [../a]\n",
  });
  const rendering = repository.render([kustomization("a")], { run: mustNotRun, path: "" });
  await expect(rendering).rejects.toThrow("neither kustomize nor kubectl is installed");
});

describe("a mistake in nimops.yaml is told with exit code 2", () => {
  test.each([
    ["a folder that does not exist", kustomization("no"), '"no" does not exist'],
    ["a folder without a kustomization", kustomization("empty"), '"empty" has no kustomization.yaml'],
    ["a folder without a chart", chart("empty"), '"empty" has no Chart.yaml'],
    ["a folder outside of the repository", chart("/etc"), '"/etc" is not in the repository'],
    ["values that do not exist", chart("chart", { values: ["no.yaml"] }), 'no values file "no.yaml"'],
    ["values at an address", chart("chart", { values: ["https://example.com/a"] }), "no values file"],
    [
      "values outside of the repository",
      chart("chart", { values: ["/etc/hostname"] }),
      "is not in the repository",
    ],
    [
      "a command that is missing",
      chart("chart"),
      "nimops.yaml asks for rendering, but helm is not installed",
    ],
  ])("%s", async (_name, target, message) => {
    repository = new Repository({ "chart/Chart.yaml": "name: a\nversion: 0.1.0\napiVersion: v2\n" });
    mkdirSync(join(repository.folder, "empty"));
    const error = await repository
      .render([target], { run: mustNotRun, path: "relative" })
      .catch((thrown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toContain(message);
    expect(error.help).not.toBe("");
  });
});
