import { expect, test } from "vitest";
import { mayTakeBack, takeBack, takeOver } from "../../../reconciler/apply/take-back.ts";
import { managersOf } from "../../../reconciler/decide/managers.ts";
import { ClusterError } from "../../../src/kube/cluster-error.ts";
import type { LiveObject } from "../../../src/kube/object.ts";
import type { ValueMap } from "../../../src/nim/value.ts";
import { service } from "../../support/reconciler/bed.ts";
import { FakeApi } from "../../support/reconciler/fake-api.ts";

const id = { kind: "NIMService", namespace: "models", name: "s" };

/** A service that we applied, and that others have written to. */
async function written(...managers: readonly { manager: string; subresource?: string }[]) {
  const api = new FakeApi(() => 0);
  await api.cluster.apply(service("s", "a"));
  for (const who of managers) {
    api.update(
      id,
      (object) => {
        (object.spec as ValueMap)[who.subresource === "status" ? "replicas" : `x-${who.manager}`] = 1;
      },
      who,
    );
  }
  const live = () => api.find("NIMService", "models", "s") as LiveObject;
  return { api, live, names: () => managersOf(live()).map(({ name, operation }) => `${operation} ${name}`) };
}

test("ends the ownership of those who wrote once, and of nobody else", async () => {
  const { api, live, names } = await written(
    { manager: "kubectl-edit" },
    { manager: "keda", subresource: "scale" },
  );
  expect(names()).toEqual(["Apply nimops", "Update kubectl-edit", "Update keda"]);
  await takeBack(api.cluster, live());
  expect(names()).toEqual(["Apply nimops", "Update keda"]);
});

test("writes nothing where nobody else has written", async () => {
  const { api, live } = await written();
  api.writes.length = 0;
  await takeBack(api.cluster, live());
  await takeOver(api.cluster, live());
  expect(api.writes).toEqual([]);
});

test("what others had becomes ours when an object is adopted, so that the next apply takes it away; the operator's stays", async () => {
  const { api, live, names } = await written({ manager: "kubectl-edit" }, { manager: "manager" });
  await takeOver(api.cluster, live());
  expect(names()).toEqual(["Update manager", "Apply nimops"]);
  await api.cluster.apply(service("s", "a"));
  expect(Object.keys(live().spec as ValueMap)).toContain("x-manager");
  expect(Object.keys(live().spec as ValueMap)).not.toContain("x-kubectl-edit");
});

test("fails where somebody changed the object meanwhile", async () => {
  const { api, live } = await written({ manager: "kubectl-edit" });
  const before = live();
  api.update(id, (object) => {
    (object.spec as ValueMap).replicas = 5;
  });
  await expect(takeBack(api.cluster, before)).rejects.toBeInstanceOf(ClusterError);
});

test.each([
  [[{ manager: "kubectl-edit" }], "kubectl-edit", true],
  [[{ manager: "manager" }], "manager", true],
  [[{ manager: "keda", subresource: "scale" }], "keda", false],
  [[], "flux", false],
])("of %j, %s's fields are taken back: %s", async (managers, manager, may) => {
  const { live } = await written(...managers);
  expect(mayTakeBack(live(), [{ manager, field: ".spec.replicas" }])).toBe(may);
});
