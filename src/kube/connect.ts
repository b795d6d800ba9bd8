import { UserError } from "../user-error.ts";
import type { Cluster, ConnectOptions } from "./cluster.ts";

/**
 * Opens the way to an API server; nothing is sent before the first call. The Kubernetes client is loaded here, and
 * not before.
 *
 * @throws UserError where Node is too old, or the credentials cannot be read or are not complete.
 */
export async function connect(options: ConnectOptions): Promise<Cluster> {
  refuseOldNode(process.versions.node);
  const { openCluster } = await import("./open-cluster.ts");
  return openCluster(options);
}

/** What @kubernetes/client-node 2 needs, because of undici 8. */
const oldest = { major: 22, minor: 19 };

export function refuseOldNode(version: string): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > oldest.major || (major === oldest.major && minor >= oldest.minor)) return;
  throw new UserError(`Node.js ${version} is too old to speak to a cluster`, {
    help: `install Node.js ${oldest.major}.${oldest.minor} or newer; what reads files only works with this one`,
  });
}
