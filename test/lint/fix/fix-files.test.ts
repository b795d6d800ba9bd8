import { expect, test } from "vitest";
import { fixFiles } from "../../../src/lint/fix/fix-files.ts";
import { fixManifest, judgeOf } from "../../support/fix-manifest.ts";
import { withinCpu } from "../../support/within-cpu.ts";

const service = (spec: string, name = "llama-8b") => `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: ${name}
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  resources:
    limits:
      nvidia.com/gpu: 1
${spec}`;

const claim = "  storage:\n    pvc:\n      name: weights\n";

test("fixes what is safe, and leaves the rest to be asked for", () => {
  const text = service(
    `${claim}  replica: 1 # one\n  expose:\n    service:\n      type: loadbalancer\n  labels:\n    app: chat\n`,
  );
  const safe = fixManifest(text);
  expect(safe.text).toBe(text.replace("replica:", "replicas:").replace("loadbalancer", "LoadBalancer"));
  expect(safe.outcome.fixed.map(({ rule }) => rule).sort()).toEqual(["service-type-value", "unknown-field"]);
  const all = fixManifest(text, { unsafe: true });
  expect(all.text).toBe(safe.text.replace("  labels:\n    app: chat\n", ""));
});

test("a fix in a service of a pipeline, in a List, stands where the service does", () => {
  const text = [
    "apiVersion: v1\nkind: List\nitems:",
    "  - apiVersion: apps.nvidia.com/v1alpha1",
    "    kind: NIMPipeline",
    "    metadata: {name: rag}",
    "    spec:",
    "      services:",
    "        - name: first",
    "          enabled: true",
    "          spec: &none {}",
    "        - name: second # the one",
    "          enabled: true",
    "          spec:",
    "            image: {repository: nvcr.io/nim/meta/llama, tag: 1.12.0, pullSecrets: [ngc-pull]}",
    "            authSecret: ngc-api-key",
    "            replicas: '1'",
    "            storage: {pvc: {name: weights}}",
    "",
  ].join("\n");
  expect(fixManifest(text).text).toBe(text.replace("'1'", "1"));
});

test("each document of a file is fixed in its own place", () => {
  const first = service(`${claim}  replicas: "1"\n`, "first");
  const second = service(`${claim.replace("weights", "others")}  replicas: "1"\n`, "second");
  const text = `# one\n${first}---\n# nothing here\n---\n${second}...\n`.replaceAll("\n", "\r\n");
  expect(fixManifest(text).text).toBe(text.replaceAll('"1"', "1"));
});

test("a fix opens the way for the next one", () => {
  const text = service(`${claim}  replica: "1"\n`);
  const { text: after, outcome } = fixManifest(text, { unsafe: true });
  expect(after).toBe(service(`${claim}  replicas: 1\n`));
  expect(outcome.fixed.map(({ rule }) => rule)).toEqual(["unknown-field", "wrong-type"]);
});

test("a fix that would bring a new finding is not applied, and the others are", () => {
  const misspelt = service("  storage:\n    nimcache:\n      name: nowhere\n  replicas: '1'\n");
  const { text: after, outcome: left } = fixManifest(misspelt, { unsafe: true });
  expect(after).toBe(misspelt.replace("'1'", "1"));
  expect(left.notFixed.map(({ finding, reason, brings }) => [finding.rule, reason, brings?.rule])).toEqual([
    ["unknown-field", "reveals", "cache-not-found"],
  ]);
});

test("a fix that brings a finding elsewhere keeps none of the others from being applied", () => {
  const cache = `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
  storage:
    pvc: {create: true, size: 50Gi, volumeAccessMode: ReadWriteMany}
---
`;
  const tolerant = `  storage: {nimCache: {name: llama_8b}}
  tolerations: [{key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}]
`;
  const text = (replicas: string, type: string) =>
    `${cache}${service(`${tolerant}  replicas: ${replicas}\n`)}---\n${service(
      `${claim}  replicas: ${replicas}\n  expose: {service: {type: ${type}}}\n`,
      "other",
    )}`;
  const { text: after, outcome } = fixManifest(text('"1"', "nodeport"), { unsafe: true });
  expect(after).toBe(text("1", "NodePort"));
  expect(outcome.notFixed.map(({ finding, brings }) => [finding.rule, brings?.rule])).toEqual([
    ["cache-not-found", "cache-lacks-tolerations"],
  ]);
});

test("what an anchor or an alias holds is told as not editable", () => {
  const text = service(`${claim}  replicas: &count "1"\n  labels: {a: *count}\n`);
  const { text: after, outcome } = fixManifest(text);
  expect(after).toBe(text);
  expect(outcome.changes).toEqual([]);
  expect(outcome.notFixed.map(({ finding, reason }) => `${finding.rule}: ${reason}`)).toEqual([
    "wrong-type: not-editable",
  ]);
});

test("standard input, pipes and links that leave the root are judged and not fixed", () => {
  const text = service(`${claim}  replicas: "1"\n`);
  const judge = judgeOf(new Map([["pipe", text]]), {});
  const piped = { path: "-", bytes: Buffer.from(text) };
  const pipe = { path: "pipe", absolute: "/pipe", isStream: true };
  const { changes, left } = fixFiles({ sources: [piped, pipe], judge, unsafe: true });
  expect(changes).toEqual([]);
  expect(left.findings.filter(({ rule }) => rule === "wrong-type")).toHaveLength(2);
});

test("a name is corrected by what stands in another file, and each file changes for itself", () => {
  const cache = `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model: {engine: tensorrt_llm, tensorParallelism: 1, gpus: [{product: h100}]}
  storage:
    pvc: {create: true, size: 50Gi, volumeAccessMode: ReadWriteMany, storageClass: nfs}
`;
  const user = service("  storage:\n    nimCache: {name: llama8b}\n");
  const { changes, left } = fixFiles({
    sources: [
      { path: "cache.yaml", absolute: "/r/cache.yaml" },
      { path: "service.yaml", absolute: "/r/service.yaml" },
    ],
    judge: judgeOf(
      new Map([
        ["cache.yaml", cache],
        ["service.yaml", user],
      ]),
      {},
    ),
    unsafe: true,
  });
  expect(changes).toEqual([
    {
      path: "cache.yaml",
      absolute: "/r/cache.yaml",
      before: cache,
      after: cache.replace("Parallelism: 1", 'Parallelism: "1"'),
    },
    {
      path: "service.yaml",
      absolute: "/r/service.yaml",
      before: user,
      after: user.replace("llama8b", "llama-8b"),
    },
  ]);
  expect(left.findings.filter(({ severity }) => severity === "error")).toEqual([]);
});

test("a file of five hundred services is fixed in moderate time", async () => {
  const text = Array.from({ length: 500 }, (_, index) =>
    service(`${claim}  replicas: "1"\n  expose: {service: {type: nodeport}}\n`, `service-${index}`),
  ).join("---\n");
  const { text: after } = await withinCpu(10_000, () => fixManifest(text));
  expect(after).toBe(text.replaceAll('"1"', "1").replaceAll("nodeport", "NodePort"));
});
