import { describe, expect, test } from "vitest";
import { lintText } from "./support/lint-text.ts";
import { threadTime } from "./support/thread-time.ts";

/** Inputs of a size; four times the size may take about four times as long, and never sixteen times. */
const inputs: [name: string, size: number, text: (size: number) => string][] = [
  [
    "many findings in one file",
    250,
    (size) => list(size, (i) => `${head("NIMService", `s${i}`)}spec: {x: 1}\n`),
  ],
  [
    "many problems in one resource",
    2500,
    (size) => `${head("NIMService", "a")}spec:\n  env:\n${"  - {x: 1}\n".repeat(size)}`,
  ],
  [
    "many broken services in one pipeline",
    600,
    (size) =>
      `${head("NIMPipeline", "a")}spec:\n  services:\n${"  - {name: a, enabled: true, spec: {x: 1}}\n".repeat(size)}`,
  ],
  [
    "JSON on one line",
    250,
    (size) => {
      const items = Array.from({ length: size }, (_, i) => ({
        apiVersion: "apps.nvidia.com/v1alpha1",
        kind: "NIMService",
        metadata: { name: `s${i}` },
        spec: { x: 1 },
      }));
      return JSON.stringify({ apiVersion: "v1", kind: "List", items });
    },
  ],
  [
    "many services on one big cache",
    150,
    (size) => `${cache(size * 5)}---\n${list(size, (i) => serviceOn("big", `s${i}`))}`,
  ],
  [
    "a big file of many documents",
    2500,
    (size) => list(size, (i) => `${head("NIMCache", `c${i}`)}spec:\n  source: {}\n`),
  ],
];

describe("four times the size takes no more than eight times as long", () => {
  test.each(inputs)("%s", (_, size, text) => {
    const small = text(size);
    const large = text(size * 4);
    time(small);
    const ratio = Math.min(...[1, 2, 3].map(() => time(large) / time(small)));
    expect(ratio).toBeLessThan(8);
  });
});

/** In milliseconds. */
function time(text: string): number {
  const started = threadTime();
  expect(lintText(text).findings.length).toBeGreaterThan(0);
  return threadTime() - started;
}

function list(size: number, document: (index: number) => string): string {
  return Array.from({ length: size }, (_, index) => document(index)).join("---\n");
}

function head(kind: string, name: string): string {
  return `apiVersion: apps.nvidia.com/v1alpha1\nkind: ${kind}\nmetadata:\n  name: ${name}\n`;
}

function cache(profiles: number): string {
  const ids = Array.from({ length: profiles }, (_, i) => `        - ${String(i).padStart(64, "0")}\n`).join(
    "",
  );
  return `${head("NIMCache", "big")}spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/nvidia/other:1.0.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
${ids}  storage:
    pvc: {size: 10Gi, volumeAccessMode: ReadWriteOnce, create: true}
`;
}

function serviceOn(cacheName: string, name: string): string {
  return `${head("NIMService", name)}spec:
  image: {repository: nvcr.io/nim/meta/llama-3.1-8b-instruct, tag: "1.12.0", pullSecrets: [ngc-pull]}
  authSecret: ngc-api-key
  storage:
    nimCache: {name: ${cacheName}, profile: ${"a".repeat(64)}}
  resources: {limits: {nvidia.com/gpu: 1}}
`;
}
