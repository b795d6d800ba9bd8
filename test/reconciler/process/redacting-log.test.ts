import { expect, test } from "vitest";
import { type LogLevel, redactingLog } from "../../../reconciler/process/redacting-log.ts";
import { secretReader } from "../../../reconciler/process/secret-reader.ts";
import type { ValueMap } from "../../../src/nim/value.ts";

test("each line is one JSON object with time, level, message and fields", () => {
  const { log, lines } = logged();
  log.info("applied", { repository: "a/b", count: 2, is: true, none: undefined });
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      time: "2026-11-21T12:00:00.000Z",
      level: "info",
      message: "applied",
      repository: "a/b",
      count: 2,
      is: true,
    },
  ]);
  expect(lines[0]).toMatch(/^[^\n]+\n$/);
});

test("no field takes the place of the message, the time or the level", () => {
  const lines: string[] = [];
  const log = redactingLog({ write: (line) => void lines.push(line), level: "info", now: () => 0 });
  log.warn("said", { message: "other", level: "info", time: "never", more: 1 });
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { time: "1970-01-01T00:00:00.000Z", level: "warn", message: "said", more: 1 },
  ]);
});

test("nobody can make a line of his own", () => {
  const { log, lines } = logged();
  log.warn('x\n{"level":"error"}', { error: "a\r\nb\u2028c\u001b[31m" });
  expect(lines).toHaveLength(1);
  for (const sign of ["\r", "\n", "\u001b"]) expect(lines[0]?.trimEnd()).not.toContain(sign);
});

test("lines below the level are left out", () => {
  const { log, lines } = logged("warn");
  log.debug("a");
  log.info("b");
  log.warn("c");
  log.error("d");
  expect(lines.map((line) => JSON.parse(line).message)).toEqual(["c", "d"]);
});

test("what was read from a Secret is never shown, in none of its forms; who it belongs to may be", async () => {
  const { log, lines } = logged();
  const password = "s3cr3t/with+signs";
  const base64 = Buffer.from(password).toString("base64");
  const data = { username: Buffer.from("robot-account").toString("base64"), password: base64 };
  const secret: ValueMap = { data };
  const cluster = {
    get: async () => ({
      ...secret,
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "git", uid: "1", resourceVersion: "1" },
    }),
  };
  const read = await secretReader(cluster, "nimops", (secrets) => log.hide(secrets))("git");
  expect(read).toEqual({ username: "robot-account", password });
  log.error(`cannot fetch https://robot-account:${encodeURIComponent(password)}@host`, {
    error: `${password} ${base64}`,
  });
  expect(lines.join("")).not.toMatch(/s3cr3t|czNjcjN0/);
  expect(lines.join("")).toContain("robot-account");
});

test("tokens and keys are known by their form", () => {
  const { log, lines } = logged();
  log.error(`with ghp_${"a1B2".repeat(9)}`, {
    error: `-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----`,
  });
  expect(lines.join("")).not.toMatch(/ghp_a1B2|MIIE/);
});

function logged(level: LogLevel = "debug") {
  const lines: string[] = [];
  const now = () => Date.parse("2026-11-21T12:00:00Z");
  return { log: redactingLog({ write: (line) => void lines.push(line), level, now }), lines };
}
