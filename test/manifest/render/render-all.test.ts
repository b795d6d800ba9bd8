import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { renderFailed } from "../../../src/lint/rules/render-failed.ts";
import { yamlSyntax } from "../../../src/lint/rules/yaml-syntax.ts";
import type { Runner, RunOptions } from "../../../src/manifest/render/runner.ts";
import type { RenderTarget } from "../../../src/manifest/render/target.ts";
import { chart, kustomization, Repository, told } from "../../support/rendered.ts";

const cache = yamlSyntax.examples.good.trimStart();
const files = {
  "a/kustomization.yaml": "resources: [cache.yaml]\n",
  "a/cache.yaml": cache,
  "b/kustomization.yaml": "resources: [cache.yaml]\n",
  "b/cache.yaml": cache,
  "chart/Chart.yaml": "apiVersion: v2\nname: c\nversion: 0.1.0\n",
  "chart/templates/cache.yaml": cache,
  "prod.yaml": "a: 1\n",
};

let repository: Repository;
afterEach(() => repository.remove());

interface Call {
  readonly command: string;
  readonly args: readonly string[];
  readonly options: RunOptions;
}

/** Renders with commands that only say `stdout`, and remembers how they were called. */
async function rendered(
  targets: readonly RenderTarget[],
  { among, ...result }: { stdout?: string; stderr?: string; code?: number; among?: string[] } = {},
) {
  repository = new Repository(files);
  for (const name of ["kustomize", "helm"]) {
    writeFileSync(join(repository.folder, name), "", { mode: 0o755 });
  }
  const calls: Call[] = [];
  const run: Runner = async (command, args, options) => {
    calls.push({ command, args, options });
    return { code: 0, stdout: "", stderr: "", ...result };
  };
  const made = await repository.render(targets, {
    run,
    path: `relative:${repository.folder}`,
    among: among?.map((path) => join(repository.folder, path)),
  });
  return { made, calls };
}

test("helm is told everything in arguments of its own", async () => {
  const { calls } = await rendered([
    chart("chart", {
      namespace: "models",
      values: ["prod.yaml"],
      set: { "image.tag": "1.12.0", replicas: 2, "a b": "--post-renderer=./evil, $(id)" },
      apiVersions: ["monitoring.coreos.com/v1"],
      kubeVersion: "1.34",
    }),
  ]);
  const { folder } = repository;
  expect(calls.map(({ command, args }) => [command, ...args])).toEqual([
    [
      `${folder}/helm`,
      "template",
      "llama",
      `${folder}/chart`,
      "--skip-tests",
      "--namespace=models",
      `--values=${folder}/prod.yaml`,
      '--set-json=image.tag="1.12.0"',
      "--set-json=replicas=2",
      '--set-json=a b="--post-renderer=./evil, $(id)"',
      "--api-versions=monitoring.coreos.com/v1",
      "--kube-version=1.34",
    ],
  ]);
});

test("commands see a home of their own that is gone afterwards", async () => {
  process.env.NIMOPS_TEST_SECRET = "secret";
  const { calls } = await rendered([kustomization("a")]);
  const options = calls[0]?.options;
  expect(Object.keys(options?.env ?? {})).not.toContain("NIMOPS_TEST_SECRET");
  for (const name of ["PATH", "HOME", "HELM_PLUGINS", "KUSTOMIZE_PLUGIN_HOME"]) {
    expect(options?.env[name]).toBe(join(options?.cwd ?? "", "empty"));
  }
  expect(existsSync(options?.cwd ?? "/")).toBe(false);
});

test("only what a named file takes part in is rendered", async () => {
  const targets = [kustomization("a"), kustomization("b"), chart("chart", { values: ["prod.yaml"] })];
  const ran = async (...among: string[]) => {
    const { made } = await rendered(targets, { among });
    const names = made.texts.map(({ origin }) => origin.from);
    repository.remove();
    return names;
  };
  expect(await ran("a/cache.yaml")).toEqual(["a"]);
  expect(await ran("b/kustomization.yaml", "prod.yaml")).toEqual(["b", "chart, release llama"]);
  expect(await ran("elsewhere.yaml")).toEqual([]);
  expect((await rendered(targets)).made.texts).toHaveLength(3);
});

test("what a command says when it fails is told on one line, without escapes or temporary names", async () => {
  const { made } = await rendered([kustomization("a")], {
    code: 1,
    stderr: `# Warning: old field\n\u001b[31mError: it\u001b[0m\r\n\n broke \u0007here\n${"more\n".repeat(50)}`,
  });
  expect(told(repository.lint(made)).slice(0, 1)).toEqual([
    "a/kustomization.yaml:1 render-failed: kustomize build failed: it; broke here; more; more; more",
  ]);
});

describe("rendered objects go", () => {
  const clusters = [
    { name: "one", paths: "a/" },
    { name: "two", paths: "b/" },
  ];
  const namesIn = (name: string, made: Awaited<ReturnType<typeof rendered>>["made"]) =>
    repository
      .load(made, clusters)
      .clusters.find(({ scope }) => scope.name === name)
      ?.set.resources.map((resource) => resource.document.file.origin?.from);

  test("to the cluster whose paths cover their folder", async () => {
    const { made } = await rendered([kustomization("a")], { stdout: cache });
    expect(namesIn("one", made)).toEqual(["a"]);
    expect(namesIn("two", made)).not.toContain("a");
  });

  test("to the cluster that they are rendered for, wherever they stand", async () => {
    const { made } = await rendered([kustomization("a", "two")], { stdout: cache });
    expect(namesIn("one", made)).toEqual([]);
    expect(namesIn("two", made)).toContain("a");
  });
});

test("the examples of render-failed are what they say", async () => {
  const { bad, good } = renderFailed.examples;
  const shown = async (text: string) => {
    repository = new Repository({ "a/kustomization.yaml": text.trimStart(), "a/cache.yaml": cache });
    writeFileSync(join(repository.folder, "kustomize"), "", { mode: 0o755 });
    const run: Runner = async () => ({ code: 0, stdout: cache, stderr: "" });
    const made = await repository.render([kustomization("a")], { run, path: repository.folder });
    return repository.lint(made).map(({ rule, location }) => `${location.start.line} ${rule}`);
  };
  expect(await shown(bad)).toContain("4 render-failed");
  repository.remove();
  expect(await shown(good)).toEqual([]);
});

test("the same chart rendered twice is two sets of objects", async () => {
  const targets = [chart("chart", { release: "x" }), chart("chart", { release: "y", namespace: "other" })];
  const { made } = await rendered(targets, { stdout: cache });
  const resources = repository.load(made).clusters[0]?.set.resources ?? [];
  expect(resources.filter(({ document }) => document.file.origin).map(({ namespace }) => namespace)).toEqual([
    "default",
    "other",
  ]);
});

test("text that no document can be read from is told at the kustomization", async () => {
  const { made } = await rendered([kustomization("a")], { stdout: `${cache}  bad: [\n` });
  expect(told(repository.lint(made)).slice(0, 1)).toEqual([
    expect.stringMatching(/^a\/kustomization\.yaml:1 yaml-syntax: .* \(rendered from a\)$/),
  ]);
});
