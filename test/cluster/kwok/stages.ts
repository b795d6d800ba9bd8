import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Behaviour, playedAs, playedFor } from "./behaviour.ts";
import { crashing, ended, initCrashing, running, waiting } from "./pod-status.ts";

/** Writes the configuration of KWOK: nodes that get ready, pods that do as their `Behaviour` says. JSON is YAML. */
export function writeKwokConfiguration(folder: string): string {
  const file = join(folder, "kwok.yaml");
  writeFileSync(
    file,
    [...nodeStages(), ...podStages()].map((stage) => JSON.stringify(stage)).join("\n---\n"),
  );
  return file;
}

const nodeStages = () => [
  stage("node-ready", "Node", {
    when: [expression(nodeBehaviour(), "NotIn", ["not-ready"]), expression(nodeReady(), "NotIn", ["True"])],
    status: nodeStatus("True", "KubeletReady", "played"),
  }),
  stage("node-not-ready", "Node", {
    when: [expression(nodeBehaviour(), "In", ["not-ready"]), expression(nodeReady(), "NotIn", ["False"])],
    status: nodeStatus("False", "KubeletNotReady", "container runtime is down"),
  }),
];

const podStages = () => [
  podStage("runs", ["runs", "runs-on", "succeeds", "fails", "fails-out-of-memory", "evicted", "never-goes"], {
    unlessAlready: ["ready"],
    status: running(true),
  }),
  podStage("is-not-ready", ["unready"], { unlessAlready: ["unready"], status: running(false) }),
  podStage("waits", ["waits"], {
    unlessAlready: ["ContainerCreating"],
    status: waiting("ContainerCreating", ""),
  }),
  podStage("cannot-pull", ["cannot-pull"], {
    unlessAlready: ["ImagePullBackOff"],
    status: waiting("ImagePullBackOff", 'Back-off pulling image \\"{{ .image }}\\"'),
    event: ["Warning", "Failed", "Error: ImagePullBackOff"],
  }),
  podStage("lacks-config", ["lacks-config"], {
    unlessAlready: ["CreateContainerConfigError"],
    status: waiting("CreateContainerConfigError", 'secret \\"played\\" not found'),
    event: ["Warning", "Failed", 'Error: secret "played" not found'],
  }),
  podStage("is-rejected", ["rejected"], {
    unlessAlready: ["ready"],
    status: `phase: Failed\nreason: UnexpectedAdmissionError\nmessage: "${rejection}"`,
    event: ["Warning", "UnexpectedAdmissionError", rejection],
  }),
  podStage("crashes", ["crashes"], {
    unlessAlready: ["CrashLoopBackOff"],
    status: crashing("Error", 1),
    event: ["Warning", "BackOff", "Back-off restarting failed container"],
  }),
  podStage("runs-out-of-memory", ["runs-out-of-memory"], {
    unlessAlready: ["CrashLoopBackOff"],
    status: crashing("OOMKilled", 137),
    event: ["Warning", "BackOff", "Back-off restarting failed container"],
  }),
  podStage("init-crashes", ["init-crashes"], {
    unlessAlready: ["PodInitializing"],
    status: initCrashing(),
    event: ["Warning", "BackOff", "Back-off restarting failed container"],
  }),
  endStage("job-succeeds", ["runs"], { ofJob: true, status: ended("Succeeded", "Completed", 0) }),
  endStage("succeeds", ["succeeds"], { status: ended("Succeeded", "Completed", 0) }),
  endStage("fails", ["fails"], { status: ended("Failed", "Error", 1) }),
  endStage("fails-out-of-memory", ["fails-out-of-memory"], { status: ended("Failed", "OOMKilled", 137) }),
  endStage("is-evicted", ["evicted"], {
    status: `reason: Evicted\nmessage: "The node was low on resource: ephemeral-storage."\n${ended("Failed", "Error", 137)}`,
    event: ["Warning", "Evicted", "The node was low on resource: ephemeral-storage."],
  }),
  {
    ...stage("pod-goes", "Pod", {
      when: [
        expression(".metadata.deletionTimestamp", "Exists"),
        expression(podBehaviour(), "NotIn", ["never-goes"]),
      ],
      steps: [{ delete: true }],
    }),
  },
];

const rejection = "Allocate failed due to no healthy devices present; cannot allocate nvidia.com/gpu";

function podStage(
  name: string,
  behaviours: readonly Behaviour[],
  { unlessAlready, status, event }: { unlessAlready: readonly string[]; status: string; event?: Event },
) {
  return stage(`pod-${name}`, "Pod", {
    when: [
      expression(podBehaviour(), "In", behaviours),
      expression(podState(), "NotIn", [...unlessAlready, "Succeeded", "Failed", "going"]),
    ],
    status,
    event,
  });
}

/** What ends a pod that runs: a Job's, or one that its annotation tells to. The image's tag says nothing to others. */
function endStage(
  name: string,
  behaviours: readonly Behaviour[],
  { ofJob = false, status, event }: { ofJob?: boolean; status: string; event?: Event },
) {
  return stage(`pod-${name}`, "Pod", {
    when: [
      expression(podBehaviour(), "In", behaviours),
      expression(podState(), "In", ["ready"]),
      expression(
        `if ${isOfJob}${ofJob ? "" : ` or .metadata.annotations["${playedAs}"] != null`} then "ends" else "stays" end`,
        "In",
        ["ends"],
      ),
    ],
    delay: { durationFrom: { expressionFrom: podTime() } },
    status,
    event,
  });
}

type Event = readonly [type: "Normal" | "Warning", reason: string, message: string];

function stage(
  name: string,
  kind: "Node" | "Pod",
  {
    when,
    status,
    event,
    delay,
    steps,
  }: {
    when: readonly object[];
    status?: string;
    event?: Event | undefined;
    delay?: object;
    steps?: readonly object[];
  },
) {
  return {
    apiVersion: "kwok.x-k8s.io/v1alpha1",
    kind: "Stage",
    metadata: { name },
    spec: {
      resourceRef: { apiGroup: "v1", kind },
      selector: { matchExpressions: when },
      ...(delay && { delay }),
      steps: steps ?? [
        ...(event ? [{ event: { type: event[0], reason: event[1], message: event[2] } }] : []),
        { patch: { subresource: "status", root: "status", template: status } },
      ],
    },
  };
}

function expression(key: string, operator: "In" | "NotIn" | "Exists", values?: readonly string[]) {
  return { jq: { key, operator, ...(values && { values }) } };
}

function podBehaviour(): string {
  return `.metadata.annotations["${playedAs}"] // (${imageTag} | .as) // "runs"`;
}

function podTime(): string {
  return `.metadata.annotations["${playedFor}"] // (${imageTag} | .time) // "500ms"`;
}

/** The end of the image's tag in two parts: how, and for how long. Without that end nothing, which `//` passes over. */
const imageTag =
  '.spec.containers[0].image // "" | capture("played-(?<as>[a-z-]+?)(-for-(?<time>[0-9]+m?s))?$")';

/** What a pod was last played to be. */
function podState(): string {
  return [
    'if .metadata.deletionTimestamp then "going"',
    'elif .status.phase == "Succeeded" or .status.phase == "Failed" then .status.phase',
    "else (.status.containerStatuses[0] // {}) |",
    'if .state.waiting.reason then .state.waiting.reason elif .ready then "ready" elif .state.running then "unready" else "new" end',
    "end",
  ].join(" ");
}

const isOfJob = '([.metadata.ownerReferences[]?.kind] | any(. == "Job"))';

function nodeBehaviour(): string {
  return `.metadata.annotations["${playedAs}"] // "ready"`;
}

function nodeReady(): string {
  return '[.status.conditions[]? | select(.type == "Ready") | .status] | first // "Unknown"';
}

function nodeStatus(ready: "True" | "False", reason: string, message: string): string {
  return `
conditions:
- {type: Ready, status: "${ready}", reason: ${reason}, message: ${message}, lastHeartbeatTime: {{ Now | Quote }}, lastTransitionTime: {{ Now | Quote }}}
addresses: [{type: InternalIP, address: {{ NodeIP | Quote }}}]
daemonEndpoints: {kubeletEndpoint: {Port: {{ NodePort }}}}
`;
}
