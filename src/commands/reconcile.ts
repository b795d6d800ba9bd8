import { clusterFlags } from "./cluster-flags.ts";
import type { Command } from "./command.ts";

export const reconcileCommand: Command = {
  name: "reconcile",
  usage: "nimops reconcile [FLAGS]",
  about:
    "Brings what is in Git into the cluster, in the right order, and keeps it there: the controller for NIMRepositories. With --once: one pass over a NIMRepository in a file.",
  flags: {
    once: {
      type: "boolean",
      about: "one pass over the NIMRepository of --file, without the custom resource",
    },
    file: {
      type: "string",
      short: "f",
      value: "FILE",
      about: "the NIMRepository for --once; - is standard input",
    },
    "dry-run": {
      type: "boolean",
      about: "with --once: decide everything, ask the API server what it would say, write nothing",
    },
    format: { type: "string", value: "FORMAT", about: "with --once: text or json (default: text)" },
    namespace: {
      type: "string",
      short: "n",
      value: "NAME",
      about: "where NIMRepositories and the Lease are (default: that of the pod or of the context)",
    },
    "all-namespaces": {
      type: "boolean",
      short: "A",
      about: "NIMRepositories of every namespace; needs a ClusterRole",
    },
    "allow-namespace": {
      type: "string",
      value: "NAME",
      multiple: true,
      about: "resources may go nowhere else; may be repeated (default: where RBAC lets them)",
    },
    "allow-git-host": {
      type: "string",
      value: "HOST",
      multiple: true,
      about: "no other Git server is asked; may be repeated (default: any)",
    },
    causes: {
      type: "boolean",
      about:
        "look at Jobs, pods, claims, Deployments and logs of pods that failed too, to tell causes; needs rights for that",
    },
    bytes: {
      type: "boolean",
      about:
        "with --causes: ask the kubelets how many bytes are on volumes that are being filled; needs a ClusterRole (nodes/proxy)",
    },
    "cluster-name": {
      type: "string",
      value: "NAME",
      about: "how this cluster is called in commit statuses, which are told only with it, and on badges",
    },
    "cluster-watches": {
      type: "boolean",
      about: "one watch for each kind, in place of one for each kind and namespace; needs a ClusterRole",
    },
    data: {
      type: "string",
      value: "FOLDER",
      about: "for what is fetched (default: the folder for temporary files)",
    },
    probes: {
      type: "string",
      value: "HOST:PORT",
      about: "where /healthz, /readyz and /metrics are served, or none (default: 0.0.0.0:8080)",
    },
    webhook: {
      type: "string",
      value: "HOST:PORT",
      about: "where webhooks are taken, at /hook (default: nowhere)",
    },
    "webhook-secret": {
      type: "string",
      value: "FILE",
      about: "what webhooks are signed with, one secret a line; read for each of them",
    },
    "page-address": {
      type: "string",
      value: "HOST:PORT",
      about: "where badges and the status page are served to everybody (default: nowhere)",
    },
    "log-level": { type: "string", value: "LEVEL", about: "debug, info, warn or error (default: info)" },
    ...clusterFlags,
  },
  more: [
    "How it is installed, what it may do and what it decides: docs/reconciler.md.",
    "Exit codes: 0 ended in good order by a signal, or with --once nothing stands in the way; with --once 1 where something does, 2 usage, or the cluster cannot be reached, 4 internal error.",
  ],
  async run(invocation, world) {
    const { runReconcile } = await import("./reconcile-run.ts");
    return runReconcile(invocation, world);
  },
};
