import { container, image, initContainers } from "./container.ts";
import { draResources } from "./dra.ts";
import { expose } from "./expose.ts";
import { type At, choice, fields, integer, keyedList, later, list, maybe, shared, text } from "./kit.ts";
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
    spec: nimServiceSpec(at).optional(),
    status: later(() => serviceStatus(at)).optional(),
  }),
);

export const nimServiceSpec = shared((at) =>
  fields("The model, its resources, and how it is reached.", {
    affinity: later(() => affinity(at)).optional(),
    annotations: maybe.textMap("Annotations of the pods and of what the operator makes."),
    args: maybe.texts("Arguments; ignored for a multi-node service."),
    authSecret: authSecret(at),
    command: maybe.texts("Command instead of the image's own; ignored for a multi-node service."),
    draResources: later(() => draResources(at)).optional(),
    env: environment(at).optional(),
    expose: expose(at).optional(),
    groupID: integer("Group that the pods run as; default 2000.", { go: "int64" }).optional(),
    image: image(at).describe("The NIM image."),
    inferencePlatform: choice("What runs the pods: a Deployment or LeaderWorkerSet, or KServe.", [
      "standalone",
      "kserve",
    ]).default("standalone"),
    initContainers: at.since("3.1.0", later(() => initContainers(at)).optional()),
    labels: maybe.textMap("Labels of the pods; a key app breaks the Deployment."),
    livenessProbe: togglableProbe(at).describe("When the container is restarted.").optional(),
    metrics: metrics(at).optional(),
    multiNode: multiNode(at).optional(),
    nodeSelector: maybe.textMap(
      "Labels of the nodes to run on; values that read as numbers or booleans break the operator's template.",
    ),
    podAffinity: later(() => podAffinity(at), "Deprecated and ignored: use affinity.podAffinity.").optional(),
    priorityClassName: at.since("3.1.2", maybe.text("PriorityClass of the pods.")),
    proxy: proxy(at).optional(),
    readinessProbe: togglableProbe(at).describe("When the container gets requests.").optional(),
    replicas: integer("Number of replicas; not together with scale.enabled.", {
      min: at.has("3.1.0") ? 0 : 1,
    }).optional(),
    resources: resourceRequirements(at).optional(),
    runtimeClassName: maybe.text("RuntimeClass of the pods; not applied to a multi-node service."),
    scale: scale(at).optional(),
    schedulerName: maybe.text("Scheduler of the pods."),
    sidecarContainers: at.since(
      "3.1.0",
      list("Containers that run beside the model's.", container(at)).optional(),
    ),
    startupProbe: togglableProbe(at)
      .describe("When the container counts as started; models start slowly.")
      .optional(),
    storage: serviceStorage(at).optional(),
    tolerations: tolerations(at).optional(),
    userID: integer("User that the pods run as; default 1000.", { go: "int64" }).optional(),
  }),
);

function authSecret(at: At) {
  const description = "Secret with the key NGC_API_KEY.";
  return at.has("main") ? text(description).optional() : text(description);
}

const togglableProbe = shared((at) =>
  fields("A probe, which can be turned off.", {
    enabled: maybe.flag("Whether the probe is used; default true."),
    probe: later(() => probe(at), "The probe itself; default is the operator's own.").optional(),
  }),
);

const serviceStatus = shared((at) =>
  fields("What the operator found; written by it.", {
    availableReplicas: maybe.integer("Declared, but never written."),
    computeDomainStatus: at.since("3.1.0", computeDomainStatus(at).optional()),
    conditions: conditions(at).optional(),
    draResourceStatuses: keyedList("State of the device claims.", "name", draStatus(at)).optional(),
    model: fields("The model as it is served.", {
      clusterEndpoint: text("Address within the cluster."),
      externalEndpoint: text("Address from outside."),
      name: text("Name of the model in the API."),
    }).optional(),
    state: maybe.text("Ready, NotReady, Failed or PVC-Created."),
  }),
);

const computeDomainStatus = shared(() =>
  fields("State of the ComputeDomain.", {
    name: text("Name of the ComputeDomain."),
    nodes: list(
      "Its nodes.",
      fields("A node.", {
        cliqueID: text("Id of the NVLink clique."),
        name: text("Name of the node."),
        status: choice("Whether the node takes part.", ["Ready", "NotReady"]).default("NotReady"),
      }),
    ).optional(),
    status: maybe.text("State of the whole."),
  }),
);

const draStatus = shared((at) =>
  fields("State of one entry of draResources.", {
    name: text("Name of the claim within the pods."),
    resourceClaimStatus: claimStatus(at).optional(),
    resourceClaimTemplateStatus: fields("State of a template and its claims.", {
      name: text("Name of the template."),
      resourceClaimStatuses: list("Claims that were made from it.", claimStatus(at)).optional(),
    }).optional(),
  }),
);

const claimStatus = shared(() =>
  fields("State of a claim.", {
    name: text("Name of the claim."),
    state: text("State of the claim."),
  }),
);
