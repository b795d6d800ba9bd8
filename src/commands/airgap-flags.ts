import { clusterFlags } from "./cluster-flags.ts";
import type { Flag } from "./command.ts";

export type AirgapVerb = "mirror" | "profiles" | "download" | "upload" | "verify" | "publish" | "run";

const file: Flag = {
  type: "string",
  value: "FILE",
  about: "the air-gap file, airgap.yaml (docs/airgap-file.md)",
};
const work: Flag = {
  type: "string",
  value: "FOLDER",
  about: "caches, state and journals are kept here (default: airgap-work)",
};
export const dryRunFlag: Flag = { type: "boolean", about: "say what would be moved, and move nothing" };
const format: Flag = {
  type: "string",
  value: "FORMAT[=FILE]",
  multiple: true,
  about: "text, json, markdown (default: text); may be repeated, each after the first into a file",
};
const color: Flag = { type: "string", value: "WHEN", about: "auto, always, never (default: auto)" };
const image: Flag = {
  type: "string",
  value: "IMAGE",
  multiple: true,
  about: "an image, as manifests name it; may be repeated",
};
const inventory: Flag = {
  type: "string",
  value: "FILE",
  about: "GPUInventory of the cluster that will serve: only what its GPUs can run is taken",
};
const profile: Flag = {
  type: "string",
  value: "ID",
  multiple: true,
  about: "this profile of --image, by id or name, and no other; all for every one",
};
const config: Flag = {
  type: "string",
  value: "FILE",
  about: "configuration for PATH (default: nimops.yaml)",
};
const cluster: Flag = {
  type: "string",
  value: "NAME",
  multiple: true,
  about: "for PATH: only this declared cluster",
};
const operatorVersion: Flag = {
  type: "string",
  value: "VERSION",
  about: "version of the NIM Operator whose selection is followed",
};
const engine: Flag = {
  type: "string",
  value: "ENGINE",
  about: "podman or docker (default: the one that is installed)",
};
const gpus: Flag = {
  type: "string",
  value: "WHICH",
  about: "all, or device=0: this host has GPUs, and the image is asked what it makes of them",
};

/** Every command has these. */
export const commonAirgapFlags = { file, work, format, color } as const;

/** Which images, by flags or by manifests. */
export const imageFlags = { image, inventory, config, cluster, "operator-version": operatorVersion } as const;

export const mirrorFlags = {
  to: {
    type: "string",
    value: "REGISTRY",
    about: "registry.local:5000, or with a path: registry.local:5000/nim",
  },
  carrier: {
    type: "string",
    value: "FOLDER",
    about: "in place of --to: a folder to carry by hand, which is filled",
  },
  from: { type: "string", value: "FOLDER", about: "a carrier that was brought here: images come from it" },
  mapping: {
    type: "string",
    value: "FILE",
    about: "tells where each image is now (default: mapping.json in --work)",
  },
  "rewrite-to": {
    type: "string",
    value: "FOLDER",
    about: "write the manifests of PATH here, with the images' new names",
  },
} as const satisfies Record<string, Flag>;

export const profileFlags = { profile, gpus, with: engine } as const;

export const downloadFlags = {
  ...profileFlags,
  to: {
    type: "string",
    value: "FOLDER",
    about: "where the cache of the one --image goes (default: in --work)",
  },
  "model-uri": { type: "string", value: "URI", about: "for model-free images: hf://org/model and the like" },
} as const satisfies Record<string, Flag>;

const storeFlags = {
  layout: {
    type: "string",
    value: "LAYOUT",
    about: "tree, nim-mirror, model-store or tar: what the reader expects (default: tree)",
  },
  links: {
    type: "string",
    value: "HOW",
    about:
      "of layout tree: dup, under its own name and the link's; or flatten, under the link's (default: dup)",
  },
  name: { type: "string", value: "NAME", about: "how the cache is called (default: the folder's name)" },
  endpoint: { type: "string", value: "URL", about: "the store's server, in place of the vendor's" },
  region: { type: "string", value: "NAME", about: "of the bucket" },
  "aws-profile": { type: "string", value: "NAME", about: "profile of ~/.aws/config and credentials" },
  "path-style": { type: "boolean", about: "https://server/bucket/key in place of https://bucket.server/key" },
  "ca-file": {
    type: "string",
    value: "FILE",
    about: "PEM file with the certificate authority of the server",
  },
  namenode: { type: "string", value: "URL", about: "for hdfs://: web address of the name node or HttpFS" },
  "hdfs-user": {
    type: "string",
    value: "NAME",
    about: "WebHDFS without Kerberos (default: HADOOP_USER_NAME)",
  },
} as const satisfies Record<string, Flag>;

const from: Flag = { type: "string", value: "FOLDER", about: "the cache's folder" };
const to: Flag = {
  type: "string",
  value: "URL",
  about: "s3://, gs://, https:// (Azure Blob, or PUT), webhdfs://, hdfs://, or a folder",
};

export const uploadFlags = {
  from,
  to,
  ...storeFlags,
  parallel: { type: "string", value: "N", about: "objects on their way at once (default: 8)" },
  "break-lease": {
    type: "boolean",
    about: "take the place over from an upload that has shown no life for ten minutes",
  },
} as const satisfies Record<string, Flag>;

export const verifyFlags = {
  from,
  to,
  full: { type: "boolean", about: "SHA-256 of every file on disk, not only sizes and links" },
  deep: { type: "boolean", about: "read every object of the store back" },
  ...storeFlags,
  namespace: {
    type: "string",
    short: "n",
    value: "NAME",
    about: "look at the cluster too: its NIMCaches and pods here",
  },
  kubeconfig: clusterFlags.kubeconfig,
  context: clusterFlags.context,
  "allow-exec": clusterFlags["allow-exec"],
  url: {
    type: "string",
    value: "URL",
    about: "http://HOST:PORT of a served model, which is asked for an answer",
  },
  smoke: {
    type: "string",
    value: "WHAT",
    about: "of --url: none, models, chat, completions, embeddings, ranking (default: by the model's name)",
  },
  "input-type": {
    type: "string",
    value: "TYPE",
    about: "of embeddings, where the model wants one: query or passage",
  },
} as const satisfies Record<string, Flag>;

export const publishFlags = {
  server: { type: "string", value: "URL", about: "address of the portal: https://hm.example.com" },
  "access-key-env": {
    type: "string",
    value: "NAME",
    about: "environment variable with the access key (default: EDB_ACCESS_KEY)",
  },
  "access-key-file": {
    type: "string",
    value: "FILE",
    about: "file that holds the access key and nothing else",
  },
  "ca-file": storeFlags["ca-file"],
  insecure: { type: "boolean", about: "believe whoever answers, without a look at the certificate" },
  mapping: mirrorFlags.mapping,
} as const satisfies Record<string, Flag>;

export const runFlags = {
  steps: {
    type: "string",
    value: "LIST",
    about:
      "only these, separated by commas: mirror, profiles, download, upload, verify, publish (default: those that the file configures)",
  },
  inventory,
  kubeconfig: verifyFlags.kubeconfig,
  "allow-exec": verifyFlags["allow-exec"],
} as const satisfies Record<string, Flag>;
