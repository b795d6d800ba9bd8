import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ResourceStatus } from "../../../reconciler/repository/types.ts";
import { CalmWords } from "../../../reconciler/statuses/calm-words.ts";
import { targetUrl } from "../../../reconciler/statuses/target-url.ts";
import type { Line } from "../../../reconciler/statuses/tellings-of.ts";
import { reconcilerContext, reconcilerContextOf } from "../../../src/github/status-context.ts";
import { cache, decided, Followed, minute, resource, sha, start, status } from "./made.ts";

describe("which resources have a status of their own", () => {
  const ledger = (...names: readonly string[]) =>
    names.map((name) => ({ kind: "NIMService", namespace: "ml", name, revision: sha("a") }) as const);

  test("those that the commit changed and those that are not well, and no others", () => {
    const followed = new Followed();
    const all = [
      resource("changed", "Healthy"),
      resource("same", "Healthy"),
      resource("broken", "Progressing"),
    ];
    const told = followed.told("a", decided("a"), status(all, { ledger: ledger("changed") }));
    expect(told.map((line) => line.split(" ")[0])).toEqual([
      "pending",
      "/NIMService/ml/broken",
      "/NIMService/ml/changed",
    ]);
  });

  test("at most so many, red ones before others; the rest is folded into the words of everything", () => {
    const followed = new Followed({ resources: 3 });
    followed.now = start + 5 * minute;
    const all = [
      ...Array.from({ length: 30 }, (_, index) => resource(`s${index}`, "Progressing")),
      resource("z1", "Blocked"),
      resource("z2", "Blocked"),
    ];
    const told = followed.told("a", decided("a"), status(all));
    expect(told[0]).toBe("error z1: no GPUs are free (5 min) · 1 more · 0/32 ready");
    expect(told.slice(1).map((line) => line.split(" ")[0])).toEqual([
      "/NIMService/ml/z1",
      "/NIMService/ml/z2",
      "/NIMService/ml/s0",
    ]);
  });

  test("none where the user wants none", () => {
    expect(
      new Followed({ resources: 0 }).told("a", decided("a"), status([resource("s", "Progressing")])),
    ).toEqual(["pending 0/1 ready · s starting"]);
  });

  test("one that has one keeps it, so that none is left pending", () => {
    const followed = new Followed({ resources: 1 });
    followed.pass(decided("a"), status([resource("s", "Progressing"), resource("t", "Healthy")]));
    const told = followed.told(
      "a",
      decided("a"),
      status([resource("s", "Healthy"), resource("t", "Progressing")]),
    );
    expect(told).toEqual(["pending 1/2 ready · t starting", "/NIMService/ml/s success ready"]);
  });
});

test("a description never has more than 140 code points, whatever the names are, and nothing of the cluster", () => {
  const names = fc.string({ unit: "grapheme", minLength: 1, maxLength: 253 });
  const phases = fc.constantFrom<ResourceStatus["phase"]>(
    "Waiting",
    "Progressing",
    "Healthy",
    "Blocked",
    "Failed",
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(names, phases), { minLength: 1, maxLength: 30 }),
      fc.nat(10),
      (all, minutes) => {
        const followed = new Followed();
        followed.now = start + minutes * minute;
        const resources = all.map(([name, phase], index) =>
          index % 2 === 0 ? resource(name, phase) : cache(name, phase, { waitsFor: [`NIMCache ml/${name}`] }),
        );
        for (const { telling } of followed.pass(decided("a"), status(resources))) {
          for (const { description, context } of telling.statuses) {
            expect([...description].length).toBeLessThanOrEqual(140);
            expect([...context].length).toBeLessThanOrEqual(255);
            expect(description).not.toMatch(/[\n\r\u202e\u200b]|something of the cluster/);
          }
        }
      },
    ),
  );
  const emoji = "🦙".repeat(200);
  const told = new Followed().told("a", decided("a"), status([cache(emoji, "Progressing")]));
  expect([...(told[0] ?? "").replace("pending ", "")]).toHaveLength(140);
});

describe("the names of contexts", () => {
  test("are stable, chosen by the user, and never those of another cluster, NIMRepository or of prewarm", () => {
    const source = { namespace: "ml", name: "models" };
    expect(reconcilerContext("prod", source)).toBe("nimops/prod/ml/models");
    expect(reconcilerContext("prod", "llamas")).toBe("nimops/prod/llamas");
    expect(reconcilerContext("prod", "a/b c")).toBe("nimops/prod/a%2Fb%20c");
    const chat = { kind: "NIMService", namespace: "ml", name: "chat" };
    expect(reconcilerContextOf("nimops/prod/llamas", chat)).toBe("nimops/prod/llamas/NIMService/ml/chat");
  });

  test("have at most 255 characters, and stay different when they are shortened", () => {
    const long = (end: string) => ({
      kind: "NIMService",
      namespace: "n".repeat(63),
      name: `${"x".repeat(252)}${end}`,
    });
    const all = reconcilerContext("c".repeat(63), { namespace: "n".repeat(63), name: "r".repeat(253) });
    const found = [all, reconcilerContextOf(all, long("a")), reconcilerContextOf(all, long("b"))];
    expect(new Set(found).size).toBe(3);
    for (const context of found) expect(context.length).toBeLessThanOrEqual(255);
    for (const context of found) expect(context.startsWith(all)).toBe(true);
  });
});

describe("words that change too often", () => {
  const line = (key: string, description: string, state: Line["state"] = "pending"): Line => ({
    commit: sha("a"),
    context: "nimops/prod/ml/models",
    state,
    description,
    key,
  });

  test("stay for ten minutes where only a time or an amount in them is another one", () => {
    const words = new CalmWords();
    const say = (at: number, said: Line) => {
      words.begin(at);
      const { description } = words.calm(said);
      words.end();
      return description;
    };
    expect(say(0, line("0/1", "1 GiB"))).toBe("1 GiB");
    expect(say(9 * minute, line("0/1", "9 GiB"))).toBe("1 GiB");
    expect(say(10 * minute, line("0/1", "10 GiB"))).toBe("10 GiB");
    expect(say(11 * minute, line("1/1", "11 GiB"))).toBe("11 GiB");
    expect(say(12 * minute, line("1/1", "ready", "success"))).toBe("ready");
  });
});

describe("where a status links to", () => {
  const names = { sha: sha("a"), cluster: "prod", namespace: "ml", name: 'x"><b', kind: "NIMCache" };

  test("what the template names is filled in, and cannot get out of its place", () => {
    expect(targetUrl("https://example.com/{cluster}/{namespace}/{kind}/{name}?at={sha}", names)).toBe(
      `https://example.com/prod/ml/NIMCache/x%22%3E%3Cb?at=${sha("a")}`,
    );
  });

  test("nothing is, where it is no address of https", () => {
    expect(targetUrl(undefined, names)).toBeUndefined();
    expect(targetUrl("http://example.com/{sha}", names)).toBeUndefined();
    expect(targetUrl("javascript:{sha}", names)).toBeUndefined();
    expect(targetUrl("https://user:secret@example.com", names)).toBeUndefined();
  });
});
