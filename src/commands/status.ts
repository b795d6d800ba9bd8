import { clusterFlags } from "./cluster-flags.ts";
import type { Command } from "./command.ts";

export const statusCommand: Command = {
  name: "status",
  usage: "nimops status [FLAGS]",
  about:
    "Shows how the NIMCaches, NIMServices, NIMPipelines and NIMBuilds of a cluster are: healthy, progressing, degraded, blocked or failed; why, and what to do.",
  flags: {
    namespace: {
      type: "string",
      short: "n",
      value: "NAME",
      about: "only this namespace (default: that of the context; with --file all)",
    },
    "all-namespaces": { type: "boolean", short: "A", about: "every namespace of the cluster" },
    file: {
      type: "string",
      short: "f",
      value: "FILE",
      about: "live objects from a file in place of a cluster, - for standard input",
    },
    ...clusterFlags,
    format: { type: "string", value: "FORMAT", about: "text or json (default: text)" },
  },
  more: [
    "With --file: kubectl get nimcaches,nimservices,nimpipelines,nimbuilds,jobs,pods,pvc,deployments,events -o yaml | nimops status -f -",
    "Exit codes: 0 everything is healthy, 1 something is not (be it only on its way), 2 usage, or the cluster cannot be read, 3 no such resource.",
  ],
  async run(invocation, world) {
    const { runStatus } = await import("./status-run.ts");
    return runStatus(invocation, world);
  },
};
