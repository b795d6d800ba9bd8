import { describe, expect, test } from "vitest";
import { healthOf } from "../../../src/nim/health/health-of.ts";
import { liveWorld } from "../../../src/nim/health/surroundings.ts";
import { isMap, type ValueMap, valueAt } from "../../../src/nim/value.ts";
import { haveGolden, noGolden } from "../../support/golden.ts";
import { LiveReplay, type Step, type Timeline, timelines } from "../../support/live-replay.ts";
import { rests } from "./rests.ts";

const watched = ["NIMCache", "NIMService", "NIMPipeline", "NIMBuild"];
const around = ["Job", "Pod", "PersistentVolumeClaim", "Deployment", "LeaderWorkerSet"];

test.runIf(!haveGolden)(noGolden, () => {
  expect(process.env.CI).toBeUndefined();
});

describe.runIf(haveGolden)("recorded lives", () => {
  const recorded = haveGolden ? timelines() : [];

  test("all are covered", () => {
    expect(Object.keys(rests)).toEqual(recorded.map(({ id }) => id));
  });

  test.each(recorded)("$id: is right where it comes to rest", (timeline) => {
    expect(restsOf(timeline)).toEqual(rests[timeline.id]);
  });

  test.each(recorded)("$id: is never healthy before the truth is", (timeline) => {
    const early: string[] = [];
    everyStep(timeline, (step, judged, replay) => {
      for (const { kind, name, health } of judged) {
        if (health === "healthy" && !isTrulyUp(kind, name, replay)) early.push(`${step.t} ${kind}/${name}`);
      }
    });
    expect(early).toEqual([]);
  });

  test.each(recorded)("$id: has not failed while anybody still tries", (timeline) => {
    const early: string[] = [];
    everyStep(timeline, (step, judged, replay) => {
      for (const { kind, name, health } of judged) {
        if (health === "failed" && !isTrulyOver(kind, name, replay)) early.push(`${step.t} ${kind}/${name}`);
      }
    });
    expect(early).toEqual([]);
  });

  test.each(recorded)("$id: without anything around it, a state alone is never failed", (timeline) => {
    const replay = new LiveReplay();
    for (const step of timeline.steps) {
      replay.play(step);
      for (const object of replay.objects()) {
        if (object.kind === "NIMBuild") continue;
        expect(healthOf(object)?.health, `${step.t} ${object.kind}`).not.toBe("failed");
      }
    }
  });

  test.each(recorded)(
    "$id: every answer that is not healthy says why, and each that wants somebody what to do",
    (timeline) => {
      everyStep(timeline, (_, judged) => {
        for (const { health, message, help } of judged) {
          expect(message.length).toBeGreaterThan(10);
          if (health !== "healthy" && health !== "progressing") expect(help).toMatch(/\w{4}/);
          expect(`${message}${help ?? ""}`).not.toMatch(/undefined|null|\$\(|\$name/);
        }
      });
    },
  );
});

interface Judged {
  readonly kind: string;
  readonly name: string;
  readonly health: string;
  readonly reason: string;
  readonly message: string;
  readonly help: string | undefined;
}

function judge(replay: LiveReplay, t: number): Judged[] {
  const world = liveWorld(replay.objects(), { knows: [...around, ...watched], now: t * 1000 });
  return world.objects.flatMap(({ object, kind, name, namespace }) => {
    const found = healthOf(object, world.around(namespace));
    return found === undefined ? [] : [{ kind, name, help: undefined, ...found }];
  });
}

function everyStep(
  { steps }: Timeline,
  look: (step: Step, judged: readonly Judged[], replay: LiveReplay) => void,
): void {
  const replay = new LiveReplay();
  for (const [index, step] of steps.entries()) {
    if (step.t - (steps[index - 1]?.t ?? 0) > 1) {
      replay.settle();
      look(step, judge(replay, step.t), replay);
    }
    replay.play(step);
    look(step, judge(replay, step.t), replay);
  }
}

/** At the end, before somebody does something, and where nothing happens for two seconds. */
function restsOf({ steps, leftOut }: Timeline): string[] {
  const replay = new LiveReplay();
  const told = new Map<string, string>();
  const changes: string[] = [];
  for (const [index, step] of steps.entries()) {
    replay.play(step);
    const next = steps[index + 1];
    const gap = (next?.t ?? 0) - step.t;
    const rests =
      next === undefined ? leftOut === undefined : gap > 2 || (isDone(next) && !isDone(step) && gap > 0.5);
    if (!rests) continue;
    replay.settle();
    const t = next === undefined ? step.t : Math.round(next.t * 10 - 1) / 10;
    const judged = judge(replay, t);
    for (const { kind, name, health, reason } of judged) {
      const [key, now] = [`${kind}/${name}`, `${health} ${reason}`];
      if (told.get(key) !== now) changes.push(`${t} ${key} ${now}`);
      told.set(key, now);
    }
    for (const key of [...told.keys()]) {
      if (judged.some(({ kind, name }) => `${kind}/${name}` === key)) continue;
      told.delete(key);
      changes.push(`${t} ${key} gone`);
    }
  }
  return changes;
}

function isDone(step: Step): boolean {
  return step.do !== undefined;
}

function isTrulyUp(kind: string, name: string, replay: LiveReplay): boolean {
  const { facts, spec } = replay.held(kind, name) ?? {};
  if (facts === undefined || spec === undefined) return false;
  if (kind === "NIMCache") return isFilled(name, facts, replay);
  if (kind === "NIMService") return isUp(name, facts, spec, replay);
  if (kind === "NIMPipeline") {
    const enabled = (Array.isArray(spec.services) ? spec.services.filter(isMap) : []).filter(
      (each) => each.enabled === true,
    );
    return (
      enabled.length > 0 &&
      facts.state === "Ready" &&
      enabled.every((each) => {
        const child = replay.held("NIMService", String(each.name));
        const tag = ["image", "tag"];
        return (
          isTrulyUp("NIMService", String(each.name), replay) &&
          valueAt(child?.spec, tag) === valueAt(each.spec, tag) &&
          (valueAt(child?.spec, ["replicas"]) ?? 1) === (valueAt(each.spec, ["replicas"]) ?? 1)
        );
      })
    );
  }
  return facts.state === "Ready" && facts.outputProfile !== undefined;
}

/** The Job that is there is done, and where the TTL removed it, the state stays. */
function isFilled(name: string, facts: Step, replay: LiveReplay): boolean {
  const job = replay.held("Job", `${name}-job`);
  const claim = replay.held("PersistentVolumeClaim", String(facts.pvc));
  const isDownloaded = job === undefined || job.facts.succeeded === 1;
  return facts.state === "Ready" && isDownloaded && claim !== undefined && claim.facts.deleting !== true;
}

function isUp(name: string, facts: Step, spec: ValueMap, replay: LiveReplay): boolean {
  const deployment = replay.held("Deployment", name);
  if (deployment === undefined) return false;
  const pods = replay.podsOf(name).filter((pod) => pod.facts.deleting !== true && pod.facts.ready === true);
  const image = `${String(valueAt(spec, ["image", "repository"]))}:${String(valueAt(spec, ["image", "tag"]))}`;
  const scales = valueAt(spec, ["scale", "enabled"]) === true;
  const wanted = scales ? deployment.facts.replicas : (spec.replicas ?? 1);
  if (wanted === 0) return deployment.facts.replicas === 0 && deployment.facts.available === 0;
  return (
    facts.state === "Ready" &&
    deployment.facts.image === image &&
    deployment.facts.replicas === wanted &&
    pods.filter((pod) => pod.revision === deployment.revision).length === wanted
  );
}

function isTrulyOver(kind: string, name: string, replay: LiveReplay): boolean {
  if (kind === "NIMCache") {
    const job = replay.held("Job", `${name}-job`)?.facts.conditions;
    const pod = replay.held("Pod", `${name}-pod`)?.facts.phase;
    return (Array.isArray(job) && String(job).startsWith("Failed/")) || pod === "Failed";
  }
  if (kind !== "NIMBuild") return false;
  const { facts } = replay.held(kind, name) ?? {};
  const pod = replay.held("Pod", `${name}-engine-build-pod`);
  return (
    pod?.facts.phase === "Failed" ||
    (pod === undefined && /PROFILES?_FOUND|PodFailed/.test(JSON.stringify(facts?.conditions)))
  );
}
