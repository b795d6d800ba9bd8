import { describe, expect, test } from "vitest";
import { closeTellings } from "../../src/commands/close-tellings.ts";
import { type OpenTellings, openTellings } from "../../src/commands/open-tellings.ts";
import { PrewarmTellings, type TellingsOptions } from "../../src/commands/prewarm-tellings.ts";
import { GithubError } from "../../src/github/github-error.ts";
import type { PrewarmResult } from "../../src/report/prewarm-result.ts";
import type { Task } from "../../src/report/progress.ts";
import { rememberedGithub } from "../support/github/remembered-github.ts";
import { cacheResult, prewarmResult } from "../support/prewarm-results.ts";
import { setClock } from "../support/set-clock.ts";

const commit = { repository: { owner: "acme", name: "models" }, sha: "c".repeat(40) };
const url = "https://github.com/acme/models/actions/runs/1";
const never = new AbortController().signal;
const task = (differs: Partial<Task> = {}): Task => ({
  id: "models/llama",
  stage: "running",
  words: "downloading",
  ...differs,
});

describe.concurrent("a run that is told to GitHub", () => {
  test("has a pending status for each cache and one for all, then what came of it", async () => {
    const bed = start();
    bed.tellings.tell(task());
    bed.tellings.tell(task({ id: "models/phi", stage: "waiting", words: "queued" }));
    await bed.until(() => bed.github.statuses.length === 3);
    expect(bed.newest()).toEqual({
      "nimops/prewarm/eu-hgx": "pending: 0 of 2 caches ready",
      "nimops/prewarm/eu-hgx/models/llama": "pending: downloading",
      "nimops/prewarm/eu-hgx/models/phi": "pending: queued",
    });
    expect(bed.github.statuses.every((status) => status.url === url)).toBe(true);
    await bed.tellings.finish(twoCaches, never);
    expect(bed.newest()).toEqual({
      "nimops/prewarm/eu-hgx": "failure: 1 of 2 caches ready, 1 failed",
      "nimops/prewarm/eu-hgx/models/llama": "success: Ready",
      "nimops/prewarm/eu-hgx/models/phi": "failure: the image cannot be pulled",
    });
  });

  test("is not told each step: of one context at most one pending status a minute, and the newest", async () => {
    const bed = start();
    bed.tellings.tell(task({ words: "step 0" }));
    await bed.until(() => bed.github.statuses.length === 2);
    for (let step = 1; step <= 50; step++) {
      bed.tellings.tell(task({ words: `step ${step}`, bytes: { done: step } }));
      bed.clock.pass(1000);
    }
    expect(bed.github.statuses).toHaveLength(2);
    bed.clock.pass(30_000);
    await bed.until(() => bed.newest()["nimops/prewarm/eu-hgx/models/llama"] === "pending: step 50");
    expect(bed.github.statuses.length).toBeLessThanOrEqual(4);
  });

  test("says nothing of all where only some were chosen: others may have failed", async () => {
    const bed = start({ isWhole: false });
    bed.tellings.tell(task());
    await bed.until(() => bed.github.statuses.length === 1);
    await bed.tellings.finish(prewarmResult(), never);
    expect(bed.newest()).toEqual({ "nimops/prewarm/eu-hgx/models/llama": "success: Ready" });
  });

  test("shows words of a cluster and does not obey them, in one line and without credentials", async () => {
    const bed = start({ isWhole: false });
    const message = `denied:\n\u001b[31m\u0000\u202e nvapi-0123456789abcdef ${"x".repeat(300)}`;
    const caches = [cacheResult({ outcome: "failed", message })];
    await bed.tellings.finish(prewarmResult({ outcome: "failed", caches }), never);
    const [description = ""] = Object.values(bed.newest());
    expect(description).toMatch(/^failure: denied: \\u001b\[31m\\u0000\\u202e \*+ x+…$/);
    expect(description.replace("failure: ", "")).toHaveLength(140);
  });

  test("keeps what is open only when that changes: each time costs a line of the runner's file", async () => {
    const bed = start();
    for (let minute = 0; minute < 60; minute++) {
      bed.tellings.tell(task({ words: `step ${minute}` }));
      bed.clock.pass(61_000);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await bed.tellings.finish(prewarmResult(), never);
    expect(bed.github.statuses.length).toBeGreaterThan(20);
    expect(bed.saves()).toBeLessThan(8);
  });

  test("says nothing a second time: a commit whose caches are ready is left alone", async () => {
    const bed = start();
    await bed.tellings.finish(prewarmResult(), never);
    const count = bed.github.statuses.length;
    const again = bed.another();
    again.tell(task({ stage: "waiting", words: "not looked at yet" }));
    bed.clock.pass(1000);
    again.tell(task({ stage: "done", words: "ready" }));
    const untouched = cacheResult({ did: "untouched", message: "it was ready already" });
    await again.finish(prewarmResult({ caches: [untouched] }), never);
    bed.clock.pass(60_000);
    expect(bed.github.statuses).toHaveLength(count);
  });

  test("has deployments for the caches that are filled, and none for those that are ready already", async () => {
    const bed = start({ environment: "eu-hgx" });
    bed.tellings.tell(task({ id: "models/phi", stage: "done", words: "ready" }));
    bed.tellings.tell(task());
    await bed.until(() => bed.github.deployments[0]?.states.length === 1);
    const phi = cacheResult({ name: "phi", did: "untouched" });
    await bed.tellings.finish(prewarmResult({ caches: [cacheResult(), phi] }), never);
    expect(bed.github.deployments).toMatchObject([
      {
        commit: commit.sha,
        environment: "eu-hgx",
        task: "nimops:prewarm/eu-hgx/models/llama",
        description: "nimops prewarm: models/llama",
        states: [{ state: "in_progress" }, { state: "success" }],
      },
    ]);
  });

  test("ends the deployment that was active before it, also where one between them failed", async () => {
    const bed = start({ environment: "eu-hgx" });
    let tellings = bed.tellings;
    for (const outcome of ["ready", "failed", "ready"] as const) {
      tellings.tell(task());
      await tellings.finish(prewarmResult({ caches: [cacheResult({ outcome })] }), never);
      tellings = bed.another();
    }
    expect(bed.github.deployments.map(({ states }) => states.at(-1)?.state)).toEqual([
      "inactive",
      "failure",
      "success",
    ]);
  });

  test("goes on without what the token may not, and says so once", async () => {
    const bed = start({ environment: "eu-hgx" }, ["statuses"]);
    bed.tellings.tell(task());
    bed.tellings.tell(task({ id: "models/phi" }));
    await bed.until(() => bed.github.deployments.length === 2);
    await bed.tellings.finish(twoCaches, never);
    expect(bed.warnings).toEqual(["give statuses: write"]);
    expect(bed.github.deployments.map(({ states }) => states.at(-1)?.state)).toEqual(["success", "failure"]);
  });

  test("says what a commit said before once more, after it said otherwise", async () => {
    const bed = start();
    await bed.tellings.finish(prewarmResult(), never);
    const again = bed.another();
    again.tell(task());
    await bed.until(() => Object.values(bed.newest()).every((text) => text.startsWith("pending")));
    await again.finish(prewarmResult(), never);
    expect(bed.newest()).toEqual({
      "nimops/prewarm/eu-hgx": "success: 1 cache ready",
      "nimops/prewarm/eu-hgx/models/llama": "success: Ready",
    });
  });

  test("leaves to the step afterwards what could not be ended", async () => {
    const bed = start();
    bed.tellings.tell(task());
    await bed.until(() => bed.github.statuses.length === 2);
    bed.github.failNext(new GithubError("server", "GitHub answers 502"), 2);
    await bed.tellings.finish(twoCaches, never);
    expect(bed.saved()?.contexts).toEqual(["nimops/prewarm/eu-hgx", "nimops/prewarm/eu-hgx/models/llama"]);
  });

  test("says of fifty caches no more than what each begins and ends with", async () => {
    const bed = start({ environment: "eu-hgx" });
    const ids = Array.from({ length: 50 }, (_, index) => `models/cache-${index}`);
    for (let step = 0; step < 100; step++) {
      for (const id of ids) bed.tellings.tell(task({ id, words: `step ${step}` }));
      bed.clock.pass(100);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    const caches = ids.map((id) => cacheResult({ name: id.split("/")[1] ?? "" }));
    await bed.tellings.finish(prewarmResult({ caches }), never);
    expect(bed.github.statuses.length).toBeLessThanOrEqual(102);
    expect(bed.github.statuses.filter(({ state }) => state === "success")).toHaveLength(51);
    expect(bed.github.deployments).toHaveLength(50);
    expect(bed.github.deployments.map(({ states }) => states.at(-1)?.state)).toEqual(
      ids.map(() => "success"),
    );
  });

  test("survives that GitHub does not answer for a while", async () => {
    const bed = start();
    bed.github.failNext(new GithubError("server", "GitHub answers 502"), 2);
    bed.tellings.tell(task());
    bed.clock.pass(3000);
    await bed.until(() => bed.warnings.length === 1);
    await bed.tellings.finish(twoCaches, never);
    expect(bed.newest()).toMatchObject({
      "nimops/prewarm/eu-hgx": "failure: 1 of 2 caches ready, 1 failed",
      "nimops/prewarm/eu-hgx/models/llama": "success: Ready",
    });
    expect(bed.warnings).toEqual(["GitHub answers 502"]);
  });

  test("that breaks off leaves nothing pending", async () => {
    const bed = start();
    bed.tellings.tell(task());
    bed.tellings.tell(task({ id: "models/phi", stage: "done", words: "ready" }));
    await bed.until(() => bed.github.statuses.length === 3);
    await bed.tellings.abandon("lost the connection to the API server", never);
    expect(bed.newest()).toEqual({
      "nimops/prewarm/eu-hgx": "error: lost the connection to the API server",
      "nimops/prewarm/eu-hgx/models/llama": "error: lost the connection to the API server",
      "nimops/prewarm/eu-hgx/models/phi": "success: ready",
    });
    expect(bed.saved()).toMatchObject({ contexts: [], deployments: [] });
  });

  test("that has no time left says first how all came out; the step afterwards ends the rest", async () => {
    const bed = start({ environment: "eu-hgx" }, [], 20);
    const ids = ["a", "b", "c"].map((name) => `models/${name}`);
    for (const id of ids) bed.tellings.tell(task({ id }));
    await bed.until(() => bed.github.deployments.length === 3);
    await bed.until(() => bed.github.deployments.every(({ states }) => states.length === 1));
    const caches = ["a", "b", "c"].map((name) =>
      cacheResult({ name, outcome: "cancelled", message: "cancelled: its Job goes on" }),
    );
    const time = new AbortController();
    setTimeout(() => time.abort(), 50);
    await bed.tellings.finish(prewarmResult({ outcome: "cancelled", caches }), time.signal);
    expect(bed.newest()["nimops/prewarm/eu-hgx"]).toBe("error: 3 caches cancelled");
    expect(Object.values(bed.newest()).filter((text) => text.startsWith("pending"))).not.toEqual([]);

    const code = await closeTellings(bed.toolkit(), { env: {} }, async () => bed.github);
    expect(code).toBe(0);
    expect(Object.values(bed.newest()).filter((text) => text.startsWith("pending"))).toEqual([]);
    expect(bed.github.deployments.map(({ states }) => states.at(-1)?.state)).toEqual([
      "error",
      "error",
      "error",
    ]);
  });
});

describe.concurrent("the step afterwards", () => {
  test("leaves alone what another run has said in the meantime", async () => {
    const bed = start();
    bed.tellings.tell(task());
    await bed.until(() => bed.github.statuses.length === 2);
    const context = "nimops/prewarm/eu-hgx/models/llama";
    await bed.github.setStatus(commit, { context, state: "success", description: "ready", url: `${url}0` });
    await closeTellings(bed.toolkit(), { env: {} }, async () => bed.github);
    expect(bed.newest()).toEqual({
      "nimops/prewarm/eu-hgx": "error: cancelled: nobody waits any more; the cluster goes on",
      [context]: "success: ready",
    });
  });

  test("leaves alone a deployment whose last word was said already", async () => {
    const bed = start({ environment: "eu-hgx" });
    bed.tellings.tell(task());
    await bed.until(() => bed.github.deployments[0]?.states.length === 1);
    await bed.github.setDeployment({ ...commit, id: 1 }, { state: "success", description: "ready" });
    await closeTellings(bed.toolkit(), { env: {} }, async () => bed.github);
    expect(bed.github.deployments[0]?.states.map(({ state }) => state)).toEqual(["in_progress", "success"]);
  });

  test.each(["", "nonsense", '{"contexts":[1]}'])("does nothing with %j", async (saved) => {
    const connect = () => Promise.reject(new Error("nobody is asked"));
    const getState = () => saved;
    expect(await closeTellings({ ...toolkit, getState }, { env: {} }, connect)).toBe(0);
  });
});

const twoCaches: PrewarmResult = prewarmResult({
  outcome: "failed",
  caches: [
    cacheResult(),
    cacheResult({ name: "phi", outcome: "failed", message: "the image cannot be pulled" }),
  ],
});

const toolkit = {
  getInput: () => "ghs_token",
  setOutput() {},
  notice() {},
  warning() {},
  error() {},
  writeSummary: async () => {},
  getIDToken: async () => "",
  saveState() {},
  getState: () => "",
};

function start(differs: Partial<TellingsOptions> = {}, lacks: readonly string[] = [], takes = 0) {
  const github = rememberedGithub(lacks, takes);
  const clock = setClock();
  const warnings: string[] = [];
  let saved: OpenTellings | undefined;
  let saves = 0;
  const another = () =>
    new PrewarmTellings({
      github,
      commit,
      cluster: "eu-hgx",
      isWhole: true,
      url,
      statuses: true,
      environment: undefined,
      clock,
      save: (open) => {
        saves += 1;
        saved = open;
      },
      warn: (message) => void warnings.push(message),
      ...differs,
    });
  return {
    github,
    clock,
    warnings,
    tellings: another(),
    another,
    saved: () => saved,
    saves: () => saves,
    toolkit: () => ({
      ...toolkit,
      getState: (name: string) => (name === openTellings ? JSON.stringify(saved) : ""),
    }),
    newest: (): Record<string, string> =>
      Object.fromEntries(
        github.statuses.map(({ context, state, description }) => [context, `${state}: ${description}`]),
      ),
    async until(holds: () => boolean) {
      for (let tries = 0; !holds(); tries++) {
        if (tries > 1500) throw new Error("it did not come about");
        await new Promise((resolve) => setTimeout(resolve, 2));
        clock.pass(100);
      }
    },
  };
}
