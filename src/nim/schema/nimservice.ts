import { container, image, initContainers } from "./container.ts";
import { draResources } from "./dra.ts";
import { expose } from "./expose.ts";
import {
  type At,
  choice,
  described,
  fields,
  integer,
  keyedList,
  later,
  list,
  maybe,
  optional,
  shared,
  text,
  withDefault,
} from "./kit.ts";
import { affinity, podAffinity } from "./kubernetes/affinity.ts";
import { conditions } from "./kubernetes/condition.ts";
import { environment } from "./kubernetes/environment.ts";
import { probe } from "./kubernetes/probe.ts";
import { resourceRequirements } from "./kubernetes/resources.ts";
import { tolerations } from "./kubernetes/toleration.ts";
import { root } from "./metadata.ts";
import { metrics } from "./metrics.ts";
import { multiNode } from "./multinode.ts";
import { proxy } from "./proxy.ts";
import { scale } from "./scale.ts";
import { serviceStorage } from "./storage.ts";

/** NIMService: a running model. */
export const nimService = shared((at) =>
  root("NIMService", "Runs a model and serves its API.", {
    spec: optional(nimServiceSpec(at)),
    status: later(() => serviceStatus(at)),
  }),
);

export const nimServiceSpec = shared((at) =>
  fields("The model, its resources, and how it is reached.", {
    affinity: later(() => affinity(at)),
    annotations: maybe.textMap("Annotations of the pods and of what the operator makes."),
    args: maybe.texts("Arguments; ignored for a multi-node service."),
    authSecret: authSecret(at),
    command: maybe.texts("Command instead of the image's own; ignored for a multi-node service."),
    draResources: later(() => draResources(at)),
    env: optional(environment(at)),
    expose: optional(expose(at)),
    groupID: optional(integer("Group that the pods run as; default 2000.", { go: "int64" })),
    image: described("The NIM image.", image(at)),
    inferencePlatform: withDefault(
      "standalone",
      choice("What runs the pods: a Deployment or LeaderWorkerSet, or KServe.", ["standalone", "kserve"]),
    ),
    initContainers: at.since(
      "3.1.0",
      later(() => initContainers(at)),
    ),
    labels: maybe.textMap("Labels of the pods; a key app breaks the Deployment."),
    livenessProbe: optional(described("When the container is restarted.", togglableProbe(at))),
    metrics: later(() => metrics(at)),
    multiNode: later(() => multiNode(at)),
    nodeSelector: maybe.textMap(
      "Labels of the nodes to run on; values that read as numbers or booleans break the operator's template.",
    ),
    podAffinity: later(() => podAffinity(at), "Deprecated and ignored: use affinity.podAffinity."),
    priorityClassName: at.since("3.1.2", maybe.text("PriorityClass of the pods.")),
    proxy: later(() => proxy(at)),
    readinessProbe: optional(described("When the container gets requests.", togglableProbe(at))),
    replicas: optional(
      integer("Number of replicas; not together with scale.enabled.", {
        min: at.has("3.1.0") ? 0 : 1,
      }),
    ),
    resources: optional(resourceRequirements(at)),
    runtimeClassName: maybe.text("RuntimeClass of the pods; not applied to a multi-node service."),
    scale: later(() => scale(at)),
    schedulerName: maybe.text("Scheduler of the pods."),
    sidecarContainers: at.since(
      "3.1.0",
      optional(list("Containers that run beside the model's.", container(at))),
    ),
    startupProbe: optional(
      described("When the container counts as started; models start slowly.", togglableProbe(at)),
    ),
    storage: optional(serviceStorage(at)),
    tolerations: optional(tolerations(at)),
    userID: optional(integer("User that the pods run as; default 1000.", { go: "int64" })),
  }),
);

function authSecret(at: At) {
  const description = "Secret with the key NGC_API_KEY.";
  return at.has("main") ? optional(text(description)) : text(description);
}

const togglableProbe = shared((at) =>
  fields("A probe, which can be turned off.", {
    enabled: maybe.flag("Whether the probe is used; default true."),
    probe: later(() => probe(at), "The probe itself; default is the operator's own."),
  }),
);

const serviceStatus = shared((at) =>
  fields("What the operator found; written by it.", {
    availableReplicas: maybe.integer("Declared, but never written."),
    computeDomainStatus: at.since("3.1.0", optional(computeDomainStatus(at))),
    conditions: optional(conditions(at)),
    draResourceStatuses: optional(keyedList("State of the device claims.", "name", draStatus(at))),
    model: optional(
      fields("The model as it is served.", {
        clusterEndpoint: text("Address within the cluster."),
        externalEndpoint: text("Address from outside."),
        name: text("Name of the model in the API."),
      }),
    ),
    state: maybe.text("Ready, NotReady, Failed or PVC-Created."),
  }),
);

const computeDomainStatus = shared(() =>
  fields("State of the ComputeDomain.", {
    name: text("Name of the ComputeDomain."),
    nodes: optional(
      list(
        "Its nodes.",
        fields("A node.", {
          cliqueID: text("Id of the NVLink clique."),
          name: text("Name of the node."),
          status: withDefault("NotReady", choice("Whether the node takes part.", ["Ready", "NotReady"])),
        }),
      ),
    ),
    status: maybe.text("State of the whole."),
  }),
);

const draStatus = shared((at) =>
  fields("State of one entry of draResources.", {
    name: text("Name of the claim within the pods."),
    resourceClaimStatus: optional(claimStatus(at)),
    resourceClaimTemplateStatus: optional(
      fields("State of a template and its claims.", {
        name: text("Name of the template."),
        resourceClaimStatuses: optional(list("Claims that were made from it.", claimStatus(at))),
      }),
    ),
  }),
);

const claimStatus = shared(() =>
  fields("State of a claim.", {
    name: text("Name of the claim."),
    state: text("State of the claim."),
  }),
);
