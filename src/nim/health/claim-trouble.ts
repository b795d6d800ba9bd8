import { listAt, textAt } from "./fields.ts";
import type { Health } from "./health.ts";
import { kubectl } from "./kubectl.ts";
import type { Live } from "./live.ts";
import type { Surroundings } from "./surroundings.ts";
import { told } from "./told.ts";
import { warningsAbout } from "./warnings-about.ts";

/** Why a claim cannot be used; undefined where it can, or where nothing is known against it. */
export function claimTrouble(name: string, around: Surroundings, namespace: string): Health | undefined {
  const claim = around.find("PersistentVolumeClaim", name);
  const describe = `\`${kubectl(namespace, "describe", "pvc", name)}\``;
  if (claim === undefined) {
    if (!around.knows("PersistentVolumeClaim")) return undefined;
    return {
      health: "blocked",
      reason: "ClaimMissing",
      message: `claim ${told(name)} does not exist`,
      help: `create the claim, or let storage.pvc.create make one: \`${kubectl(namespace, "get", "pvc")}\``,
    };
  }
  if (claim.isDeleting) {
    const users = usersOf(claim, around);
    const held = users.length === 0 ? "" : ` and is held by ${users.slice(0, 3).map(told).join(", ")}`;
    return {
      health: "blocked",
      reason: "ClaimTerminating",
      message: `claim ${told(name)} is being deleted${held}`,
      help: `end the pods that use it, then it goes and a new one can be made: ${describe}`,
    };
  }
  const phase = textAt(claim.object, "status", "phase");
  if (phase === "Lost") {
    return {
      health: "blocked",
      reason: "ClaimLost",
      message: `the volume of claim ${told(name)} is gone`,
      help: `delete the claim and make it again: ${describe}`,
    };
  }
  const failure = warningsAbout(claim, around).find(({ reason }) => reason === "ProvisioningFailed");
  if (phase === "Pending" && failure !== undefined) {
    return {
      health: "blocked",
      reason: "ClaimUnbound",
      message: `no volume can be made for claim ${told(name)}: ${told(failure.message)}`,
      help: `correct storage class, size or access mode: ${describe}`,
    };
  }
  return undefined;
}

/**
 * The pods that keep a claim from going: those that a node has, be they over; the others never start with it.
 * Source: kubernetes pkg/controller/volume/pvcprotection, podUsesPVC.
 */
function usersOf(claim: Live, around: Surroundings): string[] {
  return around
    .all("Pod")
    .filter(({ object }) => textAt(object, "spec", "nodeName") !== "")
    .filter(({ object }) => claimsOf(object, ["spec"]).includes(claim.name))
    .map(({ name }) => name);
}

/** Names of the claims that a pod's spec mounts. */
export function claimsOf(object: unknown, spec: readonly string[]): readonly string[] {
  return listAt(object, ...spec, "volumes").flatMap((volume) => {
    const name = textAt(volume, "persistentVolumeClaim", "claimName");
    return name === "" ? [] : [name];
  });
}
