import { describe, expect, test } from "vitest";
import type { LintSettings } from "../../src/lint/settings.ts";
import { lintText } from "../support/lint-text.ts";

const knative = { installed: true, deploymentMode: "Knative" };

describe("what the webhook refuses depends on the operator's version", () => {
  test("3.0 takes a KServe service without its annotation for serverless, later ones ask the cluster", () => {
    const text = service(
      "inferencePlatform: kserve",
      "metrics: {enabled: true, serviceMonitor: {interval: 30s}}",
    );
    expect(refusals(text, { operatorVersion: "3.0.2" })).toEqual(["kserve-knative-unsupported"]);
    expect(refusals(text)).toEqual([]);
    expect(refusals(text, { kserve: knative })).toEqual(["kserve-knative-unsupported"]);
  });

  test("3.0 reads another annotation, in any case", () => {
    const text = service(
      "inferencePlatform: kserve",
      "annotations: {serving.kserve.org/deploymentMode: rawdeployment, serving.kserve.io/deploymentMode: Serverless}",
      "metrics: {enabled: true, serviceMonitor: {interval: 30s}}",
    );
    expect(refusals(text, { operatorVersion: "3.0.2" })).toEqual([]);
    expect(refusals(text)).toEqual(["kserve-knative-unsupported"]);
  });

  test("draResources needs Kubernetes 1.33 for operator 3.0, 1.34 for later ones, and nobody judges by an unknown version", () => {
    const text = service("draResources: [{resourceClaimName: a}]");
    expect(refusals(text, { operatorVersion: "3.0.2", kubernetesVersion: [1, 33] })).toEqual([]);
    expect(refusals(text, { operatorVersion: "3.0.2", kubernetesVersion: [1, 32] })).toEqual([
      "dra-needs-kubernetes",
    ]);
    expect(refusals(text, { kubernetesVersion: [1, 33] })).toEqual(["dra-needs-kubernetes"]);
    expect(refusals(text, { kubernetesVersion: [1, 34] })).toEqual([]);
    expect(refusals(text, { kubernetesVersion: [2, 0] })).toEqual([]);
    expect(refusals(text)).toEqual([]);
  });

  test("an empty authSecret is refused up to 3.1.2; at main the webhook warns, unless the cluster is air-gapped", () => {
    const text = service().replace("authSecret: ngc-api-key", 'authSecret: ""');
    expect(refusals(text)).toEqual(["empty-auth-secret"]);
    expect(refusals(text, { operatorVersion: "main" })).toEqual([]);
    const ruleIds = (airGapped: boolean) =>
      lintText(text, { operatorVersion: "main", airGapped }).findings.map(({ rule }) => rule);
    expect(ruleIds(false)).toContain("auth-secret-unset");
    expect(ruleIds(true)).not.toContain("auth-secret-unset");
  });
});

test("without KServe every KServe service is refused, and its deployment mode is not looked at", () => {
  const text = service(
    "inferencePlatform: kserve",
    "annotations: {serving.kserve.io/deploymentMode: Bogus}",
    "multiNode: {parallelism: {pipeline: 2, tensor: 1}}",
  );
  const kserve = { installed: false, deploymentMode: "Standard" };
  expect(refusals(text, { kserve })).toEqual(["kserve-not-installed", "kserve-multi-node"]);
});

test("a service without any spec lacks its image, its Secret and its storage", () => {
  const text = "apiVersion: apps.nvidia.com/v1alpha1\nkind: NIMService\nmetadata: {name: a}\n";
  expect(refusals(text).sort()).toEqual([
    "empty-auth-secret",
    "empty-image-field",
    "empty-image-field",
    "storage-exactly-one",
  ]);
});

test("what the API server refuses already is not called missing as well", () => {
  for (const storage of ["{pvc: {name: 8}}", "{nimCash: {name: a}}", "[]", "{emptyDir: 8}"]) {
    expect(refusals(service().replace("{pvc: {name: weights}}", storage)), storage).toEqual([]);
  }
});

test("no message, help or fix repeats a password of a proxy", () => {
  const text = cache("proxy: {httpProxy: 'user:pass-word@proxy:3128', noProxy: 'http://user:pass-word@a'}");
  const findings = lintText(text).findings.filter(({ rule }) => /^(proxy-scheme|no-proxy-token)$/.test(rule));
  expect(findings).toHaveLength(2);
  for (const { message, help, fix } of findings) {
    expect(JSON.stringify([message, help, fix])).not.toContain("pass-word");
  }
});

test("an entry of noProxy that is wrong is told with its number, and all are corrected at once", () => {
  const text = cache("proxy: {noProxy: ' a , *.svc,,*.cluster.local'}");
  const findings = lintText(text).findings.filter(({ rule }) => rule === "no-proxy-token");
  expect(findings.map(({ path }) => path.at(-1))).toEqual([1, 3]);
  for (const { fix } of findings) {
    expect(fix).toEqual({
      safety: "safe",
      edits: [{ op: "set", path: ["spec", "proxy", "noProxy"], value: "a,.svc,.cluster.local" }],
    });
  }
});

test("the services of a pipeline never meet the webhook: their mistakes break at run time", () => {
  const text = `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMPipeline
metadata: {name: chat}
spec:
  services:
    - name: a
      enabled: true
      spec:
        image: {repository: nvcr.io/nim/meta/llama-3.1-8b-instruct, tag: ""}
        authSecret: ngc-api-key
        storage: {pvc: {name: weights}}
        replicas: 2147483648
`;
  const found = lintText(text).findings.map(({ rule, enforcedBy, path }) => [
    rule,
    enforcedBy,
    path.join("."),
  ]);
  expect(found).toContainEqual(["empty-image-field", "operator", "spec.services.0.spec.image.tag"]);
  expect(found).toContainEqual(["operator-stops-on-number", "operator", "spec.services.0.spec.replicas"]);
  expect(found.map(([rule]) => rule)).not.toContain("undecodable-number");
});

test("two values that the operator cannot read are told one by one, their common effect once", () => {
  const text = service(
    "userID: 8",
    "replicas: 4294967296",
    "startupProbe: {probe: {periodSeconds: 2147483648}}",
  );
  const rules = lintText(text).findings.map(({ rule }) => rule);
  expect(rules.filter((rule) => rule === "undecodable-number")).toHaveLength(2);
  expect(rules.filter((rule) => rule === "operator-stops-on-number")).toHaveLength(1);
});

function refusals(text: string, settings: Partial<LintSettings> = {}): string[] {
  const { findings } = lintText(text, settings);
  const errors = findings.filter(
    ({ enforcedBy, severity }) => enforcedBy === "webhook" && severity === "error",
  );
  return errors.map(({ rule }) => rule);
}

function service(...lines: string[]): string {
  return `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata: {name: a}
spec:
  image: {repository: nvcr.io/nim/meta/llama-3.1-8b-instruct, tag: 1.12.0}
  authSecret: ngc-api-key
  storage: {pvc: {name: weights}}
${lines.map((line) => `  ${line}\n`).join("")}`;
}

function cache(...lines: string[]): string {
  return `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata: {name: a}
spec:
  source: {ngc: {modelPuller: "nvcr.io/nim/a:1", authSecret: ngc-api-key}}
  storage: {pvc: {name: weights}}
${lines.map((line) => `  ${line}\n`).join("")}`;
}
