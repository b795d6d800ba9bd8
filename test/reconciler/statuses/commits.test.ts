import { describe, expect, test } from "vitest";
import type { Report } from "../../../reconciler/repository/types.ts";
import { reportsOf } from "../../../reconciler/statuses/reports-of.ts";
import { cache, decided, Followed, minute, place, resource, sha, start, status } from "./made.ts";

const healthy = (letter: string) => ({ revision: { healthy: sha(letter) } });

describe("the commit that is followed", () => {
  test("is pending as soon as it is seen, tells how far it is, and is a success once all of it was seen healthy", () => {
    const followed = new Followed();
    expect(followed.told("a", decided("a", { holds: undefined }), status([]))).toEqual([
      "pending seen, and applied next",
    ]);
    const filling = status([
      cache("phi", "Healthy"),
      cache("qwen", "Healthy"),
      cache("llama-3-70b", "Progressing", { bytes: { cached: 34 * 1024 ** 3, total: 140 * 1024 ** 3 } }),
      resource("chat", "Waiting", { waitsFor: ["NIMCache ml/llama-3-70b"] }),
    ]);
    expect(followed.told("a", decided("a"), filling)).toEqual([
      "pending 2/3 caches ready · llama-3-70b 34/140 GiB · 1 waiting",
      "/NIMCache/ml/llama-3-70b pending 34/140 GiB",
      "/NIMService/ml/chat pending waits for NIMCache llama-3-70b",
    ]);
    const starting = status([cache("llama-3-70b", "Healthy"), resource("chat", "Progressing")]);
    expect(followed.told("a", decided("a"), starting)).toEqual([
      "pending 1/2 ready · chat starting",
      "/NIMCache/ml/llama-3-70b success ready",
      "/NIMService/ml/chat pending starting",
    ]);
    const ready = [cache("llama-3-70b", "Healthy"), resource("chat", "Healthy")];
    expect(followed.told("a", decided("a"), status(ready, healthy("a")))).toEqual([
      "success 2 of 2 ready",
      "/NIMCache/ml/llama-3-70b success ready",
      "/NIMService/ml/chat success ready",
    ]);
  });

  test("what somebody else writes of it is left to them for as long as it is told of, whatever is known later", () => {
    const followed = new Followed();
    const ready = status([resource("chat", "Healthy")], healthy("a"));
    const contested = (...pass: Parameters<Followed["pass"]>) =>
      followed
        .pass(...pass)
        .flatMap(({ telling }) => telling.statuses)
        .filter(({ isContested }) => isContested)
        .map(({ commit, context }) => `${commit[0]} ${context}`);
    const going = status([resource("chat", "Progressing")]);
    expect(contested(decided("a"), going)).toEqual([]);
    const contestedOf = ({ revision }: Report) => (revision === sha("a") ? [place.context] : []);
    expect(contested(decided("a"), going, { contestedOf })).toEqual([`a ${place.context}`]);
    // A process that knows nothing of it but what is in the status.
    expect(contested(decided("a"), ready)).toEqual([`a ${place.context}`]);
    const part = `${place.context}/NIMService/ml/chat`;
    expect(contested(decided("a"), ready, { contestedOf: () => [part] })).toEqual([
      `a ${place.context}`,
      `a ${part}`,
    ]);
    expect(contested(decided("b"), ready)).toEqual([`a ${place.context}`, `a ${part}`]);
    expect(followed.reports.map(({ revision, contested = [] }) => [revision[0], contested.length])).toEqual([
      ["b", 0],
      ["a", 2],
    ]);
  });

  test("is no success while what is Healthy is that of another commit, or was not seen so after the apply", () => {
    const followed = new Followed();
    const all = [resource("chat", "Healthy")];
    expect(followed.told("b", decided("b", { holds: sha("a") }), status(all, healthy("a")))[0]).toMatch(
      /^pending/,
    );
    expect(followed.told("b", decided("b"), status(all, healthy("a")))[0]).toMatch(/^pending/);
    expect(followed.told("b", decided("b"), status(all, healthy("b")))[0]).toBe("success 1 of 1 ready");
  });

  test("fails at once for what its files say, with the rule and the place", () => {
    const followed = new Followed();
    const stall = { reason: "LintErrors", message: "1 error" };
    const findings = [
      { severity: "error", rule: "cache-too-small", message: "no", location: "models/llama.yaml:12" },
    ] as const;
    const [all] = followed.told("a", decided("a", { stall, digest: undefined }), status([], { findings }));
    expect(all).toBe("failure errors of the rules: cache-too-small in models/llama.yaml:12");
  });

  test("turns red for the cluster only when the same trouble has lasted, tells who has to act, and comes back", () => {
    const followed = new Followed();
    const blocked = () => status([resource("chat", "Blocked")]);
    const crashing = () => status([resource("chat", "Degraded")]);
    expect(followed.told("a", decided("a"), blocked())[0]).toBe("pending 0/1 ready · chat no GPUs are free");
    followed.now = start + 5 * minute;
    expect(followed.told("a", decided("a"), blocked())[0]).toBe(
      "error chat: no GPUs are free (5 min) · 0/1 ready",
    );
    expect(followed.told("a", decided("a"), crashing())[0]).toBe(
      "failure chat: it ends again and again (5 min) · 0/1 ready",
    );
    expect(followed.told("a", decided("a"), status([resource("chat", "Progressing")]))[0]).toMatch(
      /^pending/,
    );
    expect(followed.told("a", decided("a"), status([resource("chat", "Healthy")], healthy("a")))[0]).toBe(
      "success 1 of 1 ready",
    );
  });

  test("stays a success for a blip, and not for what lasts; repaired it is one again", () => {
    const followed = new Followed();
    const well = status([resource("chat", "Healthy"), resource("talk", "Healthy")], healthy("a"));
    const lost = () =>
      status(
        [resource("chat", "Blocked", { since: new Date(start).toISOString() }), resource("talk", "Healthy")],
        healthy("a"),
      );
    followed.told("a", decided("a"), well);
    expect(followed.told("a", decided("a"), lost())).toEqual(["success 2 of 2 ready"]);
    followed.now += 4 * minute;
    expect(followed.told("a", decided("a"), lost())).toEqual(["success 2 of 2 ready"]);
    followed.now += minute;
    expect(followed.told("a", decided("a"), lost())).toEqual([
      "error chat: no GPUs are free (5 min) · 1/2 ready",
      "/NIMService/ml/chat error no GPUs are free (5 min)",
    ]);
    expect(followed.told("a", decided("a"), well)).toEqual([
      "success 2 of 2 ready",
      "/NIMService/ml/chat success ready",
    ]);
    expect(followed.told("a", decided("a"), lost())[0]).toBe("success 2 of 2 ready");
  });

  test("is not red for a Git server that cannot be asked again, nor for an API server that is away for a moment", () => {
    const followed = new Followed();
    const away = { reason: "ApiUnavailable", message: "https://10.0.0.1:6443 does not answer" };
    const now = status([resource("chat", "Progressing")]);
    expect(followed.told("a", decided("a", { trouble: away }), now)[0]).toBe(
      "pending the API server does not answer",
    );
    followed.now += 5 * minute;
    expect(followed.told("a", decided("a", { trouble: away }), now)[0]).toBe(
      "error the API server does not answer",
    );
    expect(followed.told("a", decided("a"), now)[0]).toMatch(/^pending 0\/1 ready/);
  });
});

describe("a commit whose place another one has taken", () => {
  const pending = status([resource("chat", "Progressing")]);

  test("is ended, with all of its resources, and stays until that is told", () => {
    const followed = new Followed();
    followed.pass(decided("a"), pending);
    expect(followed.told("a", decided("b"), pending)).toEqual([
      "error superseded by bbbbbbb before it was ready",
      "/NIMService/ml/chat error superseded by bbbbbbb before it was ready (closes)",
    ]);
    expect(followed.told("a", decided("b"), pending)).toHaveLength(2);
    followed.said.add(sha("a"));
    expect(followed.told("a", decided("b"), pending)).toEqual([]);
    expect(followed.reports.map(({ revision }) => revision)).toEqual([sha("b")]);
  });

  test("gets the result of the one that says the same", () => {
    const followed = new Followed();
    followed.pass(decided("a"), pending);
    const same = decided("b", { digest: "digest-of-a" });
    expect(followed.told("a", same, pending)).toEqual([
      "pending says the same as bbbbbbb, which is followed now",
    ]);
    const well = status([resource("chat", "Healthy")], healthy("b"));
    expect(followed.told("a", same, well)).toEqual([
      "success ready, as bbbbbbb, which says the same",
      "/NIMService/ml/chat success ready, as bbbbbbb, which says the same (closes)",
    ]);
  });

  test("and that was to get the result of one that is superseded too, is ended as well", () => {
    const followed = new Followed();
    followed.pass(decided("a"), pending);
    followed.pass(decided("b", { digest: "digest-of-a" }), pending);
    expect(followed.told("a", decided("c"), pending)[0]).toBe(
      "error superseded by ccccccc before it was ready",
    );
  });

  test("keeps its result where it has one", () => {
    const followed = new Followed();
    followed.pass(decided("a"), status([resource("chat", "Healthy")], healthy("a")));
    const [all] = followed
      .pass(decided("b"), pending)
      .flatMap(({ telling }) => telling.statuses.filter(({ commit }) => commit === sha("a")));
    expect(all).toMatchObject({ state: "success", closes: true });
  });

  test("goes on where the new one cannot be applied, and may still be a success", () => {
    const followed = new Followed();
    const stall = { reason: "InvalidManifests", message: "no" };
    const stalled = decided("b", { stall, digest: undefined, holds: sha("a") });
    followed.pass(decided("a"), pending);
    expect(followed.told("a", stalled, pending)).toEqual([
      "pending 0/1 ready · chat starting",
      "/NIMService/ml/chat pending starting",
    ]);
    expect(followed.told("a", stalled, status([resource("chat", "Healthy")]))).toEqual([
      "success ready; bbbbbbb follows (closes)",
      "/NIMService/ml/chat success ready; bbbbbbb follows (closes)",
    ]);
  });

  test("that is followed again begins anew, and is a success only when it is seen healthy again", () => {
    const followed = new Followed();
    followed.pass(decided("a"), status([resource("chat", "Healthy")], healthy("a")));
    followed.pass(decided("b"), pending);
    expect(
      followed.told("a", decided("a"), status([resource("chat", "Progressing")], healthy("a")))[0],
    ).toMatch(/^pending/);
    expect(followed.told("a", decided("a"), status([resource("chat", "Healthy")], healthy("a")))[0]).toMatch(
      /^success/,
    );
  });

  test("and that nobody looked at, though a webhook told of it, is ended too", () => {
    const followed = new Followed();
    expect(followed.told("a", decided("c"), pending, { skipped: [sha("a"), sha("b")] })).toEqual([
      "error superseded by ccccccc before it was looked at",
    ]);
  });
});

describe("what is no longer followed", () => {
  const pending = status([resource("chat", "Progressing")]);

  test("is ended where spec.github is taken away", () => {
    const followed = new Followed();
    followed.pass(decided("a"), pending);
    followed.place = undefined;
    expect(followed.told("a", decided("a"), pending)).toEqual([
      "error no longer followed by nimops",
      "/NIMService/ml/chat error no longer followed by nimops (closes)",
    ]);
    followed.said.add(sha("a"));
    expect(followed.pass(decided("a"), pending)).toEqual([]);
    expect(followed.reports).toEqual([]);
  });

  test("is ended where its context, its repository or its Secret is another one, and told there anew", () => {
    const followed = new Followed();
    followed.pass(decided("a"), pending);
    followed.place = { ...place, context: "nimops/prod/other" };
    const [one] = followed.pass(decided("a"), pending);
    expect(one?.telling.statuses.map(({ context, state }) => `${context} ${state}`)).toEqual([
      "nimops/prod/other pending",
      "nimops/prod/ml/models error",
      "nimops/prod/other/NIMService/ml/chat pending",
      "nimops/prod/ml/models/NIMService/ml/chat error",
    ]);
    followed.place = { ...place, repository: "acme/moved" };
    expect(followed.pass(decided("a"), pending).map(({ telling }) => telling.repository.name)).toEqual([
      "moved",
      "models",
    ]);
  });
});

test("commits that nobody looked at take no place of those that are pending, however many there are", () => {
  const known = Array.from({ length: 95 }, (_, n): Report => {
    return { revision: n.toString(16).padStart(40, "0"), to: place, state: "error", ended: "superseded" };
  });
  const skipped = Array.from({ length: 50 }, (_, n) => n.toString(16).padStart(40, "f"));
  const { reports } = reportsOf({
    before: known,
    commit: decided("a"),
    status: status([]),
    place,
    most: 20,
    grace: 0,
    isSaid: () => false,
    skipped,
    now: start,
  });
  expect(reports).toHaveLength(100);
  const kept = new Set(reports.map(({ revision }) => revision));
  expect(known.filter(({ revision }) => !kept.has(revision))).toEqual([]);
});

test("deployments follow their commit: queued, in progress, success; what is overtaken is inactive", () => {
  const followed = new Followed({ deployments: true });
  followed.place = { ...place, environment: "nim/prod" };
  const states = (...pass: Parameters<Followed["pass"]>) =>
    followed
      .pass(...pass)
      .flatMap(({ telling }) => telling.deployments)
      .map(({ commit, environment, state }) => `${commit.slice(0, 1)} ${environment} ${state}`);
  const going = status([resource("chat", "Progressing")]);
  expect(states(decided("a", { holds: undefined }), going)).toEqual(["a nim/prod queued"]);
  expect(states(decided("a"), going)).toEqual(["a nim/prod in_progress"]);
  expect(states(decided("b"), going)).toEqual(["b nim/prod in_progress", "a nim/prod inactive"]);
  followed.said.add(sha("a"));
  const well = status([resource("chat", "Healthy")], healthy("b"));
  expect(states(decided("b"), well)).toEqual(["b nim/prod success"]);
  // It stays active until the next one succeeds, which ends it.
  expect(states(decided("c"), going)).toEqual(["c nim/prod in_progress"]);
});
