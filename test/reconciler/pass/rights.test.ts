import { expect, test } from "vitest";
import { secretReader } from "../../../reconciler/process/secret-reader.ts";
import { SourceError } from "../../../reconciler/source/source.ts";
import { ClusterError } from "../../../src/kube/cluster-error.ts";
import { Bed, cache } from "../../support/reconciler/bed.ts";

const user = "system:serviceaccount:nimops:nimops-reconciler";

function forbidden(what: string, group = "apps.nvidia.com", resource = "nimcaches"): ClusterError {
  const said = `${resource}.${group} is forbidden: User "${user}" cannot ${what} resource "${resource}" in API group "${group}" in the namespace "models"`;
  return new ClusterError("forbidden", `cannot ${what} it: ${said}`, { status: 403 });
}

test("a right to look that is missing stalls, with verb, resource, namespace and Role, and is looked for every two minutes", async () => {
  const bed = new Bed();
  bed.push([cache("a")]);
  bed.api.fault = (verb) => {
    if (verb === "list") throw forbidden("list");
  };
  const result = await bed.pass();
  expect(result.transient).toBeUndefined();
  expect(result.wakeAt).toBe(bed.time + 120_000);
  expect(bed.condition("Stalled")).toMatchObject({
    status: "True",
    reason: "Forbidden",
    message:
      "the controller may not list nimcaches.apps.nvidia.com in namespace models: bind the Role nimops-reconciler-target there (docs/reconciler.md); it goes on by itself then",
  });
  expect(bed.condition("Reconciling")?.status).toBe("False");
  expect(bed.condition("Ready")?.status).toBe("False");
  bed.api.fault = undefined;
  await bed.settle();
  expect(bed.condition("Stalled")?.status).toBe("False");
  expect(bed.takeWrites()).toEqual(["apply NIMCache a"]);
});

test("a right to write that is missing stalls the set with the same words, and is tried ever more slowly", async () => {
  const bed = new Bed();
  bed.push([cache("a")]);
  bed.api.fault = (verb) => {
    if (verb === "apply") throw forbidden("patch");
  };
  const first = await bed.pass();
  expect(first.wakeAt).toBe(bed.time + 30_000);
  expect(bed.condition("Stalled")).toMatchObject({ reason: "Forbidden" });
  expect(bed.condition("Stalled")?.message).toContain(
    "may not patch nimcaches.apps.nvidia.com in namespace models: bind the Role nimops-reconciler-target",
  );
  bed.time += 30_000;
  expect((await bed.pass()).wakeAt).toBe(bed.time + 60_000);
});

test("observing, the Role that lacks the object of Flux is named", async () => {
  const observe = { kind: "Kustomization", namespace: "flux-system", name: "models" } as const;
  const bed = new Bed({ mode: "observe", observe });
  bed.push([cache("a")]);
  bed.api.fault = (verb) => {
    if (verb === "get") throw forbidden("get", "kustomize.toolkit.fluxcd.io", "kustomizations");
  };
  await bed.pass();
  expect(bed.condition("Stalled")).toMatchObject({ status: "True", reason: "Forbidden" });
  expect(bed.condition("Stalled")?.message).toContain(
    "bind the Role nimops-reconciler-observe there, with the object's name in it",
  );
});

test("a Secret that may not be read is told as that, and is no fault that passes", async () => {
  const get = async () => {
    throw forbidden("get", "", "secrets");
  };
  const error = await secretReader({ get }, "nimops", () => {})("git-token").catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SourceError);
  expect(error).toMatchObject({ kind: "permanent", reason: "SecretForbidden" });
});

test.each([
  ["it is forbidden by the policy of the house"],
  ['pods is forbidden: User "x" cannot create resource "pods" in API group "" at the cluster scope'],
])("what the server says otherwise is told as it says it: %s", async (said) => {
  const bed = new Bed();
  bed.push([cache("a")]);
  bed.api.fault = (verb) => {
    if (verb === "list") throw new ClusterError("forbidden", `cannot list: ${said}`, { status: 403 });
  };
  await bed.pass();
  expect(bed.condition("Stalled")).toMatchObject({ status: "True", reason: "Forbidden" });
  expect(bed.condition("Stalled")?.message.length).toBeGreaterThan(20);
});
