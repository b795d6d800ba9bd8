import { existsSync } from "node:fs";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { yamlSyntax } from "../../src/lint/rules/yaml-syntax.ts";
import { runCommand } from "../../src/manifest/render/exec.ts";
import { kustomization, Repository, told } from "../support/rendered.ts";
import { withinTime } from "../support/within-time.ts";
import { kustomizePath } from "./tools.ts";

const cache = yamlSyntax.examples.good.trimStart();
const service = `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
  authSecret: ngc-api-key
  replicas: 1
  storage:
    nimCache: {name: llama-8b}
  resources:
    limits: {nvidia.com/gpu: 1}
`;
const fleet = {
  "base/kustomization.yaml": "resources: [objects.yaml]\n",
  "base/objects.yaml": `${cache}---\n${service}`,
  "prod/kustomization.yaml": `namespace: models
namePrefix: prod-
resources: [../base]
images: [{name: nginx, newTag: "1"}]
patches:
  - path: bigger.yaml
  - target: {kind: NIMService, name: llama}
    path: replicas.json
  - target: {kind: NIMCache}
    patch: |-
      - op: replace
        path: /spec/storage/pvc/volumeAccessMode
        value: ReadWriteSome
`,
  "prod/bigger.yaml": `# A part only.
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  storage:
    pvc:
      size: 50GB!
`,
  "prod/replicas.json": `[
  {"op": "replace", "path": "/spec/replicas", "value": 3},
  {"op": "add", "path": "/spec/scale", "value": {"enabled": true, "hpa": {"maxReplicas": 4}}}
]
`,
};

let repository: Repository;
afterEach(() => repository.remove());

const kubectl = "/usr/bin/kubectl";
let kustomize: string;
beforeAll(() => {
  kustomize = kustomizePath();
});

describe.each([
  ["kustomize build", () => kustomize, true],
  ["kubectl kustomize", () => "/usr/bin", existsSync(kubectl)],
])("with %s", (_name, path, installed) => {
  test.skipIf(!installed)("findings stand where an author must change something", async () => {
    repository = new Repository(fleet);
    const rendered = await repository.render([kustomization("prod")], { run: runCommand, path: path() });
    expect(rendered.problems).toEqual([]);
    expect(
      repository
        .lint(rendered)
        .filter(({ severity }) => severity === "error")
        .map((finding) => ({ ...told([finding]), object: finding.object?.name })),
    ).toMatchSnapshot();
  });
});

test("a kustomization of many objects and patches is still told at their files, and in time", async () => {
  const files: Record<string, string> = {};
  const names = Array.from({ length: 200 }, (_, index) => `llama-${index}`);
  for (const name of names.slice(0, 40)) {
    files[`a/${name}.yaml`] =
      `apiVersion: apps.nvidia.com/v1alpha1\nkind: NIMService\nmetadata: {name: ${name}}\nspec:\n  replicas: -1\n`;
  }
  repository = new Repository({
    ...files,
    "a/all.yaml": names.map((name) => service.replace("name: llama\n", `name: ${name}\n`)).join("---\n"),
    "a/kustomization.yaml": `nameSuffix: -x\nresources: [all.yaml]\npatches: ${JSON.stringify(Object.keys(files).map((path) => ({ path: path.slice(2) })))}\n`,
  });
  const many = repository;
  let found: ReturnType<Repository["lint"]> = [];
  await withinTime(5000, async () => {
    const started = performance.now();
    const rendered = await many.render([kustomization("a")], { run: runCommand, path: kustomize });
    const took = performance.now() - started;
    found = many.lint(rendered);
    return took;
  });
  const replicas = found.filter(
    ({ rule, message }) => rule === "invalid-value" && message.includes("replicas"),
  );
  expect(replicas.map(({ location }) => `${location.file}:${location.start.line}`).sort()).toEqual(
    Object.keys(files)
      .map((path) => `${path}:5`)
      .sort(),
  );
  expect(new Set(found.map(({ location }) => location.file))).toContain("a/all.yaml");
});

test("what is rendered is not judged raw as well", async () => {
  repository = new Repository(fleet);
  const rendered = await repository.render([kustomization("prod")], { run: runCommand, path: kustomize });
  expect([...rendered.excluded].sort()).toEqual(Object.keys(fleet).sort());
  const names = repository
    .load(rendered)
    .clusters[0]?.set.resources.map(({ name, namespace }) => [namespace, name]);
  expect(names?.sort()).toEqual([
    ["models", "prod-llama"],
    ["models", "prod-llama-8b"],
  ]);
});

test("two overlays of one base are two sets of objects, each told of by its folder", async () => {
  repository = new Repository({
    "base/kustomization.yaml": "resources: [objects.yaml]\n",
    "base/objects.yaml": cache.replace("size: 50Gi", "size: many"),
    "prod/kustomization.yaml": "namespace: models\nresources: [../base]\n",
    "dev/kustomization.yaml": "namespace: dev\nresources: [../base]\n",
  });
  const targets = [kustomization("prod"), kustomization("dev")];
  const rendered = await repository.render(targets, { run: runCommand, path: kustomize });
  const found = repository.lint(rendered).filter(({ severity }) => severity === "error");
  expect(
    found.map(({ object, location, message }) => [
      object?.namespace,
      location.file,
      /\(.*?\)$/.exec(message)?.[0],
    ]),
  ).toEqual([
    ["dev", "base/objects.yaml", "(rendered from dev)"],
    ["models", "base/objects.yaml", "(rendered from prod)"],
  ]);
});

test("a kustomization that fails is a finding with kustomize's own words", async () => {
  repository = new Repository({ "a/kustomization.yaml": "resorces: [cache.yaml]\n" });
  const rendered = await repository.render([kustomization("a")], { run: runCommand, path: kustomize });
  expect(told(repository.lint(rendered))).toMatchSnapshot();
});

test("a file outside of its kustomization is refused by kustomize itself", async () => {
  repository = new Repository({
    "a/kustomization.yaml": "resources: [../cache.yaml]\n",
    "cache.yaml": cache,
  });
  const rendered = await repository.render([kustomization("a")], { run: runCommand, path: kustomize });
  expect(told(repository.lint(rendered)).join()).toContain("is not in or below");
});

test("an origin that a manifest claims for itself leads nowhere else", async () => {
  const claim = "  annotations:\n    config.kubernetes.io/origin: |\n      path: ../a/other.yaml\n";
  repository = new Repository({
    "a/kustomization.yaml": "resources: [cache.yaml, other.yaml]\n",
    "a/cache.yaml": cache.replace("spec:", `${claim}spec:`).replace("50Gi", "many"),
    "a/other.yaml": cache.replace("name: llama-8b", "name: llama"),
  });
  const rendered = await repository.render([kustomization("a")], { run: runCommand, path: kustomize });
  const found = repository.lint(rendered).filter(({ rule }) => rule === "pvc-size-missing");
  expect(found.map(({ location }) => location.file)).toEqual(["a/cache.yaml"]);
});

test("an object that was generated is told where its generator stands", async () => {
  repository = new Repository({
    "a/kustomization.yaml":
      "resources: [cache.yaml]\ngeneratorOptions: {disableNameSuffixHash: true}\nsecretGenerator:\n  - name: other\n    literals: [a=b]\n  - name: ngc-api-key\n    literals: [WRONG_KEY=b]\n",
    "a/cache.yaml": cache,
  });
  const rendered = await repository.render([kustomization("a")], { run: runCommand, path: kustomize });
  const [cluster] = repository.load(rendered).clusters;
  const secret = cluster?.set.companions.find(({ name }) => name.startsWith("ngc-api-key"));
  const place = secret?.document.sourceOf(["metadata", "name"], false);
  expect(place && `${place.file.path}:${place.file.position(place.range.start).line}`).toBe(
    "a/kustomization.yaml:6",
  );
});

test("an object of 20 MiB ends the run", async () => {
  const data = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: big\ndata:\n  a: "${"x".repeat(900 * 1024)}"\n`;
  const files: Record<string, string> = {};
  for (let index = 0; index < 24; index++)
    files[`a/big${index}.yaml`] = data.replace("name: big", `name: big${index}`);
  const names = Object.keys(files).map((path) => path.slice(2));
  repository = new Repository({ ...files, "a/kustomization.yaml": `resources: ${JSON.stringify(names)}\n` });
  const rendered = await repository.render([kustomization("a")], { run: runCommand, path: kustomize });
  expect(rendered.texts).toEqual([]);
  expect(told(repository.lint(rendered))).toEqual([
    "a/kustomization.yaml:1 render-failed: kustomize build renders more than 10485760 bytes and was ended",
  ]);
});
