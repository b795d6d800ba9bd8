import { expect, test } from "vitest";
import type { OperatorVersion } from "../../src/nim/version.ts";
import { lintText } from "../support/lint-text.ts";
import { madeOfService, namesOf } from "../support/service-objects.ts";

const ofOneNode = { parallelism: { pipeline: 1, tensor: 8 } };

test("a pipeline of one node is an error where the operator makes no LeaderWorkerSet of it", () => {
  const named = (version: OperatorVersion) => namesOf(madeOfService({ multiNode: ofOneNode }, { version }));
  const found = (version: OperatorVersion) => rulesFor("pipeline: 1, tensor: 8", version);
  expect(named("3.0.2")).toContain("LeaderWorkerSet/llama-lws");
  expect(found("3.0.2")).not.toContain("multi-node-pipeline-one");
  expect(named("3.1.0")).toContain("Deployment/llama");
  expect(found("3.1.0")).toContain("multi-node-pipeline-one");
  expect(found("3.1.2")).toContain("multi-node-pipeline-one");
});

test("operator 3.0 drops what a LeaderWorkerSet has no place for, with one node too", () => {
  const found = (version: OperatorVersion) =>
    rulesFor("pipeline: 1, tensor: 8", version, "runtimeClassName: nvidia");
  expect(found("3.0.2")).toContain("multi-node-ignored-field");
  expect(found("3.1.2")).not.toContain("multi-node-ignored-field");
});

test("no number of nodes at all is an error for every version", () => {
  expect(rulesFor("tensor: 8", "3.0.2")).toContain("multi-node-pipeline-one");
  expect(rulesFor("tensor: 8", "3.1.2")).toContain("multi-node-pipeline-one");
});

test("one node needs no volume that several can attach", () => {
  const claim = "storage: {pvc: {create: true, size: 50Gi, volumeAccessMode: ReadWriteOnce}}";
  const found = (pipeline: number) => rulesFor(`pipeline: ${pipeline}, tensor: 8`, "3.0.2", claim);
  expect(found(1)).not.toContain("multi-node-needs-read-write-many");
  expect(found(2)).toContain("multi-node-needs-read-write-many");
});

function rulesFor(parallelism: string, operatorVersion: OperatorVersion, more = ""): string[] {
  const text = `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata: {name: llama}
spec:
  image: {repository: nvcr.io/nim/meta/llama-3.1-8b-instruct, tag: 1.12.0, pullSecrets: [ngc-pull]}
  authSecret: ngc-api-key
  replicas: 1
  multiNode: {parallelism: {${parallelism}}}
  ${more === "" ? "nodeSelector: {a: b}" : more}
`;
  return lintText(text, { operatorVersion }).findings.map(({ rule }) => rule);
}
