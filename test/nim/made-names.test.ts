import { expect, test } from "vitest";
import {
  type MadeName,
  type MadeWhere,
  namesMadeForBuild,
  namesMadeForCache,
  namesMadeForService,
} from "../../src/nim/made-names.ts";
import { describeRecorded } from "../support/golden.ts";
import { recordedWorkload } from "../support/workload-cases.ts";

const now: MadeWhere = { operatorVersion: "3.1.2", kserveMode: "Standard" };

test("a service has objects of its own name, and suffixes for the others", () => {
  const spec = {
    storage: { pvc: { create: true } },
    multiNode: { parallelism: { pipeline: 2 } },
    expose: { router: { gateway: { name: "g", namespace: "g" }, eppConfig: { config: { plugins: [] } } } },
  };
  const names = namesMadeForService({ name: "chat", spec }, now);
  expect(textOf(names)).toEqual([
    "ConfigMap/chat-epp-config",
    "ConfigMap/chat-mpi-config",
    "ConfigMap/chat-mpi-start-script",
    "Deployment/chat-epp",
    "HTTPRoute/chat",
    "InferencePool/chat",
    "LeaderWorkerSet/chat-lws",
    "PersistentVolumeClaim/chat-pvc",
    "Role/chat",
    "Role/chat-epp",
    "RoleBinding/chat",
    "RoleBinding/chat-epp",
    "Secret/chat-ssh-pk",
    "Service/chat",
    "Service/chat-epp",
    "ServiceAccount/chat",
    "ServiceAccount/chat-epp",
  ]);
});

test("a service on a cache makes no claim, whatever its pvc says", () => {
  const spec = { storage: { nimCache: { name: "llama" }, pvc: { create: true } } };
  expect(textOf(namesMadeForService({ name: "chat", spec }, now))).not.toContain(
    "PersistentVolumeClaim/chat-pvc",
  );
});

test("a service on KServe leaves Deployment and Service to it", () => {
  expect(textOf(namesMadeForService({ name: "chat", spec: { inferencePlatform: "kserve" } }, now))).toEqual([
    "InferenceService/chat",
    "Role/chat",
    "RoleBinding/chat",
    "ServiceAccount/chat",
  ]);
});

test("a service on KServe has a ServiceMonitor only where no Knative runs it", () => {
  const spec = { inferencePlatform: "kserve", metrics: { enabled: true } } as const;
  const kinds = (annotations: Record<string, string>, kserveMode = "Standard") =>
    namesMadeForService({ name: "chat", spec: { ...spec, annotations } }, { ...now, kserveMode }).map(
      ({ kind }) => kind,
    );
  expect(kinds({})).toContain("ServiceMonitor");
  expect(kinds({}, "Knative")).not.toContain("ServiceMonitor");
  expect(kinds({ "serving.kserve.io/deploymentMode": "Knative" })).not.toContain("ServiceMonitor");
  expect(kinds({ "serving.kserve.io/deploymentMode": "knative" })).not.toContain("InferenceService");
});

test("a pipeline of one node is a LeaderWorkerSet for operator 3.0 alone", () => {
  const spec = { multiNode: { parallelism: { pipeline: 1, tensor: 8 } } };
  const kinds = (operatorVersion: MadeWhere["operatorVersion"]) =>
    namesMadeForService({ name: "chat", spec }, { ...now, operatorVersion }).map(({ kind }) => kind);
  expect(kinds("3.0.2")).toContain("LeaderWorkerSet");
  expect(kinds("3.0.2")).not.toContain("Deployment");
  expect(kinds("3.1.0")).toContain("Deployment");
  expect(kinds("3.1.0")).not.toContain("LeaderWorkerSet");
});

test("a claim is made under its own name, and only where it is asked for", () => {
  const claims = (pvc: { create: boolean; name?: string }) =>
    namesMadeForCache({ name: "llama", spec: { storage: { pvc } } }, now)
      .filter(({ kind }) => kind === "PersistentVolumeClaim")
      .map(({ name, from }) => `${name} from ${from.join(".")}`);
  expect(claims({ create: true })).toEqual(["llama-pvc from metadata.name"]);
  expect(claims({ create: true, name: "weights" })).toEqual(["weights from spec.storage.pvc.name"]);
  expect(claims({ create: false, name: "weights" })).toEqual([]);
});

describeRecorded<Recorded>("what a real operator made", recordedWorkload, (cases) => {
  test.each(cases.map((one) => [one.id, one] as const))("%s", (_id, { input, made }) => {
    const expected = new Set(textOf(input.flatMap(namesFor)));
    const found = made.filter(({ kind }) => !["NIMService", "ResourceClaimTemplate"].includes(kind));
    const names = found.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(names.filter((name) => !expected.has(name))).toEqual([]);
    if (!found.some(({ kind }) => ["Deployment", "LeaderWorkerSet", "Job"].includes(kind))) return;
    // Images without a model manifest leave no ConfigMap behind.
    const missing = [...expected].filter((name) => !names.includes(name));
    expect(missing.filter((name) => !name.endsWith("-manifest"))).toEqual([]);
  });
});

interface Recorded {
  id: string;
  input: Input[];
  made: { kind: string; metadata: { name: string } }[];
}

interface Input {
  kind: string;
  metadata: { name: string };
  // biome-ignore lint/suspicious/noExplicitAny: recorded objects, taken for what their kind says
  spec: any;
  status?: object;
}

/** A cache with a status was ready before; what belongs to it is not shown. */
function namesFor({ kind, metadata: { name }, spec, status }: Input): MadeName[] {
  if (kind === "NIMCache" && !status) return namesMadeForCache({ name, spec }, now);
  if (kind === "NIMService") return namesMadeForService({ name, spec }, now);
  if (kind === "NIMBuild") return namesMadeForBuild({ name });
  if (kind !== "NIMPipeline") return [];
  return (spec.services as { name: string; enabled?: boolean; spec: object }[])
    .filter(({ enabled }) => enabled === true)
    .flatMap((service) => namesMadeForService(service, now));
}

function textOf(names: readonly MadeName[]): string[] {
  return [...new Set(names.map(({ kind, name }) => `${kind}/${name}`))].sort();
}
