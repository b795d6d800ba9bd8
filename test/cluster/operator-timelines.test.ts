import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ValueMap, valueAt } from "../../src/nim/value.ts";
import { haveGolden, noGolden } from "../support/golden.ts";
import { nameOf } from "../support/operator/cluster.ts";
import { notReplayed, perform, withoutPlay } from "../support/operator/directions.ts";
import { type Operator, startOperator } from "../support/operator/operator.ts";
import { type Facts, liveFacts, type Rest, restingKinds } from "../support/operator/resting-facts.ts";
import type { Scene } from "../support/operator/scene.ts";
import { type Act, type Timeline, timelines } from "../support/operator/timelines.ts";
import { type Change, watch } from "../support/operator/watch.ts";
import { eventually } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { installCrds, standInCrds } from "./crds.ts";
import { node } from "./nodes.ts";
import { type Storage, startStorage } from "./storage.ts";

describe.skipIf(!haveGolden && !process.env.CI)(
  `what a real operator did (${haveGolden ? "" : noGolden})`,
  () => {
    let plane: ControlPlane;
    let storage: Storage;
    let operator: Operator;
    const scenes = new Map<string, Scene>();
    const watching = new AbortController();
    /** Everything that is there, by UID. */
    const live = new Map<string, ValueMap>();
    const replayed = (haveGolden ? timelines() : []).filter(({ id }) => !Object.hasOwn(notReplayed, id));
    /** How each ended: they run beside each other, since most of their time is waiting. */
    const ends = new Map<string, Promise<{ readonly error?: unknown }>>();

    beforeAll(async () => {
      plane = await startControlPlane();
      const roomy = { "nvidia.com/gpu": "1000", cpu: "10000", memory: "100000Gi", pods: "1000" };
      const labels = { "feature.node.kubernetes.io/pci-10de.present": "true" };
      await plane.addNodes([node({ name: "hopper", labels, allocatable: roomy })]);
      await installCrds(plane.api, standInCrds);
      const accessModes = ["ReadWriteOnce", "ReadWriteMany"];
      storage = await startStorage(plane.api, [
        { name: "nfs-client", accessModes },
        { name: "never-bound", takes: "never" },
        { name: "slow", accessModes, takes: 8000 },
      ]);
      for (const kind of restingKinds) void watch(plane, kind, learn, watching.signal);
      operator = startOperator(plane, {
        faster: 30,
        answer: ({ namespace }) => scenes.get(namespace)?.answer,
      });
      let last = Promise.resolve();
      const lanes = Array.from({ length: 6 }, () => Promise.resolve());
      replayed.forEach((timeline, index) => {
        last = (lanes[index % lanes.length] ?? last).then(async () => {
          const end = replay(timeline).then(
            () => ({}),
            (error: unknown) => ({ error }),
          );
          ends.set(timeline.id, end);
          await end;
        });
        lanes[index % lanes.length] = last;
      });
      ended = Promise.all(lanes);
    });
    let ended: Promise<unknown> = Promise.resolve();
    afterAll(async () => {
      await ended;
      watching.abort();
      await operator?.stop();
      await storage?.stop();
      await plane?.stop();
    });

    it.each(replayed.map(({ id, title }) => [id, title] as const))(
      "the stand-in does: %s, %s",
      async (id) => {
        const { error } = await eventually(`${id} ends`, () => ends.get(id), 280);
        if (error !== undefined) throw error;
      },
      400_000,
    );

    function learn({ type, object }: Change): void {
      const uid = String(valueAt(object, ["metadata", "uid"]));
      if (type === "DELETED") live.delete(uid);
      else live.set(uid, object);
    }

    async function replay(timeline: Timeline): Promise<void> {
      const namespace = await plane.newNamespace();
      const scene: Scene = { plane, namespace, timeline, answer: undefined };
      scenes.set(namespace, scene);
      for (const [index, act] of timeline.acts.entries()) {
        await perform(scene, act);
        if (act.rest) await comesToRest(scene, act, act.rest, index);
      }
    }

    async function comesToRest(
      { namespace, timeline }: Scene,
      act: Act,
      rest: Rest,
      index: number,
    ): Promise<void> {
      const wanted = Object.fromEntries(
        [...rest].map(([key, facts]) => [key, whatEverRaced(timeline.id, key, facts)]),
      );
      let seen: Record<string, unknown> = {};
      await eventually(
        "rests",
        async () => {
          seen = factsIn(namespace);
          // An edit that changes nothing looks like rest before anybody has read it.
          if (!matches(seen, wanted) || !(await operator.isIdle(namespace))) return undefined;
          seen = factsIn(namespace);
          return matches(seen, wanted) || undefined;
        },
        120,
      ).catch(() => {
        const said = operator.log.filter((line) => line.includes(` ${namespace}/`)).slice(-2);
        expect(seen, `${timeline.id}, act ${index}: ${act.says}\n${said.join("\n")}`).toEqual(wanted);
      });
    }

    function factsIn(namespace: string): Record<string, unknown> {
      const facts = [...live.values()].flatMap((object) => {
        const { kind, name, namespace: its } = nameOf(object);
        const key = `${kind}/${name}`;
        return its !== namespace || notOurs.has(key) ? [] : [[key, liveFacts(object)] as const];
      });
      return JSON.parse(withoutPlay(JSON.stringify(Object.fromEntries(facts))));
    }
  },
);

/** What is at rest only by chance. */
function whatEverRaced(id: string, key: string, facts: Facts): Facts {
  // A build that lost a race says Pending for as long as nothing happens; another says InProgress or Failed.
  if (key.startsWith("NIMBuild/") && facts.state === "Pending") {
    return { ...facts, state: expect.stringMatching(/^(Pending|InProgress|Failed)$/) };
  }
  // It goes on to fail while the build is looked at, and its cache flips at each event.
  if (id !== "build-with-failed-cache") return facts;
  if (key.startsWith("Job/")) return { ...facts, failed: expect.any(Number) };
  if (!key.startsWith("NIMCache/")) return facts;
  return {
    ...facts,
    state: expect.stringMatching(/^(Failed|Pending|InProgress)$/),
    conditions: expect.arrayContaining([expect.stringContaining("JobFailed")]),
  };
}

const notOurs = new Set(["ConfigMap/kube-root-ca.crt", "ServiceAccount/default"]);

function matches(seen: Record<string, unknown>, wanted: Record<string, unknown>): boolean {
  try {
    expect(seen).toEqual(wanted);
    return true;
  } catch {
    return false;
  }
}
