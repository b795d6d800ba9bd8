import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LiveObject } from "../../src/kube/object.ts";
import { ObjectStore, withoutBookkeeping } from "../../src/kube/object-store.ts";
import { compareVersions } from "../../src/kube/resource-version.ts";

describe("the copy that a watch keeps", () => {
  it("tells exactly what makes the one list of the other", () => {
    const object = fc.record({
      name: fc.constantFrom("a", "b", "c"),
      uid: fc.constantFrom("1", "2"),
      version: fc.nat(3),
    });
    const list = fc.uniqueArray(object, { selector: ({ name }) => name, maxLength: 3 });
    fc.assert(
      fc.property(list, list, (before, after) => {
        const store = new ObjectStore();
        const told = new Map<string, string>();
        for (const objects of [before, after]) {
          for (const { type, object } of store.replaceAll(objects.map(live))) {
            const key = `${object.metadata.name} ${object.metadata.uid}`;
            if (type === "added") expect(told.has(key)).toBe(false);
            else expect(told.has(key)).toBe(true);
            if (type === "removed") told.delete(key);
            else told.set(key, object.metadata.resourceVersion);
          }
        }
        const expected = after.map(({ name, uid, version }) => [`${name} ${uid}`, String(version)]);
        expect([...told].sort()).toEqual(expected.sort());
        expect([...store.objects()].map(({ metadata }) => metadata.name).sort()).toEqual(
          after.map(({ name }) => name).sort(),
        );
      }),
    );
  });

  it("does not take an object for another one of its name", () => {
    const store = new ObjectStore();
    store.put(live({ name: "a", uid: "1", version: 1 }));
    expect(store.put(live({ name: "a", uid: "2", version: 2 })).map(({ type }) => type)).toEqual([
      "removed",
      "added",
    ]);
    expect(store.remove(live({ name: "a", uid: "1", version: 3 }))).toEqual([]);
  });

  it("holds no bookkeeping", () => {
    const annotations = { "kubectl.kubernetes.io/last-applied-configuration": "{}", mine: "1" };
    const object = live({ name: "a", uid: "1", version: 1 });
    const { metadata } = withoutBookkeeping({
      ...object,
      metadata: { ...object.metadata, annotations, managedFields: [{}] },
    });
    expect(metadata).toEqual({ ...object.metadata, annotations: { mine: "1" } });
  });

  function live({ name, uid, version }: { name: string; uid: string; version: number }): LiveObject {
    return { apiVersion: "v1", kind: "Pod", metadata: { name, uid, resourceVersion: String(version) } };
  }
});

describe("versions of a resource", () => {
  it("are compared as numbers of any length", () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 30n), fc.bigInt(1n, 10n ** 30n), (a, b) => {
        expect(Math.sign(compareVersions(String(a), String(b)) ?? 0)).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });

  it("that are no numbers cannot be compared, only told to be the same", () => {
    expect(compareVersions("abc", "abd")).toBeUndefined();
    expect(compareVersions("007", "8")).toBeUndefined();
    expect(compareVersions("abc", "abc")).toBe(0);
  });
});
