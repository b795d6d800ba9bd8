import type { ConnectOptions } from "../kube/cluster.ts";
import { printableLines } from "../report/printable.ts";
import { connectOptionsOf } from "./cluster-flags.ts";
import type { Invocation } from "./command.ts";
import type { World } from "./world.ts";

/** How `nimops reconcile` gets at the cluster. */
export function reconcilerLogin(invocation: Invocation, world: World): ConnectOptions {
  return connectOptionsOf(invocation, world, (warning) =>
    world.stderr.write(`nimops: ${printableLines(warning)}\n`),
  );
}
