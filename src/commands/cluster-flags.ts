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

/** What the flags ask for. `warn` gets what is odd about a login that works. */
export function connectOptionsOf(
  invocation: Invocation,
  { env, cwd }: World,
  warn: (warning: string) => void,
): ConnectOptions {
  const context = invocation.text("context");
  const kubeconfig = invocation.text("kubeconfig");
  return {
    env,
    cwd,
    allowExec: invocation.isSet("allow-exec"),
    warn,
    ...(context === undefined ? {} : { context }),
    ...(kubeconfig === undefined ? {} : { kubeconfig: [kubeconfig] }),
  };
}
