import type { Command } from "./command.ts";
import { manifestFlags } from "./manifest-flags.ts";

export const renderCommand: Command = {
  name: "render",
  usage: "nimops render [FLAGS] [PATH…]",
  about:
    "Prints every object that the NIM Operator will make of the manifests: Deployments, Services, Jobs, claims and so on. PATH is as for lint. Nothing is guessed: what the manifests do not tell is left out, and named on standard error with what to give.",
  flags: {
    config: manifestFlags.config,
    cluster: manifestFlags.cluster,
    "operator-version": manifestFlags["operator-version"],
    "kubernetes-version": manifestFlags["kubernetes-version"],
    namespace: manifestFlags.namespace,
    "model-manifest": {
      type: "string",
      value: "IMAGE=FILE",
      multiple: true,
      about:
        "the model manifest of an image; FILE may be - for standard input; in its place the words native (the image has the protocol native-v1) or none; may be repeated (default: as nimops.lock.json says)",
    },
    lock: manifestFlags.lock,
    product: {
      type: "string",
      value: "NAME",
      multiple: true,
      about:
        'a value of the nodes\' label nvidia.com/gpu.product, once for each; "" alone where no node has it (default: not known)',
    },
    format: {
      type: "string",
      value: "FORMAT",
      about: "yaml, a stream of documents, or json, one List (default: yaml)",
    },
    strict: {
      type: "boolean",
      about: "exit 1 where something is left out because it is not known, or another has its name",
    },
  },
  more: [
    "Manifests are taken for all that there is: a Secret, claim or NIMCache that is not among them is missing for the operator too. A NIMCache that is Ready, by its status, makes nothing new. Hashes print as <hash>, what the cluster makes up as <random>.",
    "Exit codes: 0 rendered, 1 a manifest that the API server refuses, or with --strict something unknown, 2 usage or configuration, 3 nothing found to render.",
  ],
  async run(invocation, world) {
    const { runRender } = await import("./render-run.ts");
    return runRender(invocation, world);
  },
};
