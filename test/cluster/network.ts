import { spawnSync } from "node:child_process";
import { freePort } from "../support/free-port.ts";

/** Where the programs of one plane listen. */
export interface Network {
  /** Put before a command that is to run where the plane runs. */
  readonly inside: readonly string[];
  /** Of the API server, for the tests. */
  readonly address: string;
  /** What the API server binds. */
  readonly bind: string;
  readonly ports: Readonly<Record<Listener, number>>;
}

type Listener = "apiServer" | "etcd" | "etcdPeer" | "kubelet";

/**
 * A network namespace of the plane's own where we may make one (then every ClusterIP and pod IP is local in there,
 * and nothing can leave), else free ports of the machine.
 */
export async function network(namespace: string): Promise<Network> {
  return ownNamespace(namespace) ?? (await freePorts());
}

function ownNamespace(namespace: string): Network | undefined {
  if (process.getuid?.() !== 0 || process.env.NIMOPS_TEST_NETWORK === "ports") return undefined;
  if (!ip("netns", "add", namespace)) return undefined;
  const address = link(namespace);
  const inside = ["ip", "netns", "exec", namespace];
  const ready =
    address !== undefined &&
    [
      ["link", "set", "lo", "up"],
      ["addr", "add", "10.96.0.0/16", "dev", "lo"],
      ["addr", "add", "10.244.0.0/16", "dev", "lo"],
      ["route", "add", "default", "dev", "lo"],
    ].every((command) => ip("-n", namespace, ...command));
  if (!ready) {
    ip("netns", "del", namespace);
    return undefined;
  }
  return {
    inside,
    address,
    bind: "0.0.0.0",
    ports: { apiServer: 6443, etcd: 2379, etcdPeer: 2380, kubelet: 10250 },
  };
}

/**
 * A pair of interfaces between the machine and the namespace, on four addresses of the range for benchmarks
 * (RFC 2544), which no network uses. The name of the outer one is the claim: the kernel gives it once.
 */
function link(namespace: string): string | undefined {
  for (let slot = 0; slot < 64; slot++) {
    const outer = `nimops${slot}`;
    if (!ip("link", "add", outer, "type", "veth", "peer", "name", "eth0", "netns", namespace)) continue;
    const address = `198.18.77.${slot * 4 + 2}`;
    const ready =
      ip("addr", "add", `198.18.77.${slot * 4 + 1}/30`, "dev", outer) &&
      ip("link", "set", outer, "up") &&
      ip("-n", namespace, "addr", "add", `${address}/30`, "dev", "eth0") &&
      ip("-n", namespace, "link", "set", "eth0", "up");
    return ready ? address : undefined;
  }
  return undefined;
}

function ip(...args: string[]): boolean {
  return spawnSync("ip", args, { stdio: "ignore" }).status === 0;
}

async function freePorts(): Promise<Network> {
  const [apiServer, etcd, etcdPeer, kubelet] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  return {
    inside: [],
    address: "127.0.0.1",
    bind: "127.0.0.1",
    ports: { apiServer, etcd, etcdPeer, kubelet },
  };
}
