import { expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.ts";
import { renderTargets } from "../../src/config/render-targets.ts";
import { SourceFile } from "../../src/manifest/document.ts";

const parsed = (text: string) => parseConfig(new SourceFile("nimops.yaml", text), []);

test("targets of the whole configuration come first, then those of each cluster", () => {
  const config = parsed(`
kubernetesVersion: "1.33"
render:
  - kustomize: overlays/all
clusters:
  - name: prod
    paths: [prod]
    kubernetesVersion: "1.34"
    render: [{helm: charts/Llama, set: {a.b: 1}}]
  - name: dev
    paths: [dev]
    render: [{helm: charts/llama, release: x, kubeVersion: "1.30"}]
`);
  const helm = { tool: "helm", namespace: undefined, values: [], set: {}, apiVersions: [] };
  const all = { tool: "kustomize", path: "overlays/all", cluster: undefined };
  const prod = {
    ...helm,
    path: "charts/Llama",
    cluster: "prod",
    release: "release-name",
    set: { "a.b": 1 },
    kubeVersion: "1.34",
  };
  const dev = { ...helm, path: "charts/llama", cluster: "dev", release: "x", kubeVersion: "1.30" };
  expect(renderTargets(config)).toEqual([all, prod, dev]);
  expect(renderTargets(config, ["dev"])).toEqual([all, dev]);
});

test.each([
  ["- {}", "either kustomize"],
  ["- {kustomize: a, helm: b}", "either kustomize"],
  ["- {kustomize: a, values: [b]}", "goes with helm"],
  ["- {helm: a, release: --post-renderer}", "name that Helm takes"],
  ["- {helm: a, flags: [--enable-exec]}", "unknown setting render[0].flags"],
])("%s is refused", (entry, message) => {
  expect(() => parsed(`render:\n  ${entry}\n`)).toThrow(message);
});
