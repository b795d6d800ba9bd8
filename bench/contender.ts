import { setTimeout as sleep } from "node:timers/promises";
import type { ControlPlane } from "../test/cluster/control-plane.ts";
import { DeliveredFleet, type FleetSize } from "../test/cluster/delivered-fleet.ts";
import type { AuditLog } from "./audit-log.ts";
import { FluxDelivery } from "./flux-delivery.ts";
import { getsQuiet, secret, sendPush } from "./reconcile.ts";

/** Who delivers a fleet of its own. */
export interface Contender {
  readonly name: string;
  readonly fleet: DeliveredFleet;
  readonly pid: number;
  /** What it has asked the API server until now: `GET /api/v1/nodes`. */
  requests(): readonly string[];
  /** Makes the objects that say what is to be delivered. */
  begin(): Promise<void>;
  /** Of a commit that is pushed. @returns what tells of it; the clock starts when that is called. */
  prepare(commit: string): () => Promise<void>;
  /** Resolves when all is as Git has it, and is said to be so. */
  quiet(): Promise<void>;
  /** From now on all is looked at anew each minute, the least that Flux's kustomizations.md advises. */
  everyMinute(): Promise<void>;
  stop(): Promise<void>;
}

/** The shipped reconciler: told by a webhook, it asks Git's server, fetches and judges. */
export async function ours(plane: ControlPlane, size: FleetSize): Promise<Contender> {
  const fleet = await DeliveredFleet.make(plane, size);
  const reconciler = await fleet.start({ webhookSecret: secret });
  return {
    ...{ name: "nimops reconcile", fleet, pid: reconciler.pid },
    requests: () => fleet.proxy.requests,
    begin: () => fleet.makeRepositories(),
    prepare: (commit) => () => sendPush(fleet.url, commit, reconciler.webhook),
    quiet: () => getsQuiet(fleet),
    everyMinute: async () => {},
    async stop() {
      await reconciler.stop();
      await fleet.stop();
    },
  };
}

export interface Flux {
  readonly name: string;
  /** Who it is to the API server. */
  readonly user: string;
  /** More flags of kustomize-controller. */
  readonly flags: readonly string[];
}

/** Flux's kustomize-controller: told by the status of a source, it downloads the files and applies them. */
export async function fluxBeside(
  plane: ControlPlane,
  size: FleetSize,
  audit: AuditLog,
  { name, user, flags }: Flux,
): Promise<Contender> {
  const fleet = await DeliveredFleet.make(plane, size);
  const flux = await FluxDelivery.start(fleet, user, flags);
  return {
    ...{ name, fleet, pid: flux.pid },
    requests: () => audit.requestsOf(user),
    async begin() {
      await flux.prepare(fleet.git.git("rev-parse", "HEAD").trim())();
      // As in the first example of Flux's kustomizations.md, and so long that none of it falls into the pushes.
      await flux.makeKustomizations("10m");
    },
    prepare: (commit) => flux.prepare(commit),
    async quiet() {
      while ((await flux.unfinished()) > 0) await sleep(500);
      while ((await fleet.missing()).length > 0) await sleep(1_000);
    },
    everyMinute: () => flux.setInterval("1m"),
    async stop() {
      await flux.stop();
      await fleet.stop();
    },
  };
}
