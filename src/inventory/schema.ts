import type * as z from "zod/mini";
import { accessModes } from "../nim/access-mode.ts";
import {
  choice,
  fields,
  flag,
  integer,
  integerOrText,
  list,
  mapOf,
  maybe,
  openFields,
  optional,
  quantity,
  text,
  texts,
} from "../nim/schema/kit.ts";
import {
  allocations,
  componentNames,
  migStrategies,
  nvlinks,
  scorings,
  sharingStrategies,
  taintEffects,
  virtualizations,
} from "./inventory.ts";
import { inventoryApiVersion, inventoryKind } from "./kind.ts";

/** Nodes of one pool; Kubernetes supports 5,000 in a whole cluster. */
export const mostNodes = 10_000;

/**
 * The document in its long form: `softened` turns the short ones into it before. Built at the first use, since most runs
 * meet no inventory.
 */
export function inventorySchema() {
  built ??= build();
  return built;
}

let built: ReturnType<typeof build> | undefined;

export type InventoryDocument = z.output<ReturnType<typeof build>>;

const labelValue = {
  max: 63,
  pattern: /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/,
  words: "a label value: letters, digits, `-`, `_` and `.`, with a letter or digit first and last",
};

const qualifiedName = {
  max: 317,
  pattern:
    /^(?:[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/,
  words: "a name such as cpu or nvidia.com/gpu",
};

const objectName = {
  min: 1,
  max: 253,
  pattern: /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/,
  words: "lower-case letters, digits, `-` and `.`, with a letter or digit first and last",
};

const version = {
  pattern: /^v?\d+\.\d+(?:\.\d+)?(?:[-+][0-9A-Za-z.+-]+)?$/,
  words: "a version such as 1.35.4",
};

const amounts = (description: string) => mapOf(description, quantity(""), text("", qualifiedName));

const build = () =>
  fields("The GPUs of a cluster, for plans.", {
    apiVersion: choice("API group and version.", [inventoryApiVersion]),
    kind: choice("The kind.", [inventoryKind]),
    metadata: fields("Name of the inventory.", {
      name: text("How reports call it.", objectName),
      labels: maybe.textMap("Not read."),
      annotations: maybe.textMap("Not read."),
    }),
    spec: fields("What the cluster has.", {
      kubernetesVersion: optional(text("Version of the API server, such as v1.35.4.", version)),
      operatorVersion: optional(
        text("Version of the NIM Operator, such as v3.1.2.", {
          pattern: /^(?:v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?|main)$/,
          words: "a version such as 3.1.2",
        }),
      ),
      scheduler: optional(
        fields("What places pods.", {
          name: maybe.text("Its name, as pods ask for it: default-scheduler."),
          scoring: optional(choice("How it chooses among possible nodes.", scorings)),
        }),
      ),
      nodePools: list("Nodes by their kind: those of one pool are equal.", nodePool()),
      storageClasses: optional(list("Storage classes that claims may name.", storageClass())),
      quotas: optional(list("ResourceQuotas, one each.", quota())),
      components: optional(
        fields("What is installed: true or false, or its version.", {
          ...Object.fromEntries(componentNames.map((name) => [name, optional(integerOrText(""))])),
        }),
      ),
      policy: optional(openFields("Which verdicts of a plan fail a pull request.", {})),
      generatedFrom: optional(
        fields("What has written this file.", {
          source: text("The generator.", { min: 1 }),
          at: maybe.text("When, such as 2026-01-31T12:00:00Z."),
          cluster: maybe.text("The cluster that was looked at."),
        }),
      ),
    }),
  });

const nodePool = () =>
  fields("Equal nodes.", {
    name: text("Unique name of the pool.", objectName),
    nodes: optional(
      fields("How many nodes there are; min and max where an autoscaler decides.", {
        min: integer("Nodes that are always there.", { min: 0, max: mostNodes }),
        max: integer("Nodes that there can be.", { min: 0, max: mostNodes }),
      }),
    ),
    nodeNames: optional(texts("Names of the nodes.", objectName)),
    gpu: optional(gpu()),
    labels: optional(
      mapOf(
        "Labels of each node; those of nvidia.com/gpu.*, zone and hostname are known without.",
        text("", labelValue),
        text("", qualifiedName),
      ),
    ),
    taints: optional(
      list(
        "Taints of each node.",
        fields("A taint.", {
          key: text("Its key.", qualifiedName),
          value: optional(text("Its value.", labelValue)),
          effect: choice("What it does to pods that do not tolerate it.", taintEffects),
        }),
      ),
    ),
    allocatable: optional(amounts("What pods can have of each node; it wins over what follows from gpu.")),
    reserved: optional(amounts("What pods of others hold on each node; pods is how many they are.")),
    unschedulable: optional(flag("Whether the nodes are cordoned.")),
    zone: optional(text("Value of the label topology.kubernetes.io/zone.", labelValue)),
  });

const gpu = () =>
  fields("The GPUs of each node.", {
    product: text("Value of the label nvidia.com/gpu.product, or an alias such as h100-sxm.", {
      min: 1,
      max: 63,
    }),
    count: optional(integer("GPUs of a node; of a virtual machine, its vGPUs.", { min: 1, max: 128 })),
    memory: optional(quantity("Of one GPU: MiB, or an amount such as 80Gi.")),
    computeCapability: optional(
      text("Such as 9.0.", { pattern: /^\d{1,2}\.\d$/, words: "two numbers such as 9.0" }),
    ),
    deviceID: optional(
      text("PCI device id, such as 2330.", {
        pattern: /^(?:0x)?[0-9a-fA-F]{4}(?::10[dD][eE])?$/,
        words: "four hexadecimal digits such as 2330",
      }),
    ),
    driverVersion: optional(
      text("Such as 570.86.15.", { pattern: /^\d+\.\d+(?:\.\d+)?$/, words: "a version such as 570.86.15" }),
    ),
    nvlink: optional(choice("How the GPUs of a node reach each other.", nvlinks)),
    nvlinkDomainSize: optional(
      integer("GPUs that reach each other by NVLink, over nodes too.", { min: 1, max: 1024 }),
    ),
    sharing: optional(
      fields("Several pods on one GPU.", {
        strategy: choice("How they share it.", sharingStrategies),
        replicas: optional(integer("Pods that may use one GPU.", { min: 1, max: 1000 })),
        renamed: optional(flag("Whether the resource is called nvidia.com/gpu.shared.")),
      }),
    ),
    mig: optional(
      fields("GPUs cut into instances.", {
        strategy: choice(
          "What the device plugin offers: one resource, or one for each profile.",
          migStrategies,
        ),
        devices: optional(
          mapOf(
            "Instances of each profile on one GPU.",
            integer("", { min: 1, max: 1000 }),
            text("", {
              max: 40,
              pattern: /^[1-7]g\.\d{1,3}gb(?:[+.-](?:me|gfx)(?:\.all)?)?$/,
              words: "a MIG profile such as 1g.10gb",
            }),
          ),
        ),
      }),
    ),
    virtualization: optional(choice("How the GPU comes into the node.", virtualizations)),
    vgpuProfile: optional(text("Name of the vGPU, such as H100XM-80C.", { min: 1, max: 40 })),
    allocation: optional(choice("How pods ask for it.", allocations)),
  });

const storageClass = () =>
  fields("A storage class.", {
    name: text("Its name.", objectName),
    provisioner: optional(text("What makes the volumes, such as ebs.csi.aws.com.", { min: 1, max: 253 })),
    accessModes: optional(list("How volumes may be mounted.", choice("", accessModes))),
    volumeBindingMode: optional(
      choice("When a claim gets its volume.", ["Immediate", "WaitForFirstConsumer"]),
    ),
    allowedTopologies: optional(
      list(
        "Where volumes can be.",
        fields("A term.", {
          matchLabelExpressions: list(
            "Labels of the nodes.",
            fields("A label.", { key: text("Its key.", qualifiedName), values: texts("Its values.") }),
          ),
        }),
      ),
    ),
    allowVolumeExpansion: optional(flag("Whether claims may grow.")),
    reclaimPolicy: optional(choice("What becomes of a volume without its claim.", ["Delete", "Retain"])),
    capacity: optional(quantity("What volumes can have together.")),
    default: optional(flag("Whether claims that name no class get this one.")),
  });

const quota = () =>
  fields("A ResourceQuota.", {
    namespace: text("Its namespace.", objectName),
    hard: amounts("The limits, such as requests.nvidia.com/gpu."),
  });
