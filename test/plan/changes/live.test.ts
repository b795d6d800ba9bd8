import { describe, expect, test } from "vitest";
import type { NimKind } from "../../../src/nim/schema/kinds.ts";
import type { ValueMap } from "../../../src/nim/value.ts";
import { changesOf } from "../../../src/plan/changes/changes-of.ts";
import { setOfObjects } from "../../support/plan-sets.ts";

describe("what a live object has and no manifest", () => {
  test("is removed where somebody applied it on the server", () => {
    const managedFields = [
      { manager: "flux", operation: "Apply", fieldsV1: { "f:spec": { "f:args": {}, "f:authSecret": {} } } },
      { manager: "manager", operation: "Update", fieldsV1: { "f:spec": { "f:schedulerName": {} } } },
    ];
    expect(fields({ managedFields })).toEqual(["spec.args[0]"]);
  });

  test("is removed where kubectl applied it", () => {
    const last = JSON.stringify({ spec: { schedulerName: "own" } });
    const annotations = { "kubectl.kubernetes.io/last-applied-configuration": last };
    expect(fields({ annotations, managedFields: [] })).toEqual(["spec.schedulerName"]);
  });

  test("stays where nobody applied it, and where the record cannot be read", () => {
    expect(fields({ managedFields: [] })).toEqual([]);
    const annotations = { "kubectl.kubernetes.io/last-applied-configuration": "{" };
    expect(fields({ annotations, managedFields: [] })).toEqual([]);
  });

  test("stays where it is a mark of who delivers it", () => {
    const labels = { "kustomize.toolkit.fluxcd.io/name": "apps" };
    const managedFields = [
      {
        operation: "Apply",
        fieldsV1: { "f:metadata": { "f:labels": { "f:kustomize.toolkit.fluxcd.io/name": {} } } },
      },
    ];
    expect(fields({ labels, managedFields })).toEqual([]);
  });

  function fields(metadata: ValueMap): string[] {
    const live = service({ args: ["--x"], schedulerName: "own" }, metadata);
    const set = setOfObjects([service({})]);
    const { changes } = changesOf({ from: "live", set: setOfObjects([live]) }, set, "3.1.2");
    return changes.flatMap((change) => change.fields.map(({ path }) => path));
  }
});

describe("a live cache", () => {
  test.each([
    ["", []],
    ["NotReady", []],
    ["Failed", []],
    ["InProgress", ["cache-edit-ignored"]],
    ["Ready", ["cache-edit-ignored"]],
  ])("in state %j takes an edit, or does not: %j", (state, expected) => {
    const before = setOfObjects([cache("fp8", { state })]);
    const { blockers } = changesOf({ from: "live", set: before }, setOfObjects([cache("bf16")]), "3.1.2");
    expect(blockers.map(({ code }) => code)).toEqual(expected);
    expect(blockers.some(({ fixable }) => fixable)).toBe(false);
  });

  test("goes where somebody prunes it, and stays where nobody says so", () => {
    const gone = (labels: ValueMap, annotations: ValueMap = {}) => {
      const live = { ...cache("fp8"), metadata: { name: "llama", labels, annotations } };
      const { changes } = changesOf({ from: "live", set: setOfObjects([live]) }, setOfObjects([]), "3.1.2");
      return changes.map(({ action, reasons }) => [action, ...reasons.map(({ code }) => code)]);
    };
    expect(gone({})).toEqual([["none", "not-in-manifests"]]);
    const goes = [["delete", "weights-deleted"]];
    expect(gone({ "kustomize.toolkit.fluxcd.io/name": "apps" })).toEqual(goes);
    expect(gone({ "applyset.kubernetes.io/part-of": "applyset-x" })).toEqual(goes);
    expect(gone({ "app.kubernetes.io/managed-by": "nimops" })).toEqual(goes);
    expect(gone({}, { "argocd.argoproj.io/tracking-id": "apps:x" })).toEqual(goes);
    expect(gone({}, { "meta.helm.sh/release-name": "models" })).toEqual(goes);
    expect(gone({ "app.kubernetes.io/managed-by": "Helm" })).toEqual([["none", "not-in-manifests"]]);
  });

  test.each([
    ["kustomize.toolkit.fluxcd.io/name", "kustomize.toolkit.fluxcd.io/prune", "disabled"],
    ["argocd.argoproj.io/tracking-id", "argocd.argoproj.io/sync-options", "Validate=false,Prune=false"],
    ["meta.helm.sh/release-name", "helm.sh/resource-policy", "keep"],
  ])("that %s has stays where %s says so", (delivered, kept, value) => {
    const live = {
      ...cache("fp8"),
      metadata: { name: "llama", annotations: { [delivered]: "x", [kept]: value } },
    };
    const { changes } = changesOf({ from: "live", set: setOfObjects([live]) }, setOfObjects([]), "3.1.2");
    expect(changes.map(({ action }) => action)).toEqual(["none"]);
  });
});

function service(spec: ValueMap, metadata: ValueMap = {}): ValueMap & { kind: NimKind } {
  return {
    apiVersion: "apps.nvidia.com/v1alpha1",
    kind: "NIMService",
    metadata: { name: "chat", ...metadata },
    spec: { image: { repository: "a", tag: "b" }, authSecret: "s", storage: { emptyDir: {} }, ...spec },
  };
}

function cache(precision: string, status?: ValueMap): ValueMap & { kind: NimKind } {
  const ngc = { authSecret: "a", modelPuller: "b:1", model: { precision } };
  return {
    apiVersion: "apps.nvidia.com/v1alpha1",
    kind: "NIMCache",
    metadata: { name: "llama" },
    spec: {
      source: { ngc },
      storage: { pvc: { create: true, size: "5Gi", volumeAccessMode: "ReadWriteMany" } },
    },
    ...(status && { status }),
  };
}
