import { levels } from "../plan/demand/demand.ts";
import type { Command, Flag } from "./command.ts";
import { manifestFlags } from "./manifest-flags.ts";
import { planFormatNames } from "./plan-formats.ts";

/** Flags of all commands that plan. */
export const planFlags = {
  inventory: {
    type: "string",
    value: "FILE",
    about:
      "the GPUInventory of the cluster, - for standard input (default: as nimops.yaml names it under clusters[].inventory); without any nothing is placed",
  },
  base: {
    type: "string",
    value: "REF",
    about: "compare with the commit that the working tree began at, seen from this branch, tag or commit",
  },
  require: {
    type: "string",
    value: "VERDICT",
    about: "the worst verdict that is good enough: fits or fits-if-packed (default: fits-if-packed)",
  },
  bandwidth: {
    type: "string",
    value: "RATE",
    about: "of downloads, such as 10Gbit or 500MiB a second: tells how long caches take",
  },
  lock: manifestFlags.lock,
  "model-manifest": {
    type: "string",
    value: "IMAGE=FILE",
    multiple: true,
    about: "the model manifest of an image, as for `nimops render` (default: as nimops.lock.json says)",
  },
} as const satisfies Record<string, Flag>;

export const planCommand: Command = {
  name: "plan",
  usage: "nimops plan [FLAGS] [PATH…]",
  about:
    "Tells what will happen when the manifests meet the GPUs: what changes, where each pod runs, whether everything fits and in any order, what is downloaded, and what must not be merged so. PATH is as for lint.",
  flags: {
    config: manifestFlags.config,
    cluster: manifestFlags.cluster,
    "operator-version": manifestFlags["operator-version"],
    "kubernetes-version": manifestFlags["kubernetes-version"],
    namespace: manifestFlags.namespace,
    ...planFlags,
    live: { type: "boolean", about: "compare with what the cluster has; needs rights to list alone" },
    kubeconfig: {
      type: "string",
      value: "FILE",
      about:
        "with --live: credentials of the cluster (default: KUBECONFIG, ~/.kube/config, the pod's own account)",
    },
    context: {
      type: "string",
      value: "NAME",
      about: "with --live: context of the kubeconfig (default: its current one)",
    },
    "allow-exec": {
      type: "boolean",
      about: "with --live: start the program that the kubeconfig names to get credentials",
    },
    "what-if": {
      type: "string",
      value: "POOL=+N",
      multiple: true,
      about: "plan as if a pool had more or fewer nodes; may be repeated",
    },
    fix: {
      type: "boolean",
      about:
        "with --base: write the safe path of edits that a cache would not take: a new cache, and its services switched to it",
    },
    format: {
      type: "string",
      value: "FORMAT[=FILE]",
      multiple: true,
      about: `${planFormatNames.join(", ")} (default: text); may be repeated, each after the first into a file: --format text --format html=plan.html`,
    },
    "fail-on": {
      type: "string",
      value: "LEVELS",
      about: `the levels at which pods without a place make the exit code 1: ${levels.join(", ")}, separated by commas; never: nothing does (default: minimum)`,
    },
    "detailed-exitcode": {
      type: "boolean",
      about: "exit 0 without changes, 2 with some, 1 for everything that is wrong",
    },
    color: {
      type: "string",
      value: "WHEN",
      about: "auto, always, never (default: auto, so only on a terminal)",
    },
  },
  more: [
    "Verdicts: fits, fits-if-packed, contended, does-not-fit, unknown; docs/plan.md says what each promises. Without --base and --live everything counts as new.",
    "Exit codes: 0 good, 1 blockers or a verdict that the policy does not take, 2 usage or configuration, 3 nothing found to plan, 4 internal error.",
  ],
  async run(invocation, world) {
    const { runPlan } = await import("./plan-run.ts");
    return runPlan(invocation, world);
  },
};
