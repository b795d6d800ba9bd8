import type { ConnectOptions } from "../kube/cluster.ts";
import type { Invocation } from "./command.ts";
import type { World } from "./world.ts";

/** Of the commands that speak to a cluster: which one, and as whom. */
export const clusterFlags = {
  kubeconfig: {
    type: "string",
    value: "FILE",
    about: "credentials of the cluster (default: KUBECONFIG, ~/.kube/config, the pod's own account)",
  },
  context: { type: "string", value: "NAME", about: "context of the kubeconfig (default: its current one)" },
  "allow-exec": { type: "boolean", about: "start the program that the kubeconfig names to get credentials" },
} as const;

/** A cluster, and as whom: the usual places say what is left out. */
export interface ClusterLogin {
  /** A file. */
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly allowExec: boolean;
}

/** What the flags ask for. `warn` gets what is odd about a login that works. */
export function connectOptionsOf(
  invocation: Invocation,
  world: Pick<World, "env" | "cwd">,
  warn: (warning: string) => void,
): ConnectOptions {
  const [kubeconfig, context] = [invocation.text("kubeconfig"), invocation.text("context")];
  return connectOptions({ kubeconfig, context, allowExec: invocation.isSet("allow-exec") }, world, warn);
}

export function connectOptions(
  { kubeconfig, context, allowExec }: ClusterLogin,
  { env, cwd }: Pick<World, "env" | "cwd">,
  warn: (warning: string) => void,
): ConnectOptions {
  return {
    env,
    cwd,
    allowExec,
    warn,
    ...(context === undefined ? {} : { context }),
    ...(kubeconfig === undefined ? {} : { kubeconfig: [kubeconfig] }),
  };
}
