import { afterAll, beforeAll, expect, it } from "vitest";
import { type ValueMap, valueAt } from "../../src/nim/value.ts";
import { collectionOf } from "../support/operator/cluster.ts";
import { type Operator, startOperator } from "../support/operator/operator.ts";
import { eventually } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { deliveryCrds, installCrds } from "./crds.ts";
import { node } from "./nodes.ts";
import { addRoom } from "./prewarm-bed.ts";
import { changesIn, ProcessBed, repositoryCrd, rulesOf } from "./reconciler-process-bed.ts";
import { type Storage, startStorage } from "./storage.ts";

let plane: ControlPlane;
let storage: Storage;
let operator: Operator;

beforeAll(async () => {
  plane = await startControlPlane();
  await installCrds(plane.api, [repositoryCrd, ...deliveryCrds]);
  await addRoom(plane);
  await plane.addNodes([node({ name: "hgx-1" })]);
  storage = await startStorage(plane.api, [{ name: "files", accessModes: ["ReadWriteMany"] }]);
  operator = startOperator(plane, { faster: 30 });
});
afterAll(async () => {
  await operator?.stop();
  await storage?.stop();
  await plane?.stop();
});

const flux = {
  kind: "Kustomization",
  collection: (namespace: string) =>
    `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${namespace}/kustomizations`,
  said: (commit: string) => ({ lastAppliedRevision: `main@sha1:${commit}` }),
  manager: "kustomize-controller",
};
const argo = {
  kind: "Application",
  collection: (namespace: string) => `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/applications`,
  said: (commit: string) => ({ sync: { revision: commit, status: "Synced" } }),
  manager: "argocd-controller",
};

it.each([flux, argo])(
  "observing $kind: with rights to read alone, the commit that it says counts, and nothing but our own status is written",
  async ({ kind, collection, said, manager }) => {
    const bed = await observer();
    const delivery = await plane.newNamespace("delivery");
    const first = bed.push(bed.cache("llama"));
    await bed.makeRepository({ mode: "observe", observe: { kind, namespace: delivery, name: "models" } });
    const { proxy, lines } = await bed.start();

    const stalled = await toldOf(bed, "Stalled", "Forbidden");
    expect(stalled.message).toMatch(
      new RegExp(
        `may not get ${kind.toLowerCase()}s\\..* in namespace ${delivery}: bind the Role nimops-reconciler-observe`,
      ),
    );
    await bed.bind("nimops-reconciler-observe", delivery, rulesOf("role-observe.yaml"));
    await toldOf(bed, "Reconciling", "DeliveryMissing");

    await plane.api.post(collection(delivery), {
      apiVersion: kind === "Kustomization" ? "kustomize.toolkit.fluxcd.io/v1" : "argoproj.io/v1alpha1",
      kind,
      metadata: { name: "models" },
    });
    await toldOf(bed, "Reconciling", "NothingDelivered");

    await deliver(bed, manager, bed.cache("llama"));
    await plane.api.patch(`${collection(delivery)}/models/status`, { status: said(first) });
    await healthyAt(bed, first);

    const second = bed.push(bed.cache("llama"), bed.service("chat", "llama"));
    // Git has it, and nobody has delivered it yet.
    await new Promise((resolve) => setTimeout(resolve, 12_000));
    expect(valueAt(await bed.status(), ["revision", "attempted"])).toBe(first);
    await plane.api.patch(`${collection(delivery)}/models/status`, { status: said(second) });
    await eventually("the service is missed", async () => {
      const resources = valueAt(await bed.status(), ["resources"]);
      return (Array.isArray(resources) ? resources : []).find(
        (each) => valueAt(each, ["reason"]) === "NotDelivered",
      );
    });
    await deliver(bed, manager, bed.service("chat", "llama"));
    await healthyAt(bed, second);
    expect((await bed.status()).ledger).toEqual([]);
    expect(changesIn(proxy).filter((request) => !request.includes("/nimrepositories/models/status"))).toEqual(
      [],
    );
    expect(lines.filter(({ level }) => level === "error")).toEqual([]);
  },
  120_000,
);

/** Who observes may read what is delivered, and nothing else. */
async function observer(): Promise<ProcessBed> {
  const bed = await ProcessBed.make(plane, undefined, false);
  await bed.bind("nimops-reconciler", bed.home, rulesOf("role.yaml"));
  const [rule] = rulesOf("role-target.yaml");
  await bed.bind("nimops-reconciler-target", bed.models, [{ ...rule, verbs: ["list", "watch"] }]);
  return bed;
}

/** As Flux and Argo CD do. */
async function deliver(bed: ProcessBed, manager: string, manifest: ValueMap): Promise<void> {
  const { kind, metadata } = manifest;
  const path = `${collectionOf(kind === "NIMCache" ? "NIMCache" : "NIMService", bed.models)}/${valueAt(metadata, ["name"])}`;
  const answer = await plane.api.ask(
    "PATCH",
    `${path}?fieldManager=${manager}&force=true`,
    manifest,
    "application/apply-patch+yaml",
  );
  expect(answer.code).toBeLessThan(300);
}

function toldOf(bed: ProcessBed, type: string, reason: string): Promise<ValueMap> {
  return eventually(`${type} is told with ${reason}`, async () => {
    const condition = await bed.condition(type);
    return condition.status === "True" && condition.reason === reason ? condition : undefined;
  });
}

function healthyAt(bed: ProcessBed, commit: string): Promise<true> {
  return eventually(
    "it is healthy",
    async () => valueAt(await bed.status(), ["revision", "healthy"]) === commit || undefined,
  );
}
