import { isMap, type Value, type ValueMap } from "../../src/nim/value.ts";
import type { Mutant, Random } from "./mutants.ts";

/** A copy of a manifest with other metadata, mostly such as an API server refuses. */
export function metadataMutant(manifest: ValueMap, random: Random): Mutant {
  const [field, value] = random.pick(changes)(random);
  const document = structuredClone(manifest);
  const metadata: ValueMap = isMap(document.metadata) ? document.metadata : {};
  Object.defineProperty(metadata, field, { value, enumerable: true, configurable: true });
  if (value === undefined) Reflect.deleteProperty(metadata, field);
  return { document, how: `metadata.${field} = ${JSON.stringify(value)}` };
}

type Change = (random: Random) => readonly [field: string, value: Value | undefined];

const strange: readonly Value[] = ["", 1, true, null, [], {}, ["a"], { a: 1 }];
const names = [
  "a",
  "a.b",
  "A",
  "a_b",
  "-a",
  "a-",
  "a..b",
  "a/b",
  "a%b",
  "..",
  "ä",
  "1",
  "a b",
  "a\n",
  "a".repeat(63),
  "a".repeat(64),
  "a".repeat(253),
  "a".repeat(254),
];
const keys = [
  "a",
  "a/b",
  "A.example/b",
  "example.com/B_c",
  "",
  "/",
  "a/",
  "/a",
  "a/b/c",
  "-a",
  "a b",
  "a".repeat(64),
];
const values = ["", "a", "A_b.c-1", "-a", "a-", "a b", "ä", "a".repeat(63), "a".repeat(64), "a\n"];

const changes: readonly Change[] = [
  (random) => ["name", random.pick(names)],
  () => ["name", undefined],
  (random) => ["name", random.pick(strange)],
  (random) => ["labels", { [random.pick(keys)]: random.pick(values) }],
  (random) => ["labels", random.pick([...strange, { a: true }, { a: null }, { a: ["b"] }])],
  (random) => ["annotations", { [random.pick(keys)]: random.pick(values) }],
  (random) => ["annotations", random.pick([...strange, { a: true }, { a: null }, { a: {} }])],
  (random) => [
    "finalizers",
    random.pick([...strange, ["example.com/a"], ["a b/c"], ["orphan"], [1], [null]]),
  ],
  (random) => [random.pick(["label", "Labels", "annotation", "__proto__", "spec"]), random.pick(strange)],
  (random) => [
    "ownerReferences",
    random.pick([...strange, [owner], [{ ...owner, uid: "" }], [{ name: "a" }], [owner, owner]]),
  ],
  (random) => ["generateName", random.pick([...strange, "a-", "A-"])],
];

const owner = { apiVersion: "v1", kind: "ConfigMap", name: "a", uid: "1" };
