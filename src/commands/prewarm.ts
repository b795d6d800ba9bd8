import { clusterFlags } from "./cluster-flags.ts";
import type { Command, Flag } from "./command.ts";
import { manifestFlags } from "./manifest-flags.ts";
import { planFlags } from "./plan.ts";
import { prewarmFormatNames } from "./prewarm-formats.ts";

/** Flags of a prewarm that are inputs of the Action too. */
export const prewarmFlags = {
  digest: {
    type: "string",
    value: "DIGEST",
    about: "refuse to begin where the plan is not the one of this digest, as `nimops plan` tells it",
  },
  cache: {
    type: "string",
    value: "NAMESPACE/NAME",
    multiple: true,
    about: "only this cache; may be repeated, or several separated by commas",
  },
  timeout: { type: "string", value: "TIME", about: "for all caches together (default: 2h)" },
  "cache-timeout": {
    type: "string",
    value: "TIME",
    about: "for each cache, from when it is applied or found (default: 1h)",
  },
  parallel: {
    type: "string",
    value: "N",
    about: "how many caches are filled at once on one storage class (default: 4)",
  },
  "dry-run": {
    type: "boolean",
    about: "ask the API server what it would say, write nothing and wait for nothing",
  },
} as const satisfies Record<string, Flag>;

export const prewarmCommand: Command = {
  name: "prewarm",
  usage: "nimops prewarm [FLAGS] [PATH…]",
  about:
    "Fills the model caches of a cluster: applies the NIMCaches of the manifests, and those alone, waits until each is Ready with the profiles of the plan, and says why one is not. PATH is as for plan.",
  flags: {
    config: manifestFlags.config,
    cluster: {
      type: "string",
      value: "NAME",
      about: "the declared cluster whose caches are filled (default: the only one)",
    },
    "operator-version": manifestFlags["operator-version"],
    "kubernetes-version": manifestFlags["kubernetes-version"],
    namespace: manifestFlags.namespace,
    inventory: planFlags.inventory,
    lock: planFlags.lock,
    "model-manifest": planFlags["model-manifest"],
    ...prewarmFlags,
    ...clusterFlags,
    record: {
      type: "string",
      value: "FOLDER",
      about: "write what each ready cache holds to NAMESPACE/NAME/nim-cache.record.json below this folder",
    },
    format: {
      type: "string",
      value: "FORMAT[=FILE]",
      multiple: true,
      about: `${prewarmFormatNames.join(", ")} (default: text); may be repeated, each after the first into a file`,
    },
    color: {
      type: "string",
      value: "WHEN",
      about: "auto, always, never (default: auto, so only on a terminal)",
    },
  },
  more: [
    "It may be run again at any time: what is ready is not touched, what is on its way is waited for. SIGINT and SIGTERM end the waiting and nothing else. The rights that it needs are in docs/prewarm-role.yaml.",
    "Exit codes: 0 all are ready (or, with --dry-run, could be), 1 one is not, 2 usage, a stale --digest, or the cluster cannot be reached, 3 no cache to fill, 4 internal error, 130 and 143 ended by SIGINT and SIGTERM.",
  ],
  async run(invocation, world) {
    const { runPrewarm } = await import("./prewarm-run.ts");
    return runPrewarm(invocation, world);
  },
};
