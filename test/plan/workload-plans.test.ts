import { expect, test } from "vitest";
import type { ValueMap } from "../../src/nim/value.ts";
import { doubtsOf } from "../../src/plan/doubts.ts";
import { planReport } from "../../src/report/plan-contract.ts";
import { inventoryDocument, pool } from "../support/inventories.ts";
import { wholePlan } from "../support/whole-plan.ts";

const service = (name: string, gpus: number, more: ValueMap = {}): ValueMap => ({
  apiVersion: "apps.nvidia.com/v1alpha1",
  kind: "NIMService",
  metadata: { name, namespace: "models" },
  spec: {
    image: { repository: "nvcr.io/nim/meta/llama-3.1-8b-instruct", tag: "1.12.0", pullSecrets: ["ngc"] },
    authSecret: "ngc",
    storage: { emptyDir: {} },
    expose: { service: { type: "ClusterIP", port: 8000 } },
    resources: { limits: { "nvidia.com/gpu": gpus } },
    ...more,
  },
});

const planned = (manifests: ValueMap[], pools: ValueMap[], more: ValueMap = {}) =>
  wholePlan({ inventory: inventoryDocument(pools, more), manifests }).plan();

const reasonsOf = (plan: ReturnType<typeof planned>, name: string) =>
  plan.workloads.find((each) => each.name === name)?.reasons ?? [];

test("what the GPUs forbid comes first, and others have no part in it", () => {
  const vgpu = [pool({ product: "NVIDIA-L40S", count: 2, virtualization: "vgpu" }, { name: "v", nodes: 1 })];
  const plan = planned([service("a", 2), service("b", 1)], vgpu);
  const [first, ...others] = reasonsOf(plan, "a");
  expect(first?.code).toBe("vgpu-without-peer-to-peer");
  expect(JSON.stringify(others.filter(({ code }) => !code.startsWith("at-")))).not.toContain("together with");
  const [order] = reasonsOf(plan, "b");
  expect(order?.message).toContain("though everything that fits alone can be placed together");
  expect(order?.help).not.toContain("smaller");
});

test("a group that only two products together could hold is told so", () => {
  const more = { replicas: 1, multiNode: { parallelism: { pipeline: 2, tensor: 8 } } };
  const pools = [pool({}, { nodes: 1 }), pool({ product: "NVIDIA-H200" }, { name: "h200", nodes: 1 })];
  const plan = planned([service("a", 8, more)], pools);
  expect(plan.verdict).toBe("does-not-fit");
  expect(reasonsOf(plan, "a")[0]).toMatchObject({
    code: "group-needs-equal-gpus",
    message: expect.stringContaining("no product alone has room for all of them: those of h100, h200"),
  });
});

test("without a node the scheduler says so", () => {
  const plan = planned([service("a", 1), service("b", 1)], [pool({}, { nodes: 1 })]);
  const lost = reasonsOf(plan, "a").find(({ code }) => code === "at-node-lost");
  expect(lost?.message).toBe(
    "with one node of each pool lost: there is no node; the scheduler then says: no nodes available to schedule pods",
  );
});

test("GPUs that are handed out in the other way are no riddle", () => {
  const claim = { name: "gpu", count: 2, deviceClassName: "gpu.nvidia.com", driverName: "gpu.nvidia.com" };
  const claiming = service("a", 0, {
    draResources: [{ claimCreationSpec: { devices: [claim] } }],
    resources: {},
  });
  const dra = pool({ allocation: "dra" }, { name: "dra" });
  const helpOf = (manifest: ValueMap, pools: ValueMap[]) =>
    reasonsOf(planned([manifest], pools), "a")[0]?.help;
  expect(helpOf(claiming, [pool()])).toMatch(
    /a device plugin hands out the GPUs of h100.+gpu\.allocation: dra/,
  );
  expect(helpOf(service("a", 1), [dra])).toMatch(
    /a DRA driver hands out the GPUs of dra.+spec\.draResources/,
  );
  const elsewhere = service("a", 1, { nodeSelector: { pool: "x" } });
  expect(helpOf(elsewhere, [dra, pool()])).toBeUndefined();
});

test("a reason is about the workload's own pods", () => {
  const nowhere = { nodeSelector: { "nvidia.com/gpu.product": "none" } };
  const plan = planned([service("a", 1, nowhere), service("b", 1, nowhere)], [pool()]);
  expect(reasonsOf(plan, "a")[0]?.message).toMatch(
    /^no node takes Deployment models\/a, however empty it is;/,
  );
});

test("quotas are told in their own units", () => {
  const more = { resources: { limits: { cpu: "4", "nvidia.com/gpu": 1 } }, replicas: 2 };
  const quotas = [{ namespace: "models", hard: { "limits.cpu": "7" } }];
  const [first] = reasonsOf(planned([service("a", 1, more)], [pool()], { quotas }), "a");
  expect(first?.message).toContain("leaves 7 of limits.cpu, and 8 are asked for");
});

test("a help for several nodes has the GPUs of each", () => {
  const more = { replicas: 1, resources: {}, multiNode: { parallelism: { pipeline: 2, tensor: 8 } } };
  const reason = reasonsOf(planned([service("a", 1, more)], [pool()]), "a").find(
    ({ code }) => code === "asks-for-no-gpu",
  );
  expect(reason?.help).toContain("nvidia.com/gpu: 8");
});

test("the order of creation is the order of the steps", () => {
  const plan = planned([service("a", 1), service("b", 2), service("c", 1)], [pool({ count: 2 })]);
  expect(plan.verdict).toBe("fits-if-packed");
  expect(plan.advice.map(({ code }) => code)).toContain("create-in-order");
  expect(plan.order.map(({ step, name }) => [step, name])[0]).toEqual([1, "b"]);
});

const claim = (mode: string, storageClass: string, size = "100Gi") => ({
  storage: { pvc: { create: true, size, storageClass, volumeAccessMode: mode } },
});
const classes = {
  storageClasses: [
    { name: "nfs", provisioner: "nfs.csi.k8s.io", accessModes: ["ReadWriteMany", "ReadWriteOnce"] },
    { name: "ebs", provisioner: "ebs.csi.aws.com", accessModes: ["ReadWriteOnce"] },
  ],
};

test("claims of services themselves are judged as those of caches are", () => {
  const several = { replicas: 1, multiNode: { parallelism: { pipeline: 2, tensor: 8 } } };
  const blocked = planned(
    [service("a", 8, { ...several, ...claim("ReadWriteOnce", "ebs") })],
    [pool()],
    classes,
  );
  expect(blocked.blockers).toMatchObject([
    { code: "multi-node-needs-read-write-many", resource: { kind: "NIMService", name: "a" } },
  ]);
  expect(planReport.parse(blocked)).toEqual(blocked);
  const offered = planned([service("a", 1, claim("ReadWriteMany", "ebs"))], [pool()], classes);
  expect(offered.blockers).toMatchObject([{ code: "access-mode-not-offered" }]);
  const small = planned([service("a", 1, claim("ReadWriteMany", "nfs", "5Gi"))], [pool()], classes);
  expect(small.blockers).toEqual([]);
  expect(doubtsOf(small).map(({ reason }) => reason.code)).toEqual(["volume-too-small"]);
  expect(
    planned([service("a", 1, claim("ReadWriteMany", "nfs"))], [pool()], classes).workloads[0]?.reasons,
  ).toEqual([]);
});

test("NIM for LLMs before 1.13 is doubted on MIG", () => {
  const mig = pool({ mig: { strategy: "single", devices: { "1g.10gb": 7 } } });
  const codes = (tag: string) => {
    const image = { repository: "nvcr.io/nim/meta/llama-3.1-8b-instruct", tag, pullSecrets: ["ngc"] };
    return reasonsOf(planned([service("a", 1, { image })], [mig]), "a").map(({ code }) => code);
  };
  expect(codes("1.8.4")).toContain("mig-not-supported");
  expect(codes("1.13.1")).not.toContain("mig-not-supported");
});

const cache: ValueMap = {
  apiVersion: "apps.nvidia.com/v1alpha1",
  kind: "NIMCache",
  metadata: { name: "weights", namespace: "models" },
  spec: {
    source: {
      ngc: {
        modelPuller: "nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0",
        pullSecret: "ngc",
        authSecret: "ngc",
        model: { profiles: ["a"] },
      },
    },
    ...claim("ReadWriteMany", "nfs"),
  },
};

test("the job of a cache that lacks a toleration is told which", () => {
  const taint = { key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" };
  const { verdict, advice } = planned([cache], [pool({}, { taints: [taint] })]);
  expect(verdict).toBe("does-not-fit");
  expect(advice).toMatchObject([
    {
      code: "add-tolerations",
      message: expect.stringContaining("for NIMCache models/weights"),
      verdict: "fits",
    },
  ]);
});

test("where a quota decides, no priority helps", () => {
  const quotas = [{ namespace: "models", hard: { pods: "2" } }];
  const plan = planned([cache, service("s", 1, { replicas: 2 })], [pool()], { quotas });
  expect(reasonsOf(plan, "weights")[0]).toMatchObject({
    code: "order-decides",
    help: "create it before the others, or raise the quota",
  });
});
