import { describe, expect, test } from "vitest";
import { judgeHere } from "../../../reconciler/pass/judge-here.ts";
import { CommitReporter } from "../../../reconciler/process/commit-reporter.ts";
import { RepositoryWorker } from "../../../reconciler/process/repository-worker.ts";
import type { Report } from "../../../reconciler/repository/types.ts";
import { noCommit } from "../../../reconciler/statuses/commit-now.ts";
import { systemClock } from "../../../src/kube/clock.ts";
import type { LiveObject } from "../../../src/kube/object.ts";
import { isMap, type Value, type ValueMap, valueAt } from "../../../src/nim/value.ts";
import { FakeApi } from "../../support/reconciler/fake-api.ts";
import { minute, place, sha, start } from "../statuses/made.ts";

const pending: Report = {
  revision: sha("a"),
  to: place,
  state: "pending",
  resources: ["NIMService ml/chat"],
};
const github = { secretRef: { name: "nimops-github" }, grace: "10m" };
const sound = { url: "https://github.com/acme/models.git", github };
/** The API server takes it: a range is too much for its CEL. */
const broken = { ...sound, ref: { semver: "newest, please" } };

/** A NIMRepository of which GitHub was told, through the passes of a worker, with a clock of the test. */
class Refused {
  now = start;
  saidAll = false;
  #object: LiveObject;
  #worker: RepositoryWorker;

  constructor(spec: ValueMap, reports: readonly Report[]) {
    this.#object = {
      apiVersion: "nimops.dev/v1alpha1",
      kind: "NIMRepository",
      metadata: { name: "models", namespace: "ml", uid: "1", resourceVersion: "1", generation: 2 },
      spec,
      status: {
        conditions: [],
        ledger: [],
        resources: [],
        revision: {},
        reports: JSON.parse(JSON.stringify(reports)),
      },
    };
    this.#worker = this.#started();
  }

  get reports(): Value {
    return valueAt(this.#object, ["status", "reports"]) ?? [];
  }

  restart(): void {
    this.#worker = this.#started();
  }

  pass() {
    return this.#worker.pass();
  }

  #started(): RepositoryWorker {
    const api = new FakeApi(() => this.now);
    const cluster = {
      ...api.cluster,
      patch: async (_: unknown, change: ValueMap) => {
        this.#object = { ...this.#object, ...patched(this.#object, change) };
        const version = String(Number(this.#object.metadata.resourceVersion) + 1);
        this.#object = { ...this.#object, metadata: { ...this.#object.metadata, resourceVersion: version } };
        return { object: this.#object, warnings: [] };
      },
    };
    return new RepositoryWorker(this.#object, {
      cluster,
      live: { world: () => Promise.reject(new Error("nothing is looked at")) },
      want: () => {},
      open: () => {
        throw new Error("nothing is opened");
      },
      reporting: () => ({ cluster: "prod", isSaid: () => this.saidAll }),
      allowedNamespaces: ["other"],
      judge: judgeHere(undefined),
      clock: systemClock,
      wall: () => this.now,
      random: () => 0.5,
      signal: new AbortController().signal,
    });
  }
}

/** A merge patch, of what a status has. */
function patched(object: LiveObject, { status }: ValueMap): { status: ValueMap } {
  const now = { ...(isMap(object.status) ? object.status : {}) };
  for (const [key, value] of Object.entries(isMap(status) ? status : {})) {
    if (value === null) delete now[key];
    else now[key] = value;
  }
  return { status: now };
}

describe("commits of a NIMRepository with which nothing can be begun", () => {
  test.each([
    ["whose spec cannot be read", broken],
    ["that may not touch its namespaces", sound],
  ])("one %s: they end after the grace, and not before", async (_, spec) => {
    const bed = new Refused(spec, [pending]);
    const first = await bed.pass();
    expect(first.lastWords).toBeUndefined();
    expect(first.again).toBe(10 * minute);
    expect(bed.reports).toMatchObject([{ state: "pending", troubledSince: new Date(start).toISOString() }]);
    bed.now += 9 * minute;
    bed.restart();
    expect((await bed.pass()).again).toBe(minute);
    bed.now += minute;
    const last = await bed.pass();
    const ended = [{ revision: sha("a"), state: "error", ended: "the NIMRepository is wrong" }];
    expect(bed.reports).toMatchObject(ended);
    expect(last.lastWords?.status.reports).toMatchObject(ended);
    expect(last.again).toBeUndefined();
    // Until GitHub has heard of it, also after a restart.
    bed.restart();
    expect((await bed.pass()).lastWords?.status.reports).toMatchObject(ended);
    bed.saidAll = true;
    expect((await bed.pass()).lastWords).toBeUndefined();
    expect(bed.reports).toEqual([]);
  });

  test("what has a result keeps it", async () => {
    const bed = new Refused(broken, [
      { ...pending, state: "success", wasHealthy: true },
      { ...pending, revision: sha("b"), state: "failure" },
    ]);
    bed.now += 60 * minute;
    expect(await bed.pass()).toMatchObject({ again: undefined });
    expect(bed.reports).toMatchObject([{ state: "success" }, { state: "failure" }]);
  });

  test("GitHub is asked with the proxy that is meant, or not at all", async () => {
    const way = { proxy: { url: "http://proxy:3128" } };
    const told = async (spec: ValueMap) => {
      const bed = new Refused(spec, [
        { ...pending, troubledSince: new Date(start - 60 * minute).toISOString() },
      ]);
      return (await bed.pass()).lastWords?.repository.spec;
    };
    expect(await told({ ...broken, ...way })).toMatchObject({ ...way, github: { grace: "10m" } });
    expect(await told({ ...broken, ...way, github: { ...github, grace: "soon" } })).toMatchObject(way);
    expect(await told({ ...broken, proxy: { url: "proxy" } })).toBeUndefined();
  });

  test("the outbox gets an error for the commit and for what was open of it", async () => {
    const bed = new Refused(broken, [
      { ...pending, troubledSince: new Date(start - 60 * minute).toISOString() },
    ]);
    const { lastWords } = await bed.pass();
    if (!lastWords) throw new Error("there are no last words");
    const told: string[] = [];
    const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, hide: () => {} };
    const reporter = new CommitReporter({
      cluster: "prod",
      open: () => ({
        want: (_, { statuses }) =>
          told.push(
            ...statuses.map(({ context, state, description }) => `${context}: ${state}, ${description}`),
          ),
        leave: async () => {},
        isSaid: () => false,
        contestedOf: () => [],
        troubleOf: () => undefined,
        stop: async () => {},
      }),
      wake: () => {},
      log: silent,
      recorder: { record: async () => {} },
      wall: () => start,
    });
    reporter.tell("ml/models", lastWords.repository, { status: lastWords.status, commit: noCommit });
    expect(told).toEqual([
      "nimops/prod/ml/models: error, the NIMRepository is wrong",
      "nimops/prod/ml/models/NIMService/ml/chat: error, the NIMRepository is wrong",
    ]);
  });
});
