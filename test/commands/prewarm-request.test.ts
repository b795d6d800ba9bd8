import { expect, test } from "vitest";
import { parseInvocation } from "../../src/commands/command.ts";
import { parseDuration } from "../../src/commands/duration.ts";
import { flagSettings } from "../../src/commands/lint-request.ts";
import { prewarmCommand } from "../../src/commands/prewarm.ts";
import { prewarmRequestOf } from "../../src/commands/prewarm-request.ts";

const digest = `sha256:${"0".repeat(64)}`;

test("has two hours for all, one for each cache, and fills four at once unless told", () => {
  expect(requestOf("models")).toMatchObject({
    digest: undefined,
    caches: [],
    timeouts: { whole: 7_200_000, cache: 3_600_000 },
    parallel: 4,
    dryRun: false,
    plan: { paths: ["models"], before: undefined },
  });
});

test("takes what it is told", () => {
  const flags = ["--digest", digest, "--cache", "models/a,b", "--cache", "models/c", "--timeout", "1h30m"];
  const more = [
    "--cache-timeout",
    "90s",
    "--parallel",
    "2",
    "--dry-run",
    "--context",
    "prod",
    "--kubeconfig",
    "kc",
  ];
  expect(requestOf(...flags, ...more)).toMatchObject({
    digest,
    caches: ["models/a", "b", "models/c"],
    timeouts: { whole: 5_400_000, cache: 90_000 },
    parallel: 2,
    dryRun: true,
  });
});

test.each([
  [["--digest", "sha256:abc"], "is no digest"],
  [["--cache", "Models/A"], "is no name of a cache"],
  [["--cache", "a/b/c"], "is no name of a cache"],
  [["--cache", ""], "names no cache"],
  [["--cache", " , "], "names no cache"],
  [["--timeout", "2 hours"], "is no time to wait"],
  [["--timeout", "0s"], "is no time to wait"],
  [["--cache-timeout", "169h"], "is no time to wait"],
  [["--parallel", "0"], "is no number of caches"],
  [["--parallel", "-1x"], "is no number of caches"],
])("refuses %j", (flags, message) => {
  expect(() => requestOf(...flags.slice(0, 1).map((flag) => `${flag}=${flags[1]}`))).toThrow(message);
});

test.each([
  ["45s", 45_000],
  ["15m", 900_000],
  ["2h", 7_200_000],
  ["1h1m1s", 3_661_000],
  ["168h", 604_800_000],
])("%s is a time", (text, milliseconds) => {
  expect(parseDuration(text, "--timeout")).toBe(milliseconds);
});

test.each(["", "h", "1", "1d", "s1", "1s1h", "-1s", "1.5h", "9999999999s"])("%j is none", (text) => {
  expect(() => parseDuration(text, "--timeout")).toThrow("is no time to wait");
});

function requestOf(...args: string[]) {
  const invocation = parseInvocation(prewarmCommand, args);
  return prewarmRequestOf(flagSettings(invocation), invocation.positionals);
}
