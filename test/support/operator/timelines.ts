import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isMap, type ValueMap } from "../../../src/nim/value.ts";
import { goldenDirectory } from "../golden.ts";
import { type Facts, type Rest, recordedFacts, restingKinds } from "./resting-facts.ts";

/** One act from outside, and where everything rests before the next. */
export interface Act {
  readonly says: string;
  readonly object?: ValueMap;
  /** What the API server said where it refused. */
  readonly refused?: string;
  /** Undefined where the next act followed at once. */
  readonly rest?: Rest;
}

export interface Timeline {
  readonly id: string;
  readonly title: string;
  readonly acts: readonly Act[];
}

export function timelines(): Timeline[] {
  const lines = readFileSync(join(goldenDirectory, "timelines.jsonl"), "utf8").trimEnd().split("\n");
  return lines.map((line) => {
    const { id, title, steps, leftOut }: Recorded = JSON.parse(line);
    const acts = actsOf(steps);
    // Where the recording was cut, nothing is at rest.
    if (leftOut) acts.pop();
    return { id, title, acts };
  });
}

interface Recorded {
  readonly id: string;
  readonly title: string;
  readonly steps: ValueMap[];
  readonly leftOut?: number;
}

function actsOf(steps: readonly ValueMap[]): Act[] {
  const facts = new Map<string, Facts>();
  const acts: Act[] = [];
  let act: { says: string; object?: ValueMap; refused?: string } | undefined;
  let since = 0;
  const end = (time: number) => {
    if (act) acts.push({ ...act, ...(time - since > 0.5 && { rest: new Map(facts) }) });
    since = time;
  };
  for (const step of steps) {
    if (typeof step.do === "string") {
      end(Number(step.t));
      act = { says: step.do, ...(isMap(step.object) && { object: step.object }) };
    } else if (step.refused !== undefined && act) act.refused = String(step.message);
    else if (restingKinds.some((kind) => kind === step.kind)) {
      const key = `${String(step.kind)}/${String(step.name)}`;
      if (step.see === "gone") facts.delete(key);
      else facts.set(key, recordedFacts(step));
    }
  }
  end(Number.POSITIVE_INFINITY);
  return acts;
}
