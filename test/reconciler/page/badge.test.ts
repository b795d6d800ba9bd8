import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AskedBadge, badgeOf } from "../../../reconciler/page/badge.ts";
import { badgeColors, labelColor } from "../../../reconciler/page/badge-colors.ts";
import { badgeJson } from "../../../reconciler/page/badge-json.ts";
import { badgeSvg } from "../../../reconciler/page/badge-svg.ts";
import { publishedOf } from "../../../reconciler/page/published-repository.ts";
import { textWidth } from "../../../reconciler/page/text-width.ts";
import type { NIMRepository, NIMRepositoryStatus } from "../../../reconciler/repository/types.ts";
import { hostileTexts } from "../../support/finding.ts";
import {
  busyConditions,
  commits,
  condition,
  everything,
  GiB,
  mixed,
  repository,
  resource,
  stalledConditions,
} from "./sample.ts";

describe("the badge of a repository", () => {
  const filling = (name: string, cached: number, total?: number) =>
    resource(name, {
      kind: "NIMCache",
      phase: "Progressing",
      reason: "Downloading",
      ...(total !== undefined && { bytes: { cached: cached * GiB, total: total * GiB } }),
    });
  const waiting = resource("chat", { phase: "Waiting", reason: "CacheNotReady" });

  test.each<[string, NIMRepository, string, string]>([
    ["everything is healthy", repository(), "good", "ready"],
    ["the spec is newer than what was seen", repository({ observedGeneration: 2 }), "busy", "3/3 ready"],
    ["the newest commit is not healthy yet", repository({ conditions: busyConditions }), "busy", "3/3 ready"],
    [
      "caches are filled",
      repository(busy(filling("a", 30, 100), filling("b", 4, 20), waiting)),
      "busy",
      "caching 34/120 GiB",
    ],
    ["small caches", repository(busy(filling("a", 0.25, 1.5))), "busy", "caching 0.2/1.5 GiB"],
    [
      "bytes of one cache are not known",
      repository(busy(filling("a", 30, 100), filling("b", 4), resource("c"))),
      "busy",
      "1/3 ready",
    ],
    [
      "more on the volume than was to come",
      repository(busy(filling("a", 130, 120))),
      "busy",
      "caching 120/120 GiB",
    ],
    ["something has failed", repository(mixed), "bad", "failed: its image does not exist"],
    [
      "something is blocked",
      repository(busy(resource("a", { phase: "Blocked", reason: "NotEnoughGpus" }))),
      "doubt",
      "blocked: no GPUs are free",
    ],
    [
      "lint stops it",
      repository({ conditions: stalledConditions("LintErrors") }),
      "bad",
      "failed: errors of the rules",
    ],
    [
      "one resource is stalled",
      repository({
        conditions: stalledConditions("ResourceStalled"),
        resources: [resource("a"), resource("b", { phase: "Stalled", reason: "FieldConflict" })],
      }),
      "bad",
      "failed: another manager owns a field of it",
    ],
    [
      "a reason that nobody has words for",
      repository({ conditions: stalledConditions("NodeGpu7IsBroken") }),
      "bad",
      "failed",
    ],
    [
      "Git could never be read",
      repository({ resources: [], conditions: [condition("Ready", "Unknown", "Unreachable")] }),
      "busy",
      "waiting: the Git server cannot be reached",
    ],
    [
      "what is no longer in Git does not count",
      repository({
        conditions: busyConditions,
        resources: [resource("a"), resource("b", { phase: "Orphaned", reason: "CacheKept" })],
      }),
      "busy",
      "1/1 ready",
    ],
    ["it is suspended", repository({}, everything, { suspend: true }), "none", "suspended"],
    ["nothing was looked at yet", repository({ conditions: [] }), "none", "not known yet"],
  ])("%s", (_, given, tone, words) => {
    expect(badge(given)).toMatchObject({ label: "prod-eu · llama", tone, words });
  });

  test("it is green only where Ready is true, whatever else there is", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("True", "False", "Unknown"),
        fc.constantFrom("True", "False"),
        fc.array(fc.constantFrom("Healthy", "Failed", "Waiting", "Blocked", "Progressing", "Stalled")),
        fc.integer({ min: 2, max: 4 }),
        (ready, stalled, phases, observedGeneration) => {
          const given = repository({
            observedGeneration,
            conditions: [condition("Ready", ready, "Any"), condition("Stalled", stalled, "Any")],
            resources: phases.map((phase, index) => resource(`r${index}`, { phase, reason: "Any" })),
          });
          if (badge(given)?.tone !== "good") return;
          expect([ready, stalled, observedGeneration]).toEqual(["True", "False", 3]);
          expect(phases.filter((phase) => phase === "Failed" || phase === "Stalled")).toEqual([]);
        },
      ),
    );
  });
});

describe("the badge of one resource", () => {
  test.each([
    ["NIMCache", "llama-weights", "busy", "caching 34/120 GiB"],
    ["NIMCache", "embed-weights", "good", "ready"],
    ["NIMService", "llama", "busy", "waits for its cache"],
    ["NIMService", "embed", "good", "ready"],
    ["NIMService", "rerank", "doubt", "blocked: no GPUs are free"],
    ["NIMService", "vision", "bad", "failed: its image does not exist"],
  ])("%s %s", (kind, name, tone, words) => {
    const found = badge(repository(mixed), of(kind, name));
    expect(found).toEqual({ label: `prod-eu · ${name}`, tone, words });
  });

  test("there is none of what is not on the list, or is not there", () => {
    const listed = repository(mixed, { ...everything, resources: ["llama", "models/embed"] });
    expect(badge(listed, of("NIMService", "llama"))).toBeDefined();
    expect(badge(listed, of("NIMService", "embed"))).toBeDefined();
    expect(badge(listed, of("NIMService", "rerank"))).toBeUndefined();
    expect(badge(listed, of("NIMService", "none"))).toBeUndefined();
    expect(badge(listed, of("NIMCache", "llama"))).toBeUndefined();
    expect(badge(listed, of("Secret", "llama"))).toBeUndefined();
    const { resources: _, ...counted } = everything;
    expect(badge(repository(mixed, counted), of("NIMService", "llama"))).toBeUndefined();
  });
});

describe("the badge of a ref", () => {
  test.each([
    ["main", "ready"],
    [commits.newest, "ready"],
    [commits.newest.slice(0, 7), "ready"],
    [commits.good, "was ready"],
    [commits.old.slice(0, 12), "superseded"],
    ["other", undefined],
    ["3c3c3c", undefined],
    ["", undefined],
    ["f".repeat(40), undefined],
    ["__proto__", undefined],
  ])("%s", (ref, words) => {
    expect(badge(repository(), { ref })?.words).toBe(words);
  });

  test("of a resource there is only the newest commit", () => {
    const asked = of("NIMService", "llama");
    expect(badge(repository(), { ...asked, ref: "main" })?.words).toBe("ready");
    expect(badge(repository(), { ...asked, ref: commits.good })).toBeUndefined();
  });
});

test("the cluster is named only where the spec says so", () => {
  expect(badge(repository({}, { ...everything, cluster: false }))?.label).toBe("llama");
});

test("there are no badges of what has a page alone", () => {
  expect(badge(repository({}, { ...everything, badges: false }))).toBeUndefined();
  const { publish: _, ...spec } = repository().spec;
  expect(publishedOf({ ...repository(), spec }, "x")).toBeUndefined();
  expect(publishedOf(repository({}, { ...everything, badges: false, page: false }), "x")).toBeUndefined();
});

describe("as SVG", () => {
  test("it says the same to those who do not see it", () => {
    const svg = badgeSvg({ label: "llama", words: "ready", tone: "good" });
    expect(svg).toContain('role="img" aria-label="llama: ready"');
    expect(svg).toContain("<title>llama: ready</title>");
    expect(svg).toContain(badgeColors.good);
    expect(svg).not.toMatch(/<style|<script|href|@import|on\w+=/);
  });

  test("hostile names do nothing, and it stays well-formed", () => {
    for (const text of [
      ...hostileTexts,
      "x".repeat(253),
      '"><script>alert(1)</script>',
      "\u202Egnp.exe",
      "&amp;",
    ]) {
      const svg = badgeSvg({ label: text, words: text, tone: "bad" });
      expect(svg).not.toMatch(/<script|<svg[^>]*<svg|\son\w+="/i);
      expect(svg.match(/</g)?.length).toBe(svg.match(/>/g)?.length);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      expect(svg).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e\u2066-\u2069]/);
      expect(Number(/width="(\d+)"/.exec(svg)?.[1])).toBeLessThan(1_400);
    }
  });

  test("white text has a contrast of 4.5 on every colour", () => {
    for (const color of [...Object.values(badgeColors), labelColor]) {
      expect({ color, contrast: 1.05 / (luminance(color) + 0.05) }).toEqual({
        color,
        contrast: expect.toSatisfy((is: number) => is >= 4.5),
      });
    }
  });

  test("wider text is wider", () => {
    expect(textWidth("")).toBe(0);
    expect(textWidth("iii")).toBeLessThan(textWidth("mmm"));
    expect(textWidth("漢")).toBe(11);
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        expect(textWidth(one + other)).toBeCloseTo(textWidth(one) + textWidth(other), 5);
      }),
    );
  });
});

/** As badges/shields services/endpoint-common.js has it: no other keys, and a message. */
test("as JSON it is what shields.io takes", () => {
  const json = JSON.parse(badgeJson({ label: "llama", words: "failed: errors of the rules", tone: "bad" }));
  expect(json).toEqual({
    schemaVersion: 1,
    label: "llama",
    message: "failed: errors of the rules",
    color: badgeColors.bad,
    labelColor,
    isError: true,
    cacheSeconds: 300,
  });
  expect(JSON.parse(badgeJson({ label: "\u202Ex\n", words: "ready", tone: "good" }))).toMatchObject({
    label: "\\u202ex\\n",
    isError: false,
  });
});

function badge(given: NIMRepository, asked: Partial<AskedBadge> = {}) {
  const published = publishedOf(given, "prod-eu");
  const { namespace, name } = given.metadata;
  return published && badgeOf(published, { namespace, name, ...asked });
}

function of(kind: string, name: string): Partial<AskedBadge> {
  return { resource: { kind: kind.toLowerCase(), namespace: "models", name } };
}

function busy(...resources: NIMRepositoryStatus["resources"]): Partial<NIMRepositoryStatus> {
  return { conditions: busyConditions, resources };
}

/** Source: WCAG 2.2, relative luminance. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
