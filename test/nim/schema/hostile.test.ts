import { describe, expect, test } from "vitest";
import { judge } from "../../../src/nim/schema/judge.ts";
import { undecodable } from "../../../src/nim/schema/undecodable.ts";
import type { Value, ValueMap } from "../../../src/nim/value.ts";
import { withinCpu } from "../../support/within-cpu.ts";

const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", ""];

describe("keys that JavaScript objects are born with", () => {
  test.each(names)("%j is an unknown field like any other", (name) => {
    const document = service();
    own(document.spec as ValueMap, name, { polluted: true });
    expect(judge("NIMService", "3.1.2", document).problems).toMatchObject([
      { path: ["spec", name], code: "unknown-field" },
    ]);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });

  test.each(names.slice(0, -1))("%j is a key like any other where keys are free", (name) => {
    const document = service();
    const nodeSelector: ValueMap = {};
    own(nodeSelector, name, "a");
    own(document.spec as ValueMap, "nodeSelector", nodeSelector);
    const { problems, resource } = judge("NIMService", "3.1.2", document);
    expect(problems).toEqual([]);
    expect(Object.entries(resource.spec?.nodeSelector ?? {})).toEqual([[name, "a"]]);
  });

  test("a map whose only key is __proto__ does not stand in for what is required", () => {
    const document = service();
    const image: ValueMap = {};
    own(image, "__proto__", { repository: "a", tag: "b" });
    own(document.spec as ValueMap, "image", image);
    expect(judge("NIMService", "3.1.2", document).problems.map(({ code }) => code)).toEqual([
      "unknown-field",
      "missing-field",
      "missing-field",
    ]);
  });
});

describe("shapes without end", () => {
  test.each([
    ["maps", (inner: Value): Value => ({ a: inner })],
    ["lists", (inner: Value): Value => [inner]],
    ["lists of maps", (inner: Value): Value => [{ a: inner }]],
  ])("%s, 1000 deep, in every kind of place", (_, wrap) => {
    let deep: Value = "bottom";
    for (let depth = 0; depth < 1000; depth++) deep = wrap(deep);
    for (const field of ["unknown", "image", "env", "nodeSelector", "replicas", "resources", "authSecret"]) {
      const document = service();
      own(document.spec as ValueMap, field, deep);
      expect(judge("NIMService", "3.1.2", document).problems).not.toEqual([]);
      expect(undecodable("NIMService", "3.1.2", document)).toEqual([]);
    }
  });

  test("of 100,000 unknown fields the first thousand are named, within a second", async () => {
    const document = service();
    for (let count = 0; count < 100_000; count++) own(document.spec as ValueMap, `field${count}`, 1);
    const { problems } = await withinCpu(1000, () => judge("NIMService", "3.1.2", document));
    expect(problems).toHaveLength(1000);
  });

  test("a text of a megabyte meets no pattern that is slow on it", async () => {
    const long = `${"a-".repeat(500_000)}!`;
    const document = service();
    document.metadata = { name: long, namespace: long, generateName: long, labels: { [long]: long } };
    document.spec = {
      image: { repository: "a", tag: "b" },
      authSecret: "c",
      expose: {
        router: {
          hostDomainName: long,
          gateway: { name: "a", namespace: "b", backendRef: { name: long, group: long, kind: long } },
        },
      },
      draResources: [{ resourceClaimName: long }],
      metrics: { serviceMonitor: { interval: "1".repeat(1_000_000) } },
      storage: {
        sharedMemorySizeLimit: "1".repeat(1_000_000),
        emptyDir: { sizeLimit: `${"1".repeat(1_000_000)}!` },
      },
    };
    await withinCpu(1000, () => {
      expect(judge("NIMService", "3.1.2", document).problems).not.toEqual([]);
      undecodable("NIMService", "3.1.2", document);
    });
  });
});

test.each(["a".repeat(62), "a-".repeat(30), "ab.".repeat(20), "xn--".repeat(15), "a.".repeat(300_000)])(
  "the pattern of a domain does not go astray in %j",
  async (beginning) => {
    const document = service({ expose: { router: { hostDomainName: `${beginning}!` } } });
    const { problems } = await withinCpu(500, () => judge("NIMService", "3.1.2", document));
    expect(problems).toHaveLength(1);
  },
);

describe("numbers at the edges", () => {
  test.each([
    [2n ** 63n - 1n, []],
    [2n ** 63n, ["wrong-type"]],
    [2 ** 53, ["wrong-type"]],
    [Number.MAX_SAFE_INTEGER, []],
    [1.5, ["wrong-type"]],
    [Number.NaN, ["wrong-type"]],
    [-0, []],
  ])("userID %s", (userID, codes) => {
    const document = service({ userID });
    expect(judge("NIMService", "3.1.2", document).problems.map(({ code }) => code)).toEqual(codes);
  });

  test.each([
    [{ replicas: 2 ** 31 }, "int32"],
    [{ replicas: 2n ** 62n }, "int32"],
    [{ multiNode: { parallelism: { tensor: 2 ** 32 } } }, "uint32"],
    [{ livenessProbe: { probe: { httpGet: { port: 2 ** 31 } } } }, "int32"],
    [{ storage: { sharedMemorySizeLimit: "1e1.5" } }, "resource.Quantity"],
    [{ resources: { limits: { a: "1E.5" } } }, "resource.Quantity"],
  ])("%s is accepted by the server and stops the operator", (spec, goType) => {
    expect(judge("NIMService", "3.1.2", service(spec)).problems).toEqual([]);
    expect(undecodable("NIMService", "3.1.2", service(spec))).toMatchObject([{ goType }]);
  });

  test.each([
    [{ replicas: 2 ** 31 - 1 }],
    [{ multiNode: { parallelism: { tensor: 2 ** 32 - 1 } } }],
    [{ userID: 2n ** 63n - 1n }],
    [{ storage: { sharedMemorySizeLimit: "1e3" } }],
    [{ resources: { limits: { a: "5E", b: "1E-3", c: 2n ** 60n } } }],
  ])("%s can be decoded", (spec) => {
    expect(undecodable("NIMService", "3.1.2", service(spec))).toEqual([]);
  });

  test("a pipeline's services are looked into as well", () => {
    const document: ValueMap = {
      ...service(),
      kind: "NIMPipeline",
      spec: { services: [{ spec: { replicas: 2 ** 31 } }] },
    };
    expect(undecodable("NIMPipeline", "3.1.2", document)).toEqual([
      { path: ["spec", "services", 0, "spec", "replicas"], goType: "int32", value: 2 ** 31 },
    ]);
  });
});

describe("what is left of a document with mistakes", () => {
  test("the valid parts, with defaults, and list items at their own index", () => {
    const document = service({
      replicas: "2",
      env: [null, { name: "A", value: 1 }, { name: "B", value: "b" }],
      expose: { service: { type: 1 } },
    });
    expect(judge("NIMService", "3.1.2", document).resource.spec).toEqual({
      image: { repository: "a", tag: "b" },
      authSecret: "c",
      env: [{}, { name: "A" }, { name: "B", value: "b" }],
      expose: { service: { port: 8000 } },
      inferencePlatform: "standalone",
    });
  });

  test("the document itself is not changed", () => {
    const document = service({ env: [{ name: "A", value: null }], tag: 1 });
    const before = structuredClone(document);
    judge("NIMService", "3.1.2", document);
    expect(document).toEqual(before);
  });

  test("a status is looked at for unknown fields only, as the server drops it", () => {
    const document = { ...service(), status: { state: 1, conditions: [{ reason: "" }], stat: 1 } };
    expect(judge("NIMService", "3.1.2", document).problems).toMatchObject([
      { path: ["status", "stat"], code: "unknown-field" },
    ]);
  });
});

function service(spec: ValueMap = {}): ValueMap {
  return {
    apiVersion: "apps.nvidia.com/v1alpha1",
    kind: "NIMService",
    metadata: { name: "a" },
    spec: { image: { repository: "a", tag: "b" }, authSecret: "c", ...spec },
  };
}

function own(map: ValueMap, key: string, value: Value): void {
  Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true });
}
