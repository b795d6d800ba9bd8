import { expect, test } from "vitest";
import { emptyLock, type ProfilesLock } from "../../src/nim/profile/lock/lock.ts";
import { canonicalJson } from "../../src/plan/canonical-json.ts";
import { type DigestInput, digestOf } from "../../src/plan/digest.ts";
import { inventoryOf } from "../support/demanded-pods.ts";
import { pool } from "../support/inventories.ts";
import { setOf } from "../support/plan-sets.ts";

const service = (name: string, gpus: string | number = 1) => `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata: {name: ${name}, namespace: models}
spec:
  image: {repository: nvcr.io/nim/meta/llama, tag: 1.12.0, pullSecrets: [pull]}
  authSecret: key
  resources: {limits: {nvidia.com/gpu: ${gpus}}}
`;

const usual: DigestInput = {
  version: "1.0.0",
  scope: { name: "prod", operatorVersion: "3.1.2" },
  kserveMode: "Standard",
  kubernetesVersion: undefined,
  set: setOf({ "a.yaml": service("a"), "b.yaml": service("b") }),
  inventory: inventoryOf(),
  lock: emptyLock,
  modelManifest: () => ({ kind: "unknown" }),
};

const digest = (differs: Partial<DigestInput> = {}) => digestOf({ ...usual, ...differs });

test("a digest is sha256 and 64 digits, and the same each time", () => {
  expect(digest()).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(digest({ set: setOf({ "a.yaml": service("a"), "b.yaml": service("b") }) })).toBe(digest());
});

test.each([
  ["files are moved and joined", { "z/all.yaml": `${service("b")}---\n${service("a")}` }],
  ["comments come and go", { "a.yaml": `# one\n${service("a")}# two\n`, "b.yaml": service("b") }],
  ["values are written otherwise", { "a.yaml": service("a", "0x1"), "b.yaml": service("b", "0b1") }],
])("it survives when %s", (_, files) => {
  expect(digest({ set: setOf(files) })).toBe(digest());
});

test("when an inventory is made anew, with the pools in another order, it is the same", () => {
  const other = pool({}, { name: "spare", nodes: 1 });
  const before = inventoryOf([pool(), other]);
  const generatedFrom = { source: "cluster", at: "2026-11-21T10:00:00Z" };
  const after = { ...inventoryOf([other, pool()]), generatedFrom };
  expect(digest({ inventory: after })).toBe(digest({ inventory: before }));
});

const locked: ProfilesLock = {
  version: 1,
  images: new Map([
    ["nvcr.io/nim/meta/llama:1.12.0", { profiles: [{ id: "p", size: 7, sources: {} }], sources: {} }],
  ]),
};

test.each<[string, Partial<DigestInput>]>([
  ["a field", { set: setOf({ "a.yaml": service("a", 2), "b.yaml": service("b") }) }],
  ["a resource", { set: setOf({ "a.yaml": service("a") }) }],
  [
    "what the API server refuses",
    { set: setOf({ "a.yaml": `${service("a")}  nope: 1\n`, "b.yaml": service("b") }) },
  ],
  ["the inventory", { inventory: inventoryOf([pool({}, { nodes: 3 })]) }],
  ["whether there is one", { inventory: undefined }],
  ["the lock's entry of an image", { lock: locked }],
  ["the model manifest of an image", { modelManifest: () => ({ kind: "none" }) }],
  ["the cluster", { scope: { name: "test", operatorVersion: "3.1.2" } }],
  ["the operator", { scope: { name: "prod", operatorVersion: "3.1.1" } }],
  ["our version", { version: "1.0.1" }],
])("it changes with %s", (_, differs) => {
  expect(digest(differs)).not.toBe(digest());
});

test("entries of the lock that no manifest uses are nothing to it", () => {
  const [entry] = locked.images.values();
  if (!entry) throw new Error("no entry");
  expect(digest({ lock: { version: 1, images: new Map([["other:1", entry]]) } })).toBe(digest());
});

test("what a Secret holds is nothing to it, which keys it has is", () => {
  const secret = (data: string) => `apiVersion: v1
kind: Secret
metadata: {name: key, namespace: models}
stringData: ${data}
`;
  const withSecret = (data: string) =>
    digest({ set: setOf({ "a.yaml": service("a"), "key.yaml": secret(data) }) });
  expect(withSecret("{NGC_API_KEY: one}")).toBe(withSecret("{NGC_API_KEY: two}"));
  expect(withSecret("{NGC_API_KEY: one}")).not.toBe(withSecret("{OTHER: one}"));
});

test("canonical JSON sorts keys, keeps large integers and drops what is undefined", () => {
  expect(canonicalJson({ b: 1, a: [undefined, 2n ** 60n], c: undefined })).toBe(
    '{"a":[null,1152921504606846976],"b":1}',
  );
  expect(canonicalJson(new Map([["__proto__", 1]]))).toBe('{"__proto__":1}');
});
