import { describe, expect, test } from "vitest";
import { isLiveObject, type LiveObject } from "../../../src/kube/object.ts";
import { ManifestDocument, SourceFile } from "../../../src/manifest/document.ts";
import { ResourceSet, resourceFrom } from "../../../src/manifest/resource.ts";
import { textAt } from "../../../src/nim/health/fields.ts";
import { liveWorld } from "../../../src/nim/health/surroundings.ts";
import { isMap, type ValueMap } from "../../../src/nim/value.ts";
import { CacheRun, settleTime } from "../../../src/prewarm/cluster/cache-run.ts";
import { patienceFor } from "../../../src/prewarm/cluster/patience.ts";
import { haveGolden, noGolden } from "../../support/golden.ts";
import { LiveReplay, type Timeline, timelines } from "../../support/live-replay.ts";

const seen = ["NIMCache", "Job", "Pod", "PersistentVolumeClaim"];

test.runIf(!haveGolden)(noGolden, () => {
  expect(process.env.CI).toBeUndefined();
});

describe.runIf(haveGolden)("waiting through recorded lives", () => {
  const recorded = (haveGolden ? timelines() : []).filter(({ steps }) =>
    steps.some(({ kind }) => kind === "NIMCache"),
  );

  test.each(recorded)("$id: ready is only said of a Ready that lasts, with its Job done", (timeline) => {
    play(timeline, ({ run, replay, now, readySince, isFirstSight }) => {
      if (run.outcome !== "ready") return;
      expect(replay.held("NIMCache", run.plan.name)?.facts.state).toBe("Ready");
      if (!isFirstSight) expect(now - readySince).toBeGreaterThanOrEqual(settleTime);
      const job = replay.held("Job", `${run.plan.name}-job`)?.facts;
      if (job !== undefined) expect(job.succeeded).toBe(1);
    });
  });

  test.each(recorded)("$id: none is given up while its Job still tries", (timeline) => {
    play(timeline, ({ run, replay }) => {
      if (run.outcome !== "failed") return;
      const [cause] = run.causes;
      expect(cause?.message.length).toBeGreaterThan(10);
      if (cause?.code === "Deleted") {
        expect(replay.held("NIMCache", run.plan.name)).toBeUndefined();
        return;
      }
      expect(patienceFor(cause?.code ?? ""), cause?.code).not.toBe("deadline");
      if (cause?.code !== "DownloadFailed") return;
      const conditions = replay.held("Job", `${run.plan.name}-job`)?.facts.conditions;
      expect(JSON.stringify(conditions)).toContain("Failed/");
    });
  });

  test("all get ready in the end but these", () => {
    const others: Record<string, string> = {};
    for (const timeline of recorded) {
      play(timeline, ({ run, now }) => {
        const key = `${timeline.id}: ${run.plan.name}`;
        const why = run.causes[0]?.code ?? run.standing?.cause?.code ?? "gets on";
        if (run.outcome === "ready") delete others[key];
        else others[key] = run.isOver ? `${why} after ${Math.round(now / 1000)} s` : why;
      });
    }
    expect(others).toEqual({
      "build-with-failed-cache: llama": "AttemptsFailed",
      "cache-datastore-dataset-no-manifest: ds": "gets on",
      "cache-deleted-claim: other": "Deleted after 13 s",
      "cache-edit-while-in-progress: llama": "EditIgnored after 9 s",
      "cache-edits-when-ready: llama": "EditIgnored after 2 s",
      "cache-hf-dataset-no-manifest: wiki": "gets on",
      "cache-host-path-only: llama": "ClaimMissing",
      "cache-job-backoff-ttl: llama": "DownloadFailed after 311 s",
      "cache-manifest-pod-fails: llama": "ManifestPodFailed after 0 s",
      "cache-ngc-no-manifest-explicit-ttl: llama": "NoModelManifest after 32 s",
      "cache-ngc-no-manifest-explicit: llama": "NoModelManifest",
      "cache-ngc-no-manifest-no-profiles: llama": "NoModelManifest",
      "cache-nodeselector-empty-map: llama": "gets on",
      "cache-shared-given-claim: a": "Deleted after 2 s",
    });
  });
});

interface Moment {
  readonly run: CacheRun;
  readonly replay: LiveReplay;
  /** Milliseconds since the beginning. */
  readonly now: number;
  /** Since when its state is Ready without a break; NaN where it is not. */
  readonly readySince: number;
  readonly isFirstSight: boolean;
}

/** Waits for every cache of a timeline from when it is there; told after each look until its end, and then no more. */
function play({ steps, leftOut }: Timeline, told: (moment: Moment) => void): void {
  const replay = new LiveReplay();
  const runs = new Map<string, CacheRun>();
  const readySince = new Map<string, number>();
  const look = (seconds: number) => {
    const now = seconds * 1000;
    const objects = replay.objects();
    const around = liveWorld(objects, { knows: seen }).around("models");
    for (const object of objects.filter(({ kind }) => kind === "NIMCache")) {
      const name = textAt(object, "metadata", "name");
      if (!runs.has(name)) runs.set(name, runOf(object));
    }
    for (const [name, run] of runs) {
      if (run.isOver) continue;
      const object = objects.find(
        (each) => each.kind === "NIMCache" && textAt(each, "metadata", "name") === name,
      );
      const isFirstSight = run.began === undefined;
      if (object !== undefined && textAt(object, "status", "state") === "Ready") {
        if (!readySince.has(name)) readySince.set(name, now);
      } else readySince.delete(name);
      run.look({ live: object && asLive(object), around, now });
      told({ run, replay, now, readySince: readySince.get(name) ?? Number.NaN, isFirstSight });
    }
  };
  for (const [index, step] of steps.entries()) {
    replay.play(step);
    look(step.t);
    // Timers run out between two steps.
    const next = steps[index + 1]?.t ?? step.t;
    for (const run of runs.values()) {
      const due = run.due / 1000;
      if (!run.isOver && due > step.t && due < next) look(due);
    }
  }
  const end = steps.at(-1)?.t ?? 0;
  if (!leftOut) look(end + 2);
}

function runOf(object: ValueMap): CacheRun {
  const resource = resourceFrom("NIMCache", object, {
    document: new ManifestDocument(new SourceFile("recorded", ""), { start: 0, end: 0 }, false),
    base: [],
    namespace: "models",
    operatorVersion: "3.1.2",
  });
  const plan = { kind: "NIMCache", namespace: "models", name: resource.name, consumers: [], reasons: [] };
  const decision = { set: new ResourceSet([resource], []), operatorVersion: "3.1.2" } as const;
  return new CacheRun(plan, resource, { timeout: 1e9, dryRun: false, decision });
}

function asLive(object: ValueMap): LiveObject {
  const metadata = isMap(object.metadata) ? object.metadata : {};
  const live = { ...object, metadata: { uid: "1", resourceVersion: "1", ...metadata } };
  if (!isLiveObject(live)) throw new Error(JSON.stringify(object));
  return live;
}
