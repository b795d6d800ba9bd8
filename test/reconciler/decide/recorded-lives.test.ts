import { describe, expect, test } from "vitest";
import { decide } from "../../../reconciler/decide/decide.ts";
import type { Decision } from "../../../reconciler/decide/decision.ts";
import { textAt } from "../../../src/nim/health/fields.ts";
import { liveWorld } from "../../../src/nim/health/surroundings.ts";
import { isMap, type ValueMap } from "../../../src/nim/value.ts";
import { haveGolden, noGolden } from "../../support/golden.ts";
import { LiveReplay, type Timeline, timelines } from "../../support/live-replay.ts";
import { setOf } from "../../support/plan-sets.ts";
import { service } from "../../support/reconciler/bed.ts";

const start = Date.parse("2026-11-21T12:00:00Z");

test.runIf(!haveGolden)(noGolden, () => {
  expect(process.env.CI).toBeUndefined();
});

describe.runIf(haveGolden)("a service in Git, through recorded lives of the cache that it names", () => {
  const recorded = (haveGolden ? timelines() : []).filter(({ steps }) => cachesIn(steps).length > 0);

  test.each(recorded)(
    "$id: it is applied while its cache is Ready, and has been for half a second, and else waits with a reason",
    (timeline) => {
      for (const { decision, states, now } of moments(timeline)) {
        for (const { name } of decision.apply) {
          const cache = states.get(name.replace("probe-", ""));
          expect(cache?.state).toBe("Ready");
          expect(now - (cache?.since ?? now)).toBeGreaterThanOrEqual(500);
        }
        for (const { message, waitsFor } of decision.hold) {
          expect(message.length).toBeGreaterThan(20);
          expect(waitsFor).toHaveLength(1);
        }
        expect(decision.apply.length + decision.hold.length).toBe(cachesIn(timeline.steps).length);
      }
    },
  );

  test.each(recorded)("$id: it is applied in the end where the cache rests Ready", (timeline) => {
    const last = moments(timeline).at(-1);
    // Trap T33: its claim was renamed, and nothing was downloaded to the new one.
    const isEmpty = ["cache-edits-when-ready", "cache-claim-renamed-when-ready"].includes(timeline.id);
    if (isEmpty) expect(last?.decision.hold[0]?.message).toContain("the download went to llama-pvc");
    const ready = [...(last?.states ?? [])]
      .filter(([, { state }]) => state === "Ready")
      .map(([name]) => `probe-${name}`);
    expect(last?.decision.apply.map(({ name }) => name).sort()).toEqual(isEmpty ? [] : ready.sort());
  });
});

interface Moment {
  readonly decision: Decision;
  readonly states: ReadonlyMap<string, { readonly state: string; readonly since: number }>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

function cachesIn(steps: Timeline["steps"]): string[] {
  const created = steps.flatMap((step) => /^create NIMCache (\S+)/.exec(step.do ?? "")?.[1] ?? []);
  return [...new Set(created)];
}

/** After each step, and two seconds after the last. */
function moments({ steps }: Timeline): Moment[] {
  const replay = new LiveReplay();
  const desired = setOf({
    "models.yaml": cachesIn(steps)
      .map((name) => JSON.stringify(service(`probe-${name}`, name)))
      .join("\n---\n"),
  });
  const since = new Map<string, { state: string; since: number }>();
  const look = (seconds: number): Moment => {
    const now = start + seconds * 1000;
    const objects = replay.objects().map((object) => withTimes(object, replay));
    const states = new Map<string, { state: string; since: number }>();
    for (const object of objects.filter(({ kind }) => kind === "NIMCache")) {
      const [name, state] = [textAt(object, "metadata", "name"), textAt(object, "status", "state")];
      const known = since.get(name);
      states.set(name, known?.state === state ? known : { state, since: now });
    }
    since.clear();
    for (const [name, state] of states) since.set(name, state);
    const knows = ["NIMCache", "NIMService", "NIMPipeline", "NIMBuild"];
    const decision = decide({
      owner: "models.models",
      revision: "1".repeat(40),
      desired,
      live: liveWorld(objects, { knows, now }),
      ledger: [],
      before: [],
      attempts: new Map(),
      policy: {
        observe: false,
        operatorVersion: "3.1.2",
        prune: true,
        caches: "keep",
        progressDeadline: 1_800_000,
      },
      now,
    });
    return { decision, states, now };
  };
  const found = steps.map((step) => {
    replay.play(step);
    return look(step.t);
  });
  return [...found, look((steps.at(-1)?.t ?? 0) + 2)];
}

/** The operator moves the time of each condition at every write, to the second; recordings leave times out. */
function withTimes(object: ValueMap, replay: LiveReplay): ValueMap {
  const placed = {
    ...object,
    metadata: { ...(isMap(object.metadata) ? object.metadata : {}), namespace: "models" },
  };
  if (object.kind !== "NIMCache" || !isMap(object.status) || !Array.isArray(object.status.conditions))
    return placed;
  const seconds = replay.held("NIMCache", textAt(object, "metadata", "name"))?.facts.t ?? 0;
  const lastTransitionTime = `${new Date(start + seconds * 1000).toISOString().slice(0, 19)}Z`;
  const conditions = object.status.conditions.map((each) =>
    isMap(each) ? { ...each, lastTransitionTime } : each,
  );
  return { ...placed, status: { ...object.status, conditions } };
}
