import { type DraftObject, rendered } from "./draft.ts";
import type { MadeObject, Outcome, Stop, UnknownObject } from "./made.ts";
import { refusalOf } from "./refused.ts";

/** One thing that the operator does on its way through a resource. */
export type Step =
  /**
   * An object of a template; `reason` is what the condition Failed says where template or API server refuse it, and
   * `attempt` stands before what they say.
   */
  | { readonly make: DraftObject; readonly reason: string; readonly attempt?: string }
  /** An object that the operator builds without a template. */
  | { readonly send: MadeObject; readonly reason: string }
  | { readonly unknown: UnknownObject }
  | { readonly note: string }
  | { readonly stop: Stop };

/**
 * What comes of the steps up to the first that fails: the operator goes no further. `stopWith` tells the state that a
 * resource of the kind rests in then.
 */
export function outcomeOf(
  steps: Iterable<Step>,
  stopWith: (reason: string, message: string) => Stop = failed,
): Outcome {
  const objects: MadeObject[] = [];
  const unknown: UnknownObject[] = [];
  const notes: string[] = [];
  const soFar = { objects, unknown, notes };
  for (const step of steps) {
    if ("stop" in step) return { ...soFar, stopped: step.stop };
    if ("unknown" in step) {
      unknown.push(step.unknown);
      continue;
    }
    if ("note" in step) {
      notes.push(step.note);
      continue;
    }
    const object = "make" in step ? rendered(step.make) : step.send;
    if (!object) continue;
    if (isUnknown(object)) {
      unknown.push(object.unknown);
      continue;
    }
    const fault = isFault(object) ? object.fault : refusalOf(object)?.message;
    if (fault !== undefined || isFault(object)) {
      const attempt = "attempt" in step && step.attempt !== undefined ? `${step.attempt}: ` : "";
      return { ...soFar, stopped: stopWith(step.reason, `${attempt}${fault ?? ""}`) };
    }
    objects.push(object);
  }
  return soFar;
}

export function failed(reason: string, message: string): Stop {
  return { state: "Failed", reason, message };
}

/** The operator recovers, writes no state, and tries again for ever. */
export function panicked(message: string): Stop {
  return { state: "", message: `panic: ${message}` };
}

/** Where Go follows a pointer that is not set. */
export const noPointer = panicked("runtime error: invalid memory address or nil pointer dereference");

function isUnknown(
  object: NonNullable<ReturnType<typeof rendered>>,
): object is { readonly unknown: UnknownObject } {
  return "unknown" in object && !("kind" in object);
}

function isFault(object: MadeObject | { readonly fault: string }): object is { readonly fault: string } {
  return !("kind" in object);
}
