import { afterEach, expect, test } from "vitest";
import { yamlSyntax } from "../../src/lint/rules/yaml-syntax.ts";
import { Repository, told } from "../support/rendered.ts";

const cache = yamlSyntax.examples.good.trimStart();
const part = "apiVersion: apps.nvidia.com/v1alpha1\nkind: NIMCache\nmetadata:\n  name: llama-8b\nspec: {}\n";
const message = (path: string) =>
  `${path}:2 unrendered-patch: this is a patch of prod/kustomization.yaml, not a whole manifest, so it was not judged`;

let repository: Repository;
afterEach(() => repository.remove());

test.each([
  ["patches", "patches: [{path: part.yaml}]", ["prod/part.yaml"]],
  ["patches elsewhere", "patches: [{path: ../shared/part.yaml}]", ["shared/part.yaml"]],
  [
    "strategic merge patches",
    "patchesStrategicMerge: [part.yaml, ./z.yaml]",
    ["prod/part.yaml", "prod/z.yaml"],
  ],
  ["JSON patches", "patchesJson6902: [{path: part.yaml, target: {kind: NIMCache}}]", ["prod/part.yaml"]],
])("a file under %s is not judged as a whole manifest", (_name, text, patches) => {
  repository = new Repository({
    "prod/a.yaml": cache,
    "prod/kustomization.yaml": `resources: [a.yaml]\n${text}\n`,
    ...Object.fromEntries(patches.map((path) => [path, part])),
  });
  expect(told(repository.lint())).toEqual(patches.map(message));
});

test("without the kustomization it is one", () => {
  repository = new Repository({ "prod/part.yaml": part });
  expect(told(repository.lint()).join()).not.toContain("unrendered-patch");
  expect(repository.lint()).not.toEqual([]);
});

test("a file that is also a resource is one", () => {
  repository = new Repository({
    "prod/part.yaml": part,
    "prod/kustomization.yaml": "resources: [part.yaml]\npatches: [{path: part.yaml}]\n",
  });
  expect(told(repository.lint()).join()).not.toContain("unrendered-patch");
});

test("a patch of another kind says nothing, and is no companion", () => {
  repository = new Repository({
    "prod/a.yaml": cache,
    "prod/secret.yaml": "apiVersion: v1\nkind: Secret\nmetadata:\n  name: ngc-api-key\n",
    "prod/kustomization.yaml": "resources: [a.yaml]\npatches: [{path: secret.yaml}]\n",
  });
  expect(told(repository.lint())).toEqual([]);
  expect(repository.load().clusters[0]?.set.companions).toEqual([]);
});

test.each(["resources: [a", "- a", "", "patches: no", "patches: [{path: 3}, {path: [a]}, null]"])(
  "a kustomization that holds %j hurts nothing",
  (text) => {
    repository = new Repository({ "prod/a.yaml": cache, "prod/kustomization.yaml": `${text}\n` });
    expect(told(repository.lint())).toEqual([]);
  },
);
