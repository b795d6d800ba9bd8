import { describe, expect, test } from "vitest";
import type { OperatorVersion } from "../../../src/nim/version.ts";
import { carriedOut } from "../../../src/plan/changes/carried-out.ts";
import { changesOf } from "../../../src/plan/changes/changes-of.ts";
import { setOf } from "../../support/plan-sets.ts";

describe("resources", () => {
  test("that stay are no change, however they are written", () => {
    const before = { "a.yaml": cache("llama") + service("chat", "llama") };
    const after = {
      "moved/b.yaml": service("chat", "llama", "  replicas: 1 # as before\n  env: []\n  command: null\n"),
      "c.yaml": cache(
        "llama",
        "    pvc: {storageClass: '', volumeAccessMode: ReadWriteMany, size: 50Gi, create: true}\n",
      ),
    };
    expect(changes(before, after)).toEqual([]);
  });

  test("that come and go are created and deleted", () => {
    const told = changes({ "a.yaml": service("old", "x") }, { "a.yaml": service("new", "x") });
    expect(told).toEqual(["create NIMService default/new", "delete NIMService default/old"]);
  });

  test("that change are told field by field, with what comes of it", () => {
    const after = service(
      "chat",
      "llama",
      "  replicas: 3\n  env: [{name: A, value: '2'}, {name: B, value: x}]\n",
    );
    const before = service("chat", "llama", "  replicas: 1\n  env: [{name: A, value: '1'}]\n");
    expect(changes({ "a.yaml": before }, { "a.yaml": after })).toEqual([
      "update NIMService default/chat",
      '  spec.env[name=A].value: "1" -> "2" (restarts-pods)',
      "  spec.env[name=B]: - -> {name: B, value: x} (restarts-pods)",
      "  spec.replicas: 1 -> 3 (applied)",
    ]);
  });

  test("that another version of the manifests calls by equal amounts are the same", () => {
    const limits = (cpu: string) => `  resources: {limits: {cpu: ${cpu}, memory: ${cpu}Gi}}\n`;
    const before = service("chat", "x", limits("1"));
    const after = service("chat", "x", "  resources: {limits: {cpu: 1000m, memory: 1024Mi}}\n");
    expect(changes({ "a.yaml": before }, { "a.yaml": after })).toEqual([]);
  });

  test("are not said to be gone where a manifest cannot be read", () => {
    const after = {
      "a.yaml": service("new", "x"),
      "broken.yaml": "kind: NIMService\napiVersion: apps.nvidia.com/v1alpha1\n a: [\n",
    };
    expect(changes({ "a.yaml": service("old", "x") }, after)).toContain("none NIMService default/old");
  });

  test("with integers that no number of JavaScript holds are compared all the same", () => {
    const large = cache("next").replace(
      "precision: fp8",
      "precision: fp8\n        more: 99999999999999999999",
    );
    const told = changes({ "a.yaml": cache("llama") }, { "a.yaml": cache("llama") + large });
    expect(told).toEqual(["create NIMCache default/next"]);
  });

  test("of other kinds are told where both sides name them, without their secrets", () => {
    const secret = (key: string) =>
      `---\napiVersion: v1\nkind: Secret\nmetadata: {name: ngc-api-key}\nstringData: {NGC_API_KEY: ${key}}\n`;
    expect(
      changes(
        { "a.yaml": service("chat", "x") + secret("one") },
        { "a.yaml": service("chat", "x") + secret("two") },
      ),
    ).toEqual([
      "update Secret default/ngc-api-key",
      "  stringData.NGC_API_KEY: (hidden) -> (hidden) (applied)",
    ]);
  });
});

describe("an edit of a filled cache", () => {
  const old = { "a.yaml": cache("llama") + service("chat", "llama") };

  test("of what it holds needs a cache of a new name", () => {
    const after = {
      "a.yaml": cache("llama").replace("precision: fp8", "precision: bf16") + service("chat", "llama"),
    };
    expect(changes(old, after)).toEqual([
      "replace-needed NIMCache default/llama",
      "  spec.source.ngc.model.precision: fp8 -> bf16 (ignored)",
    ]);
    const [blocker] = result(old, after).blockers;
    expect(blocker).toMatchObject({
      code: "cache-edit-ignored",
      fixable: true,
      location: { file: "a.yaml", line: 12 },
      help: expect.stringContaining(
        "such as llama-v2; then switch NIMService default/chat to it; remove llama in a later change",
      ),
    });
  });

  test("of its image is refused (C3)", () => {
    const after = { "a.yaml": cache("llama").replace(":1.12.0", ":1.13.0") + service("chat", "llama") };
    expect(changes(old, after)[1]).toMatch(/modelPuller: .* \(refused\)$/);
    expect(codes(old, after)).toEqual(["cache-edit-refused"]);
  });

  test.each([
    ["name", "pvc: {create: true, name: other, size: 50Gi, volumeAccessMode: ReadWriteMany}"],
    ["subPath", "pvc: {create: true, subPath: v2, size: 50Gi, volumeAccessMode: ReadWriteMany}"],
  ])("of its claim's %s would put services on an empty volume (T33)", (_, pvc) => {
    const after = { "a.yaml": cache("llama", `    ${pvc}\n`) + service("chat", "llama") };
    expect(codes(old, after)).toEqual(["cache-weights-lost"]);
  });

  test("that names the claim as the operator had named it costs nothing, and the webhook refuses it", () => {
    const after = {
      "a.yaml":
        cache(
          "llama",
          "    pvc: {create: true, name: llama-pvc, size: 50Gi, volumeAccessMode: ReadWriteMany}\n",
        ) + service("chat", "llama"),
    };
    expect(codes(old, after)).toEqual(["cache-edit-ignored"]);
  });

  test("of where its Job ran does nothing", () => {
    const after = {
      "a.yaml": `${cache("llama")}  tolerations: [{operator: Exists}]\n${service("chat", "llama")}`,
    };
    expect(changes(old, after)[0]).toBe("none NIMCache default/llama");
    expect(codes(old, after)).toEqual(["cache-edit-ignored"]);
  });

  test.each(["0", "'0.0'", "-0", "0Ki", "'0e5'", "'0E-3'"])("to an amount of %s is none", (amount) => {
    const after = { "a.yaml": `${cache("llama")}  resources: {cpu: ${amount}}\n${service("chat", "llama")}` };
    expect(changes(old, after)).toEqual([]);
  });

  test("of its labels is fine", () => {
    const after = {
      "a.yaml":
        cache("llama").replace("{name: llama}", "{name: llama, labels: {a: b}}") + service("chat", "llama"),
    };
    expect(codes(old, after)).toEqual([]);
  });
});

describe("an edit of a cache that the operator cannot fill", () => {
  test.each([
    ["whose claim has no size", "    pvc: {create: true, volumeAccessMode: ReadWriteMany}\n", ""],
    ["that names no claim", "    hostPath: /models\n", ""],
    ["with certConfig", undefined, "  certConfig: {name: a, mountPath: /a}\n"],
  ])("%s is one that counts", (_, storage, rest) => {
    const before = { "a.yaml": cache("llama", storage) + rest };
    const after = { "a.yaml": cache("llama").replace("precision: fp8", "precision: bf16") };
    expect(codes(before, after)).toEqual([]);
    expect(changes(before, after)).toContain("  spec.source.ngc.model.precision: fp8 -> bf16 (applied)");
  });

  test("leaves the claim that was made as it is", () => {
    const before = { "a.yaml": `${cache("llama")}  certConfig: {name: a, mountPath: /a}\n` };
    const after = { "a.yaml": cache("llama").replace("50Gi", "80Gi") };
    expect(changes(before, after)).toContain("  spec.storage.pvc.size: 50Gi -> 80Gi (ignored)");
  });

  test("whose claim has a name counts for filled: the claim may have been there", () => {
    const named = "    pvc: {create: true, name: weights}\n";
    const edited = cache("llama", named).replace("precision: fp8", "precision: bf16");
    expect(codes({ "a.yaml": cache("llama", named) }, { "a.yaml": edited })).toEqual(["cache-edit-ignored"]);
  });
});

describe("a cache that goes", () => {
  test("must not be in use", () => {
    const before = { "a.yaml": cache("llama"), "b.yaml": service("chat", "llama") };
    const after = { "b.yaml": service("chat", "llama") };
    const [blocker] = result(before, after).blockers;
    expect(blocker).toMatchObject({ code: "cache-in-use", location: { file: "b.yaml", line: 9 } });
  });

  test("must not go in the change that switches away from it", () => {
    const before = { "a.yaml": cache("llama") + service("chat", "llama") };
    const after = { "a.yaml": cache("llama-v2") + service("chat", "llama-v2") };
    expect(codes(before, after)).toEqual(["cache-removed-too-early"]);
    const created = result(before, after).changes.find(({ action }) => action === "create");
    expect(created?.reasons.map(({ code }) => code)).toEqual(["downloads-again"]);
  });

  test("may go when nobody has used it, and takes its weights along", () => {
    const before = { "a.yaml": cache("llama") + cache("other") };
    const after = { "a.yaml": cache("other") };
    expect(codes(before, after)).toEqual([]);
    expect(result(before, after).changes[0]?.reasons.map(({ code }) => code)).toEqual(["weights-deleted"]);
  });

  test("must leave a claim that others mount", () => {
    const shared = "    pvc: {create: true, name: shared, size: 50Gi, volumeAccessMode: ReadWriteMany}\n";
    const kept = service("chat", "x").replace("nimCache: {name: x}", "pvc: {name: shared}");
    expect(codes({ "a.yaml": cache("llama", shared) + kept }, { "a.yaml": kept })).toEqual(["claim-in-use"]);
  });

  test("leaves a claim that was there before it", () => {
    const found = "    pvc: {name: weights}\n";
    const { changes: told } = result({ "a.yaml": cache("llama", found) }, {});
    expect(told[0]?.reasons.map(({ code }) => code)).toEqual(["claim-kept"]);
  });
});

describe("a service", () => {
  test.each([
    ["draResources: [{resourceClaimName: a}]", "draResources: [{resourceClaimName: b}]", ["dra-immutable"]],
    ["replicas: 1", "draResources: []", ["dra-immutable"]],
    [
      "multiNode: {parallelism: {pipeline: 2, tensor: 8}}",
      "multiNode: {parallelism: {pipeline: 2, tensor: 4}}",
      ["multi-node-immutable"],
    ],
    ["replicas: 1", "replicas: 2", []],
  ])("with %s changed to %s: %j", (before, after, expected) => {
    const of = (spec: string) => ({ "a.yaml": service("chat", "x", `  ${spec}\n`) });
    expect(codes(of(before), of(after))).toEqual(expected);
  });

  test("that drops its whole spec is refused by the webhook alone for its draResources (W33)", () => {
    const before = { "a.yaml": service("chat", "x", "  draResources: [{resourceClaimName: a}]\n") };
    const after = { "a.yaml": `${service("chat", "x").split("spec:")[0]}spec: null\n` };
    expect(reasons(before, after)).toContain("edit-refused-by-webhook");
    expect(reasons(before, after)).not.toContain("edit-refused");
    expect(codes(before, after)).toEqual(["dra-immutable"]);
    expect(result(before, after).blockers[0]?.message).toMatch(/^the admission webhook/);
    expect(codes(after, before)).toEqual([]);
  });

  test.each(["replicas: 2147483648", "resources: {limits: {cpu: 1e1.5}}"])(
    "stored with %s, which the webhook cannot read, is not even corrected where that is on (W34)",
    (spec) => {
      const before = { "a.yaml": service("chat", "x", `  ${spec}\n`) };
      const after = { "a.yaml": service("chat", "x", "  userID: 8\n") };
      expect(reasons(before, after)).toContain("edit-refused-by-webhook");
      expect(codes(before, after)).toEqual([]);
      expect(reasons(after, before)).not.toContain("edit-refused-by-webhook");
    },
  );

  test.each([
    ["{create: true, size: 30Gi}", "{create: true, size: 60Gi}", ["service-claim-ignored"]],
    ["{create: true, size: 30Gi}", "{create: true, size: 30Gi, name: other}", ["service-weights-lost"]],
    ["{name: one}", "{name: two}", []],
    [
      "{create: true, size: 30Gi, volumeAccessMode: ReadWriteMany}",
      "{}\n    nimCache: {name: x}",
      ["service-claim-left"],
    ],
  ])("with a claim %s changed to %s: %j", (before, after, expected) => {
    const of = (pvc: string) => ({
      "a.yaml": service("chat", "x").replace("nimCache: {name: x}", `pvc: ${pvc}`),
    });
    expect(codes(of(before), of(after))).toEqual(expected);
  });
});

describe("a build", () => {
  test("may not change at all, not even in how it is written (B1)", () => {
    const build = (cpu: string) => ({
      "a.yaml": `apiVersion: apps.nvidia.com/v1alpha1\nkind: NIMBuild\nmetadata: {name: engine}\nspec:\n  nimCache: {name: x}\n  image: {repository: a, tag: b}\n  resources: {limits: {cpu: ${cpu}}}\n`,
    });
    expect(changes(build("8"), build('"8"'))).toEqual([
      "replace-needed NIMBuild default/engine",
      '  spec.resources.limits.cpu: 8 -> "8" (refused)',
    ]);
    expect(codes(build("8"), build('"8"'))).toEqual(["build-immutable"]);
  });
});

describe("a pipeline", () => {
  const pipeline = (...services: string[]) => ({
    "a.yaml": `apiVersion: apps.nvidia.com/v1alpha1\nkind: NIMPipeline\nmetadata: {name: rag}\nspec:\n  services:\n${services.join("")}`,
  });
  const member = (name: string, tag = "1", enabled = true) =>
    `  - name: ${name}\n    enabled: ${enabled}\n    spec: {image: {repository: a, tag: "${tag}"}, authSecret: s, storage: {emptyDir: {}}}\n`;

  test("deletes the services that it no longer has, and makes those that are new", () => {
    expect(
      changes(pipeline(member("chat"), member("embed")), pipeline(member("chat"), member("rank"))),
    ).toEqual(expect.arrayContaining(["create NIMService default/rank", "delete NIMService default/embed"]));
  });

  test("deletes a service that is switched off", () => {
    const told = changes(pipeline(member("chat")), pipeline(member("chat", "1", false)));
    expect(told).toContain("delete NIMService default/chat");
  });

  test("tells that the weights of a service go with it", () => {
    const own = member("chat").replace("emptyDir: {}", "pvc: {create: true, size: 30Gi}");
    const { changes: told } = result(pipeline(own, member("embed")), pipeline(member("embed")));
    const gone = told.find(({ action }) => action === "delete");
    expect(gone?.reasons.map(({ code }) => code)).toEqual(["pipeline-child-removed", "weights-deleted"]);
  });

  test("makes nothing of services that are off, before and afterwards", () => {
    const [before, after] = ["1", "2"].map((tag) => pipeline(member("chat"), member("idle", tag, false)));
    expect(changes(before ?? {}, after ?? {})).toEqual([
      "none NIMPipeline default/rag",
      '  spec.services[name=idle].spec.image.tag: "1" -> "2" (ignored)',
    ]);
    expect(codes(before ?? {}, after ?? {})).toEqual([]);
    expect(changes(pipeline(member("chat")), before ?? {})[0]).toBe("none NIMPipeline default/rag");
  });

  test("takes its services along", () => {
    expect(changes(pipeline(member("chat")), {})).toEqual([
      "delete NIMService default/chat",
      "delete NIMPipeline default/rag",
    ]);
  });

  test.each([
    ["3.0.2", []],
    ["3.1.0", ["pipeline-edit-ignored"]],
    ["3.1.2", ["pipeline-edit-ignored"]],
  ] as const)("of operator %s carries edits to its services, or does not: %j", (version, expected) => {
    const [before, after] = [pipeline(member("chat")), pipeline(member("chat", "2"))];
    expect(result(before, after, version).blockers.map(({ code }) => code)).toEqual(expected);
  });

  test.each([
    ["3.0.2", "2", "2"],
    ["3.1.2", "1", "2"],
  ] as const)(
    "of operator %s runs the image %s in the service that ran, %s in others",
    (version, kept, come) => {
      const before = setOf(pipeline(member("chat"), member("idle", "1", false)), version);
      const after = setOf(pipeline(member("new", "2"), member("idle", "2"), member("chat", "2")), version);
      const services = carriedOut(before, after, version).services;
      const tags = services.map(({ name, spec }) => [name, spec.image?.tag]);
      expect(tags).toEqual([
        ["new", come],
        ["idle", come],
        ["chat", kept],
      ]);
      expect(services.map((each) => each.place(["spec"]))).toEqual(
        after.services.map((each) => each.place(["spec"])),
      );
    },
  );

  test("starts a service that it had off with what it says now", () => {
    const [before, after] = [pipeline(member("chat", "1", false)), pipeline(member("chat", "2"))];
    expect(codes(before, after)).toEqual([]);
  });

  test("deletes a service that somebody else writes from now on", () => {
    const after = { ...pipeline(member("embed")), "b.yaml": service("chat", "x") };
    expect(codes(pipeline(member("chat"), member("embed")), after)).toEqual(["pipeline-child-taken-over"]);
  });
});

type Files = Readonly<Record<string, string>>;

function result(before: Files, after: Files, version: OperatorVersion = "3.1.2") {
  return changesOf({ from: "base", set: setOf(before, version) }, setOf(after, version), version);
}

function codes(before: Files, after: Files): string[] {
  return result(before, after).blockers.map(({ code }) => code);
}

function reasons(before: Files, after: Files): string[] {
  return result(before, after).changes.flatMap((change) => change.reasons.map(({ code }) => code));
}

function changes(before: Files, after: Files): string[] {
  return result(before, after).changes.flatMap(({ action, kind, namespace, name, fields }) => [
    `${action} ${kind} ${namespace}/${name}`,
    ...fields.map(
      (field) => `  ${field.path}: ${field.before ?? "-"} -> ${field.after ?? "-"} (${field.effect})`,
    ),
  ]);
}

function cache(
  name: string,
  storage = "    pvc: {create: true, size: 50Gi, volumeAccessMode: ReadWriteMany}\n",
): string {
  return `---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata: {name: ${name}}
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        precision: fp8
  storage:
${storage}`;
}

function service(name: string, cacheName: string, rest = "  replicas: 1\n"): string {
  return `---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata: {name: ${name}}
spec:
  image: {repository: nvcr.io/nim/meta/llama-3.1-8b-instruct, tag: 1.12.0}
  authSecret: ngc-api-key
  storage:
    nimCache: {name: ${cacheName}}
${rest}`;
}
