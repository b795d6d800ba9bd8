import { describe, expect, test } from "vitest";
import type { ValueMap } from "../../../src/nim/value.ts";
import type { WorkloadDemand } from "../../../src/plan/demand/demand.ts";
import { demandOfText, inventoryOf } from "../../support/demanded-pods.ts";
import { pool } from "../../support/inventories.ts";

/** A service of one GPU; a test states only what differs. */
const service = (more = "", name = "llama", resources = "{limits: {nvidia.com/gpu: 1}}") => `---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata: {name: ${name}, namespace: models}
spec:
  image: {repository: nvcr.io/nim/meta/llama, tag: 1.12.0, pullSecrets: [ngc]}
  authSecret: ngc
  storage: {emptyDir: {}}
  expose: {service: {type: ClusterIP, port: 8000}}
  resources: ${resources}
${more}
`;

const object = (kind: string, name: string, rest: string, namespace = "") =>
  `---\napiVersion: v1\nkind: ${kind}\nmetadata: {name: ${name}${namespace && `, namespace: ${namespace}`}}\n${rest}\n`;

const workloads = (text: string) => demandOfText(text).workloads;
const only = (text: string): WorkloadDemand => {
  const [first, ...others] = workloads(text);
  if (!first || others.length > 0) throw new Error("not one workload");
  return first;
};
const counts = ({ pods }: WorkloadDemand) =>
  pods.map(({ of, count }) => [of, count.minimum, count.maximum, count.rollout]);

test("a service is its Deployment, without a surge", () => {
  const llama = only(service("  replicas: 3"));
  expect(llama).toMatchObject({ kind: "NIMService", namespace: "models", name: "llama", ends: false });
  expect(counts(llama)).toEqual([["Deployment llama", 3, 3, 3]]);
  expect(llama.pods[0]?.requests).toEqual({ "nvidia.com/gpu": "1" });
  expect(llama.location).toEqual({ file: "models.yaml", line: 2 });
});

test("comments and blank lines before a document are not where it is written", () => {
  const { location } = only(`# models\n\n---\n# of the team\n${service().slice(4)}`);
  expect(location?.line).toBe(5);
});

test("a service without replicas asks for one pod, one with none for none", () => {
  expect(counts(only(service()))).toEqual([["Deployment llama", 1, 1, 1]]);
  expect(only(service("  replicas: 0")).pods).toEqual([]);
});

test("an autoscaler is a range", () => {
  const scaled = service("  scale: {enabled: true, hpa: {minReplicas: 2, maxReplicas: 5}}");
  expect(counts(only(scaled))).toEqual([["Deployment llama", 2, 5, 2]]);
});

test("a model on several nodes is leaders and workers", () => {
  const several = service("  replicas: 2\n  multiNode: {parallelism: {pipeline: 3, tensor: 8}}");
  expect(counts(only(several))).toEqual([
    ["LeaderWorkerSet llama-lws (leader)", 2, 2, 2],
    ["LeaderWorkerSet llama-lws (workers)", 4, 4, 4],
  ]);
});

test("groups that want a domain for themselves are told apart, each with its workers beside its leader", () => {
  const { pods } = only(
    service(
      "  replicas: 2\n  annotations: {leaderworkerset.sigs.k8s.io/exclusive-topology: rack}\n  multiNode: {parallelism: {pipeline: 2, tensor: 8}}",
    ),
  );
  expect(pods.map(({ of, count }) => [of, count.minimum])).toEqual([
    ["LeaderWorkerSet llama-lws (leader of group 1)", 1],
    ["LeaderWorkerSet llama-lws (workers of group 1)", 1],
    ["LeaderWorkerSet llama-lws (leader of group 2)", 1],
    ["LeaderWorkerSet llama-lws (workers of group 2)", 1],
  ]);
});

test("KServe keeps the range of its predictor, and what it adds is an assumption", () => {
  const text = service(
    "  inferencePlatform: kserve\n  scale: {enabled: true, hpa: {minReplicas: 2, maxReplicas: 4}}",
  );
  expect(counts(only(text))).toEqual([["InferenceService llama", 2, 4, 2]]);
  expect(demandOfText(text).assumptions).toContainEqual({
    about: "NIMService models/llama",
    message: "what KServe runs beside the model, such as a queue proxy, is not counted",
  });
});

const pipeline = `---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMPipeline
metadata: {name: rag, namespace: models}
spec:
  services:
    - name: embed
      enabled: true
      spec: &spec
        image: {repository: nvcr.io/nim/meta/llama, tag: 1.12.0, pullSecrets: [ngc]}
        authSecret: ngc
        storage: {emptyDir: {}}
        expose: {service: {type: ClusterIP, port: 8000}}
        resources: {limits: {nvidia.com/gpu: 2}}
    - name: rerank
      enabled: false
      spec: *spec
    - name: chat
      enabled: true
      spec: *spec
`;

test("the services of a pipeline are workloads of their own, those that are not enabled none", () => {
  expect(workloads(pipeline).map(({ kind, name, location }) => [kind, name, location?.line])).toEqual([
    ["NIMService", "chat", 18],
    ["NIMService", "embed", 7],
  ]);
  expect(workloads(pipeline).map((each) => each.pods.length)).toEqual([1, 1]);
});

const cache = (spec = "") => `---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata: {name: llama, namespace: models}
spec:
  source: {ngc: {modelPuller: nvcr.io/nim/meta/llama:1.12.0, authSecret: ngc, pullSecret: ngc}}
  storage: {pvc: {create: true, size: 50Gi, storageClass: fast, volumeAccessMode: ReadWriteMany}}
  resources: {cpu: "2", memory: 8Gi}
${spec}
`;

test("a cache is its job, whatever it will download", () => {
  const job = only(cache());
  expect(job).toMatchObject({ kind: "NIMCache", ends: true });
  expect(counts(job)).toEqual([["Job llama-job", 1, 1, 1]]);
  expect(job.pods[0]?.requests).toEqual({ cpu: "2", memory: "8Gi" });
  expect(job.pods[0]?.volumes).toEqual([{ claim: "llama-pvc", isKnown: true, isForOnePod: false }]);
});

describe("what makes the volume of a claim", () => {
  const written = object("StorageClass", "fast", "provisioner: rancher.io/local-path");
  const storageIn = (text: string, classes: ValueMap[] = []) =>
    demandOfText(text, inventoryOf(undefined, { storageClasses: classes })).workloads[0]?.pods[0]?.volumes[0]
      ?.storage;

  test("is a storage class among the manifests, or of the inventory, which wins", () => {
    expect(storageIn(cache() + written)).toMatchObject({ provisioner: "rancher.io/local-path" });
    const listed = [{ name: "fast", provisioner: "nfs.csi.k8s.io" }];
    expect(storageIn(cache(), listed)).toMatchObject({ provisioner: "nfs.csi.k8s.io" });
    expect(storageIn(cache() + written, listed)).toMatchObject({ provisioner: "nfs.csi.k8s.io" });
    expect(storageIn(cache())).toBeUndefined();
  });

  test("is the default where none is named, and nothing where an empty name is, or a volume", () => {
    const claim = (rest: string) =>
      service().replace("{emptyDir: {}}", "{pvc: {name: weights}}") +
      object("PersistentVolumeClaim", "weights", `spec: ${rest}`, "models");
    const listed = [{ name: "usual", default: true }];
    expect(storageIn(claim("{}"), listed)).toMatchObject({ name: "usual" });
    expect(storageIn(claim("{storageClassName: ''}"), listed)).toBeUndefined();
    expect(storageIn(claim("{volumeName: pv-1}"), listed)).toBeUndefined();
  });
});

test.each(["-5", "0", "1.5", "99999999999999999999"])(
  "a claim template for %s devices asks for nothing that is known",
  (count) => {
    const template = `---
apiVersion: resource.k8s.io/v1
kind: ResourceClaimTemplate
metadata: {name: gpus, namespace: models}
spec: {spec: {devices: {requests: [{name: a, exactly: {deviceClassName: gpu.nvidia.com, count: ${count}}}]}}}
`;
    const text = service("  draResources: [{resourceClaimTemplateName: gpus}]", "llama", "{}") + template;
    expect(only(text).settled).toMatchObject({ verdict: "unknown", reason: { code: "claims-unknown" } });
  },
);

test("a cache and its service may share a name", () => {
  const both = workloads(cache() + service());
  expect(both.map(({ kind, name }) => [kind, name])).toEqual([
    ["NIMCache", "llama"],
    ["NIMService", "llama"],
  ]);
});

describe("what is not known", () => {
  const fromCache = (resources: string) =>
    service("", "llama", resources).replace("{emptyDir: {}}", "{nimCache: {name: llama, profile: tp4}}");

  test("is the pods of a service whose GPUs the profile of an unknown model tells", () => {
    const [, llama] = workloads(cache() + fromCache("{limits: {cpu: 4}}"));
    expect(llama?.settled).toMatchObject({ verdict: "unknown", reason: { code: "pods-unknown" } });
    expect(llama?.settled?.reason.message).toContain("model manifest");
  });

  test("is not the pods of a service that says its GPUs", () => {
    const [, llama] = workloads(cache() + fromCache("{limits: {nvidia.com/gpu: 4}}"));
    expect(llama?.settled).toBeUndefined();
    expect(llama?.pods[0]?.requests["nvidia.com/gpu"]).toBe("4");
  });

  test("is what the operator never makes", () => {
    const llama = only(service().replace("{emptyDir: {}}", "{nimCache: {name: nowhere}}"));
    expect(llama.settled).toMatchObject({ verdict: "unknown", reason: { code: "operator-stops" } });
  });

  test("is known to be none where the manifest itself stops the operator", () => {
    const unequal = "{limits: {nvidia.com/gpu: 2}, requests: {nvidia.com/gpu: 1}}";
    expect(only(service("", "llama", unequal)).settled).toMatchObject({
      verdict: "does-not-fit",
      reason: { code: "operator-stops", message: expect.stringContaining("must be equal") },
    });
  });

  test("is none where the cluster lacks what makes or places them", () => {
    const several = service("  replicas: 1\n  multiNode: {parallelism: {pipeline: 2, tensor: 1}}");
    const of = (text: string, components: ValueMap) =>
      demandOfText(text, inventoryOf([pool()], { components })).workloads[0]?.settled;
    expect(of(several, { lws: false })).toMatchObject({
      verdict: "does-not-fit",
      reason: { code: "component-missing", message: expect.stringContaining("no matches for kind") },
    });
    expect(of(several, { lws: "0.7.0" })).toBeUndefined();
    expect(of(service(), { lws: false })).toBeUndefined();
    const claims =
      "  draResources: [{claimCreationSpec: {devices: [{name: gpu, count: 1, driverName: gpu.nvidia.com, deviceClassName: gpu.nvidia.com}]}}]";
    const claiming = service(claims, "llama", "{}");
    expect(of(claiming, { draDriver: false })).toMatchObject({ reason: { code: "component-missing" } });
    expect(of(claiming, {})).toBeUndefined();
  });

  test("is where a claim of its own hand leads", () => {
    const llama = only(service("  draResources: [{resourceClaimTemplateName: gpus}]", "llama", "{}"));
    expect(llama.settled).toMatchObject({ verdict: "unknown", reason: { code: "claims-unknown" } });
  });
});

test("claims that the operator makes are counted by their class", () => {
  const llama = only(
    service(
      "  draResources: [{claimCreationSpec: {devices: [{name: gpu, count: 2, driverName: gpu.nvidia.com, deviceClassName: gpu.nvidia.com}]}}]",
      "llama",
      "{}",
    ),
  );
  expect(llama.pods[0]?.requests).toEqual({ "gpu.nvidia.com": "2" });
  expect(llama.pods[0]?.devices).toEqual([
    { deviceClass: "gpu.nvidia.com", count: 2, selectors: ['device.driver == "gpu.nvidia.com"'] },
  ]);
});

describe("admission", () => {
  const priorityClass = (name: string, rest: string) => object("PriorityClass", name, rest);
  const priorities = (text: string) => only(text).pods.map(({ priority, evicts }) => [priority, evicts]);

  test("gives the priority of the class", () => {
    const named = service("  priorityClassName: high");
    expect(priorities(named + priorityClass("high", "value: 1000"))).toEqual([[1000, true]]);
    expect(priorities(named + priorityClass("high", "value: 1000\npreemptionPolicy: Never"))).toEqual([
      [1000, false],
    ]);
    expect(priorities(service("  priorityClassName: system-node-critical"))).toEqual([[2_000_001_000, true]]);
  });

  test("gives the lowest of the default classes where none is named", () => {
    const defaults =
      priorityClass("a", "value: 7\nglobalDefault: true") +
      priorityClass("b", "value: 5\nglobalDefault: true");
    expect(priorities(service() + defaults)).toEqual([[5, true]]);
    expect(priorities(service() + priorityClass("a", "value: 7"))).toEqual([[0, true]]);
  });

  test("makes no pods of a class that is not there", () => {
    const llama = only(service("  priorityClassName: nowhere"));
    expect(llama.settled).toMatchObject({
      verdict: "does-not-fit",
      reason: { code: "priority-class-missing" },
    });
    expect(llama.settled?.reason.message).toContain("no PriorityClass with name nowhere was found");
  });

  test("adds the overhead and the place of a runtime class", () => {
    const runtime = object(
      "RuntimeClass",
      "kata",
      "handler: kata\noverhead: {podFixed: {cpu: 250m, memory: 120Mi}}\nscheduling: {nodeSelector: {sandbox: 'true'}, tolerations: [{key: sandbox, operator: Exists}]}",
    );
    const [pod] = only(
      service("  runtimeClassName: kata", "llama", "{limits: {nvidia.com/gpu: 1, cpu: 4}}") + runtime,
    ).pods;
    expect(pod?.requests).toEqual({ "nvidia.com/gpu": "1", cpu: "4250m", memory: "120Mi" });
    expect(pod?.limits.cpu).toBe("4250m");
    expect(pod?.spec.nodeSelector).toEqual({ sandbox: "true" });
    expect(pod?.spec.tolerations).toEqual([{ key: "sandbox", operator: "Exists" }]);
  });

  test("takes a runtime class of the GPU operator for granted", () => {
    expect(demandOfText(service("  runtimeClassName: nvidia")).assumptions).toMatchObject([
      { about: "RuntimeClass nvidia" },
    ]);
  });

  const range = (item: string) => object("LimitRange", "usual", `spec: {limits: [${item}]}`, "models");

  test("gives containers what a LimitRange has for those that say nothing", () => {
    const given = range("{type: Container, default: {cpu: 2}, defaultRequest: {memory: 4Gi}}");
    const [pod] = only(service() + given).pods;
    expect(pod?.requests).toEqual({ "nvidia.com/gpu": "1", cpu: "2", memory: "4Gi" });
    expect(pod?.limits).toEqual({ "nvidia.com/gpu": "1", cpu: "2" });
  });

  test("makes no pods that a LimitRange forbids", () => {
    const llama = only(
      service("", "llama", "{limits: {nvidia.com/gpu: 1, cpu: 8}}") +
        range("{type: Container, max: {cpu: 4}}"),
    );
    expect(llama.settled).toMatchObject({ verdict: "does-not-fit", reason: { code: "pod-refused" } });
  });

  test("does not look at LimitRanges of other namespaces", () => {
    const elsewhere = object(
      "LimitRange",
      "usual",
      "spec: {limits: [{type: Container, max: {cpu: 4}}]}",
      "search",
    );
    expect(
      only(service("", "llama", "{limits: {nvidia.com/gpu: 1, cpu: 8}}") + elsewhere).settled,
    ).toBeUndefined();
  });
});

describe("quotas", () => {
  const quota = (spec: string, namespace = "models") =>
    object("ResourceQuota", "gpus", `spec: ${spec}`, namespace);

  test("are those of the inventory and of the manifests", () => {
    const inventory = inventoryOf(undefined, { quotas: [{ namespace: "models", hard: { pods: "3" } }] });
    const { quotas } = demandOfText(service() + quota("{hard: {requests.nvidia.com/gpu: 8}}"), inventory);
    expect(quotas.map(({ name, hard }) => [name, hard])).toEqual([
      ["(in the inventory)", { pods: "3" }],
      ["gpus", { "requests.nvidia.com/gpu": "8" }],
    ]);
  });

  test("that limit the processor let no pod be that does not say its share", () => {
    const text = service() + quota("{hard: {limits.cpu: 8}}");
    expect(only(text).settled).toMatchObject({ verdict: "does-not-fit", reason: { code: "quota-refuses" } });
    expect(only(text).settled?.reason.message).toContain("must specify limits.cpu for: llama-ctr");
    expect(only(service() + quota("{hard: {limits.cpu: 8}}", "search")).settled).toBeUndefined();
  });

  test.each<[string, boolean, ValueMap]>([
    ["NotTerminating", true, { scopes: ["NotTerminating"] }],
    ["Terminating", false, { scopes: ["Terminating"] }],
    ["NotBestEffort", false, { scopes: ["NotBestEffort"] }],
    [
      "a class of priority",
      true,
      {
        scopeSelector: {
          matchExpressions: [{ scopeName: "PriorityClass", operator: "In", values: ["high"] }],
        },
      },
    ],
    [
      "another class of priority",
      false,
      {
        scopeSelector: {
          matchExpressions: [{ scopeName: "PriorityClass", operator: "In", values: ["low"] }],
        },
      },
    ],
    [
      "no class of priority",
      false,
      { scopeSelector: { matchExpressions: [{ scopeName: "PriorityClass", operator: "DoesNotExist" }] } },
    ],
  ])("with the scope %s count it: %s", (_, isCounted, scope) => {
    const spec = JSON.stringify({ hard: { pods: "1" }, ...scope });
    const text =
      service("  priorityClassName: high") + object("PriorityClass", "high", "value: 1") + quota(spec);
    const {
      quotas,
      workloads: [llama],
    } = demandOfText(text);
    const [pod] = llama?.pods ?? [];
    if (!pod) throw new Error("no pod");
    expect(quotas[0]?.counts(pod)).toBe(isCounted);
  });
});

describe("is taken for granted, and said", () => {
  const about = (text: string, inventory = inventoryOf()) =>
    demandOfText(text, inventory).assumptions.map((assumption) => assumption.about);

  test("that an autoscaler makes what it may", () => {
    expect(about(service(), inventoryOf([pool({}, { nodes: { min: 1, max: 3 } })]))).toEqual(["pool h100"]);
    expect(about(service())).toEqual([]);
  });

  test("that another scheduler needs what kube-scheduler needs", () => {
    expect(about(service("  schedulerName: volcano"))).toEqual(["scheduler volcano"]);
  });

  test("that a claim which is not among the manifests is reached by all nodes", () => {
    const text = service().replace("{emptyDir: {}}", "{pvc: {name: elsewhere}}");
    expect(about(text)).toEqual(["PersistentVolumeClaim models/elsewhere"]);
  });
});

test("the order of documents changes nothing but lines", () => {
  const documents = [
    pipeline,
    cache(),
    service(),
    service("  priorityClassName: system-node-critical", "other"),
  ];
  const told = (text: string) => demandOfText(text).workloads.map(({ location: _, ...rest }) => rest);
  expect(told(documents.toReversed().join(""))).toEqual(told(documents.join("")));
});
