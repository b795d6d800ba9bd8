import type { Sign } from "./cause.ts";
import { conditionOf } from "./condition.ts";
import { listAt, numberAt, textAt } from "./fields.ts";
import type { Live } from "./live.ts";
import type { Surroundings } from "./surroundings.ts";
import { warningsAbout } from "./warnings-about.ts";

/** What a pod says about why it does not get on, what matters most first. Nothing for a pod that is fine. */
export function podSigns(pod: Live, around: Surroundings): Sign[] {
  const { object } = pod;
  if (pod.isDeleting) return [];
  const phase = textAt(object, "status", "phase");
  const statuses = ["initContainerStatuses", "containerStatuses"].flatMap((list) =>
    listAt(object, "status", list),
  );
  const signs: Sign[] = [];
  if (textAt(object, "status", "reason") === "Evicted") signs.push({ code: "Evicted", text: "" });
  const log = around.logOf(pod.name) ?? "";
  for (const status of statuses) signs.push(...ofContainer(status, phase, log));
  const scheduled = conditionOf(object, "PodScheduled");
  if (scheduled?.isFalse === true) signs.push({ code: scheduled.reason, text: scheduled.message });
  // Old warnings stay for an hour: they count only while the pod does wait.
  if (phase === "Pending" && scheduled?.isFalse !== true) {
    for (const { reason, message } of warningsAbout(pod, around)) {
      if (/^Failed(Mount|AttachVolume|MapVolume)$/.test(reason)) signs.push({ code: reason, text: message });
    }
  }
  if (signs.length === 0 && phase === "Failed") signs.push({ code: "Terminated", text: log });
  return signs;
}

function ofContainer(status: unknown, phase: string, log: string): Sign[] {
  const waiting = textAt(status, "state", "waiting", "reason");
  const last = [
    ["state", "terminated"],
    ["lastState", "terminated"],
  ].find(
    (path) => textAt(status, ...path, "reason") !== "" || numberAt(status, ...path, "exitCode") !== undefined,
  );
  const ended = last === undefined ? undefined : endOf(status, last, log);
  if (waiting === "CrashLoopBackOff") {
    if (ended?.code === "OOMKilled") return [ended];
    return [{ code: waiting, text: ended?.text ?? log }];
  }
  if (waiting !== "" && !stillStarting.has(waiting)) {
    return [{ code: waiting, text: textAt(status, "state", "waiting", "message") }];
  }
  // An earlier end of a container that runs again is history; that of a pod that is over is the reason.
  return ended !== undefined && ended.code !== "Completed" && phase === "Failed" ? [ended] : [];
}

function endOf(status: unknown, path: readonly string[], log: string): Sign | undefined {
  const reason = textAt(status, ...path, "reason");
  if (reason === "Completed" || numberAt(status, ...path, "exitCode") === 0) return undefined;
  const text = `${textAt(status, ...path, "message")}\n${log}`;
  return { code: reason === "OOMKilled" ? reason : "Terminated", text };
}

const stillStarting: ReadonlySet<string> = new Set(["ContainerCreating", "PodInitializing"]);
