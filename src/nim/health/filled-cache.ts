import { claimsOf } from "./claim-trouble.ts";
import { listAt, textAt, textsAt } from "./fields.ts";
import type { Health } from "./health.ts";
import { jobProgress } from "./job-progress.ts";
import { kubectl } from "./kubectl.ts";
import type { Live } from "./live.ts";
import type { Surroundings } from "./surroundings.ts";
import { told } from "./told.ts";

/**
 * How a cache is that says Ready. The state is sticky: no later edit starts a download, so what the spec asks for is
 * compared with what was downloaded. Source: nimcache_controller.go, reconcileJob (a Ready cache gets no new Job).
 */
export function filledCache(cache: Live, claim: string, around: Surroundings): Health {
  const job = around.find("Job", `${cache.name}-job`);
  const pod = ["spec", "template", "spec"];
  if (job !== undefined && !job.isDeleting) {
    if (!jobProgress(job, around).isComplete) {
      return {
        health: "progressing",
        reason: "Downloading",
        message: "it says Ready, but its Job is not done",
      };
    }
    const filled = claimsOf(job.object, pod);
    if (filled.length > 0 && !filled.includes(claim)) {
      return {
        health: "degraded",
        reason: "ClaimNotFilled",
        message: `it points to claim ${told(claim)}, but the download went to ${filled.map(told).join(", ")}`,
        help: "set storage.pvc.name back, or make a NIMCache of another name for the new claim",
      };
    }
    const [container] = listAt(job.object, ...pod, "containers");
    const image = textAt(container, "image");
    const puller = pullerOf(cache);
    if (image !== "" && puller !== "" && image !== puller) {
      return edited(cache, `it was downloaded with ${told(image)}, and the spec now says ${told(puller)}`);
    }
    const missing = idsOf(cache).find((id) => !wordsOf(container).includes(id));
    if (wordsOf(container).includes("--profiles") && missing !== undefined) return lacks(cache, missing);
  }
  // Ids may stand twice after a write conflict; only those of the manifest stand there at all.
  const listed = listAt(cache.object, "status", "profiles").map((profile) => textAt(profile, "name"));
  const missing = listed.length === 0 ? undefined : idsOf(cache).find((id) => !listed.includes(id));
  if (missing !== undefined) return lacks(cache, missing);
  return {
    health: "healthy",
    reason: "Ready",
    message: "the model is on its volume",
    ...(around.knows("PersistentVolumeClaim") ? {} : { unseen: ["PersistentVolumeClaim"] }),
  };
}

/** The profile ids that the spec names; none where it takes all or selects by a filter. */
function idsOf({ object }: Live): readonly string[] {
  const ids = textsAt(object, "spec", "source", "ngc", "model", "profiles");
  return ids.includes("all") ? [] : ids;
}

function wordsOf(container: unknown): readonly string[] {
  return [...textsAt(container, "command"), ...textsAt(container, "args")];
}

function pullerOf({ object }: Live): string {
  return (
    ["ngc", "hf", "dataStore"]
      .map((source) => textAt(object, "spec", "source", source, "modelPuller"))
      .find((puller) => puller !== "") ?? ""
  );
}

function lacks(cache: Live, id: string): Health {
  return edited(cache, `the spec names profile ${told(id).slice(0, 12)}…, which was not downloaded`);
}

function edited({ namespace, name }: Live, message: string): Health {
  return {
    health: "degraded",
    reason: "EditIgnored",
    message,
    help: `a finished cache never downloads again: make a NIMCache of another name and switch the services to it, or \`${kubectl(namespace, "delete", "nimcache", name)}\` and apply it again (that deletes a claim which it made)`,
  };
}
