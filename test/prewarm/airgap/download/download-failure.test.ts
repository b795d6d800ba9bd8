import { describe, expect, test } from "vitest";
import { downloadFailure } from "../../../../src/prewarm/airgap/download/download-failure.ts";
import type { ContainerRun } from "../../../../src/prewarm/containers/container.ts";

const ended = (changes: Partial<ContainerRun>): ContainerRun => ({
  code: 1,
  stdout: "",
  stderr: "",
  command: "podman run x",
  outOfMemory: false,
  lastLines: [],
  ...changes,
});

function failure(changes: Partial<ContainerRun>, env = {}) {
  const notes: string[] = [];
  const progress = { tell() {}, note: (text: string) => void notes.push(text), end() {} };
  const error = downloadFailure("download to /cache", ended(changes), { env, progress });
  return { code: error.code, message: error.message, help: error.help, retryable: error.retryable, notes };
}

// What users published; the sources are in failure-patterns.ts.
const published = [
  ["disk/full", "OSError: [Errno 28] No space left on device", false],
  ["disk/full", "Error: No space left on device (os error 28)", false],
  ["profile/unknown", "Unknown profiles provided: {'x'}", false],
  [
    "ngc/geo-blocked",
    "HTTP status client error (451 Unavailable For Legal Reasons) for url (https://api.ngc.nvidia.com/v2/org/nim/x/files)",
    false,
  ],
  [
    "ngc/listing-failed",
    "nimlib.exceptions.ManifestDownloadError: Error downloading manifest: the repo file list has not been validated",
    false,
  ],
  [
    "auth/rejected",
    "HTTP status client error (403 Forbidden) for url (https://authn.nvidia.com/token?service=ngc)",
    false,
  ],
  [
    "auth/rejected",
    "HTTP status client error (401 Unauthorized) for url (https://api.ngc.nvidia.com/v2/x)",
    false,
  ],
  ["auth/missing-key", "Authentication Error", false],
  [
    "ngc/forbidden",
    "HTTP status client error (403 Forbidden) for url (https://api.ngc.nvidia.com/v2/org/nim/x/files)",
    false,
  ],
  ["cache/not-writable", "PermissionError: [Errno 13] Permission denied: '/opt/nim/.cache/ngc'", false],
  ["cache/not-writable", "The path /opt/nim/.cache is read-only, application may fail", false],
  [
    "serve/contacts-hub",
    "Permission error: The requested operation requires permissions that the API key does not have",
    false,
  ],
  [
    "network",
    "error sending request for url (https://api.ngc.nvidia.com/v2/org/nim/team/meta/models/x/files)",
    true,
  ],
  ["registry/platform-missing", "exec /bin/sh: exec format error", false],
] as const;

test.each(published)("%s: %s", (code, line, retryable) => {
  expect(failure({ lastLines: ["starting", line, "bye"] })).toMatchObject({ code, retryable });
});

const codes = [
  [124, "download/interrupted"],
  [125, "tool/failed"],
  [126, "tool/failed"],
  [127, "protocol/native"],
  [137, "download/interrupted"],
  [143, "download/interrupted"],
  [1, "download/failed"],
] as const;

test.each(codes)("exit code %s alone means %s", (code, expected) => {
  expect(failure({ code, lastLines: ["?"] })).toMatchObject({
    code: expected,
    message: expect.stringContaining(`exit code ${code}`),
  });
});

describe("the message", () => {
  test("says what, why, what to do and what ran", () => {
    const { message, help } = failure({ lastLines: ["x", "No space left on device"] });
    expect(message).toBe(
      "cannot download to /cache: there is no space left (exit code 1: No space left on device)",
    );
    expect(help).toContain("this is what ran: podman run x");
  });

  test("has no secret, nor have the last twenty lines that are told with it", () => {
    const key = "nvapi-abcdefghijklmnop";
    const lines = [
      ...Array.from({ length: 30 }, (_, index) => `line ${index}`),
      `key ${key}`,
      "token: mysecretvalue1",
    ];
    const { message, help, notes } = failure({ lastLines: lines }, { MY_TOKEN: "mysecretvalue1" });
    expect(notes).toHaveLength(20);
    expect([message, help, ...notes].join("\n")).not.toMatch(/abcdefghijklmnop|mysecretvalue1/);
  });

  test("tells an end from outside", () => {
    expect(failure({ code: undefined, ended: "missing" })).toMatchObject({ code: "tool/missing" });
    expect(failure({ code: undefined, ended: "stopped" })).toMatchObject({
      code: "download/interrupted",
      retryable: true,
    });
    expect(failure({ code: undefined, ended: "time" })).toMatchObject({ code: "download/interrupted" });
    expect(failure({ code: 137, outOfMemory: true })).toMatchObject({
      message: expect.stringContaining("memory"),
    });
    expect(failure({ code: undefined, busy: "process 7" })).toMatchObject({
      message: expect.stringContaining("process 7"),
    });
  });
});
