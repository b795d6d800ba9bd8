import { describe, expect, test } from "vitest";
import { changesOf } from "../../../src/plan/changes/changes-of.ts";
import { setOf, setOfObjects } from "../../support/plan-sets.ts";

/** Seen with the operator 3.1.2 itself, on a cluster. */
describe("an edit of a service", () => {
  test.each([
    ["args: [--x]", "", "restarts-pods"],
    ["expose: {service: {port: 8000}}", "expose: {service: {port: 9000}}", "restarts-pods"],
    ["expose: {service: {type: ClusterIP}}", "expose: {service: {type: NodePort}}", "applied"],
    ["replicas: 1", "replicas: 2", "applied"],
    ["", "replicas: 1", "ignored"],
    ["", "groupID: 2000", "ignored"],
    ["", "schedulerName: default-scheduler", "ignored"],
    ["", "podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: []}", "ignored"],
    ["", "scale: {hpa: {maxReplicas: 3}}", "ignored"],
    ["", "metrics: {enabled: false}", "ignored"],
    ["metrics: {enabled: true}", "metrics: {enabled: true, serviceMonitor: {interval: 1m}}", "applied"],
    ["", "metrics: {serviceMonitor: {interval: 1m}}", "ignored"],
    [
      "livenessProbe: {enabled: false}",
      "livenessProbe: {enabled: false, probe: {tcpSocket: {port: 1}}}",
      "ignored",
    ],
    ["", "multiNode: {parallelism: {pipeline: 2}}", "refused"],
    ["inferencePlatform: kserve", "inferencePlatform: kserve\n  env: [{name: A, value: b}]", "restarts-pods"],
    ["inferencePlatform: kserve", "inferencePlatform: kserve\n  replicas: 2", "applied"],
  ])("%s that becomes %s: %s", (before, after, effect) => {
    const [change] = result(service(before), service(after)).changes;
    expect(new Set(change?.fields.map((field) => field.effect))).toEqual(new Set([effect]));
  });

  test("of a claim beside a cache does nothing", () => {
    const pvc = service("").replace("emptyDir: {}", "nimCache: {name: x}");
    const [change] = result(
      pvc,
      pvc.replace("{name: x}", "{name: x}, pvc: {create: true, size: 1Gi}"),
    ).changes;
    expect(change?.action).toBe("none");
  });

  test.each([
    ["metrics: {enabled: true}", "", ['ServiceMonitor "chat"']],
    ["scale: {enabled: true, hpa: {maxReplicas: 2}}", "", []],
    ["", "inferencePlatform: kserve", ['Service "chat"', 'Deployment "chat"']],
  ])("from %j to %j leaves behind %j", (before, after, left) => {
    const [change] = result(service(before), service(after)).changes;
    const told = change?.reasons.filter(({ code }) => code === "left-behind").map(({ message }) => message);
    for (const [index, name] of left.entries()) expect(told?.[0], String(index)).toContain(name);
    expect(told?.length).toBe(left.length > 0 ? 1 : 0);
  });
});

describe("the operator panics for ever", () => {
  const exposed = { "f:expose": { "f:service": { "f:port": {} } } };
  const dra = "draResources: [{claimCreationSpec: {devices: [{name: gpu}]}}]\n  ";
  const domain =
    "replicas: 1\n  multiNode: {parallelism: {pipeline: 2, tensor: 1}, ray: {}, computeDomain: {create: true}}\n  ";
  const picker =
    "expose: {router: {hostDomainName: a.example, gateway: {name: a, namespace: b, httpRoutesEnabled: true}, eppConfig: {containerSpec: {name: epp, image: {repository: a, tag: b}}, configMapRef: {name: a, key: b}}}}\n  ";

  test.each([
    ["a ResourceClaimTemplate", dra, "labels: {a: b}"],
    ["a ComputeDomain", domain, "annotations: {a: b}"],
    ["an InferencePool", picker, "labels: {a: b}"],
  ])("when %s is to change", (_, spec, edit) => {
    const { blockers } = result(service(spec), service(`${spec}${edit}`));
    expect(blockers.map(({ code }) => code)).toEqual(["service-stuck"]);
    expect(blockers[0]?.message).toContain(`with spec.${edit.split(":")[0]}.a changed`);
    expect(result(service(spec), service(`${spec}args: [--x]`)).blockers).toEqual([]);
  });

  test.each([
    ["expose: {service: {port: 8000}}", "", ["service-port-lost"]],
    [
      "expose: {service: {port: 9000, type: NodePort}}",
      "expose: {ingress: {enabled: false}}",
      ["service-port-lost"],
    ],
    ["expose: {service: {type: NodePort}}", "expose: {service: {port: 8000}}", []],
    ["", "replicas: 2", []],
  ])("when %j becomes %j: %j", (before, after, expected) => {
    const { blockers } = result(service(before), service(after));
    expect(blockers.map(({ code }) => code)).toEqual(expected);
  });

  test("not at what a live service has and nobody declared", () => {
    const draResources = [{ claimCreationSpec: { devices: [{ name: "gpu" }] } }];
    const spec = { authSecret: "s", storage: { emptyDir: {} }, draResources };
    const metadata = { name: "chat", managedFields: [] };
    const live = { ...base, metadata, spec: { ...spec, ...image("1"), labels: { by: "hand" } } };
    const after = { ...base, metadata: { name: "chat" }, spec: { ...spec, ...image("2") } };
    const told = changesOf({ from: "live", set: setOfObjects([live]) }, setOfObjects([after]), "3.1.2");
    expect(told.blockers).toEqual([]);
    expect(told.changes[0]?.fields.map(({ effect }) => effect)).toEqual(["restarts-pods"]);
  });

  test.each([
    ["that nobody declared a port of", { port: 8000 }, { "f:image": {} }, []],
    ["whose port somebody declared", { port: 8000 }, exposed, ["service-port-lost"]],
    ["that has lost its port already", undefined, { "f:image": {} }, ["service-port-lost"]],
  ])("or not, at a live service %s", (_, port, fields, expected) => {
    const spec = { authSecret: "s", storage: { emptyDir: {} } };
    const managedFields = [{ operation: "Apply", fieldsV1: { "f:spec": fields } }];
    const metadata = { name: "chat", managedFields, finalizers: ["finalizer.nimservice.apps.nvidia.com"] };
    const expose = { expose: { ...(port && { service: port }) } };
    const live = { ...base, metadata, spec: { ...spec, ...image("1"), ...expose } };
    const after = { ...base, metadata: { name: "chat" }, spec: { ...spec, ...image("2") } };
    const told = changesOf({ from: "live", set: setOfObjects([live]) }, setOfObjects([after]), "3.1.2");
    expect(told.blockers.map(({ code }) => code)).toEqual(expected);
  });
});

const base = { apiVersion: "apps.nvidia.com/v1alpha1", kind: "NIMService" as const };
const image = (tag: string) => ({ image: { repository: "a", tag } });

function result(before: string, after: string) {
  const set = (text: string) => setOf({ "a.yaml": text });
  return changesOf({ from: "base", set: set(before) }, set(after), "3.1.2");
}

function service(rest: string): string {
  return `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata: {name: chat}
spec:
  image: {repository: nvcr.io/nim/meta/llama-3.1-8b-instruct, tag: 1.12.0}
  authSecret: ngc-api-key
  storage: {emptyDir: {}}
  ${rest}
`;
}
