import { describe, expect, it } from "vitest";
import { statusError } from "../../src/kube/status-error.ts";
import { withinCpu } from "../support/within-cpu.ts";

const server = "https://kube.example:6443";

describe("a refusal of an API server", () => {
  it.each([
    [400, "BadRequest", "invalid", "never"],
    [401, "Unauthorized", "unauthorized", "never"],
    [403, "Forbidden", "forbidden", "never"],
    [409, "AlreadyExists", "already-exists", "never"],
    [409, "Conflict", "conflict", "never"],
    [410, "Expired", "expired", "never"],
    [422, "Invalid", "invalid", "never"],
    [429, "TooManyRequests", "throttled", "always"],
    [500, "InternalError", "server", "repeatable"],
    [503, "ServiceUnavailable", "server", "repeatable"],
    [504, "Timeout", "server", "repeatable"],
    [418, "Teapot", "malformed", "never"],
  ])("%i %s is %s, retried %s", (code, reason, expected, retry) => {
    expect(refused(code, { reason, message: "no" })).toMatchObject({ reason: expected, retry, status: code });
  });

  it("of a path that no resource has is another one than of an object that is not there", () => {
    const details = { name: "a", kind: "pods" };
    expect(refused(404, { reason: "NotFound", details })).toMatchObject({ reason: "not-found" });
    expect(refused(404, { reason: "NotFound", details: {} })).toMatchObject({ reason: "not-served" });
  });

  it("says how long to wait, in a header or in its details", () => {
    const waits = [
      statusError({ status: 429, retryAfter: "7", body: "" }, "do it", server),
      refused(429, { details: { retryAfterSeconds: 7 } }),
    ].map(({ retryAfterMilliseconds }) => retryAfterMilliseconds);
    expect(waits).toEqual([7000, 7000]);
    expect(
      statusError({ status: 429, retryAfter: "Sat, 21 Nov 2026 10:00:00 GMT", body: "" }, "do it", server),
    ).toMatchObject({ retryAfterMilliseconds: undefined });
  });

  it("without a Status says what came instead", () => {
    const page = { status: 502, contentType: "text/html; charset=utf-8", body: "<html>secret</html>" };
    const { message } = statusError(page, "list NIMCache", server);
    expect(message).toBe(`cannot list NIMCache: ${server} answered 502 with text/html instead of a Status`);
  });

  it("names the owners of fields", () => {
    const causes = [
      { reason: "FieldManagerConflict", message: 'conflict with "kubectl edit" using v1', field: ".data.a" },
      { reason: "FieldManagerConflict", message: 'conflict with "helm" using v1', field: ".data.b" },
    ];
    const error = refused(409, { reason: "Conflict", message: "2 conflicts", details: { causes } });
    expect(error.message).toBe("cannot do it: .data.a belongs to kubectl edit; .data.b belongs to helm");
  });

  it.each([
    [
      "a list of strict errors",
      400,
      'NIMCache in version "v1alpha1" cannot be handled as a NIMCache: strict decoding error: unknown field "spec.a", duplicate field "spec.b"',
      ["spec.a: unknown field", "spec.b: duplicate field"],
    ],
    [
      "one error of apply",
      500,
      "failed to create typed patch object (ns/a; v1, Kind=Pod): .spec.a: field not declared in schema",
      ["spec.a: unknown field"],
    ],
    [
      "errors of apply, in one order",
      500,
      'failed to create typed patch object (ns/a; v1, Kind=Pod): errors:\n  .spec.z: expected list, got &{x}\n  .spec.containers[name="a: b"].env: duplicate entries for key [name="A"]\n  .spec.b: field not declared in schema',
      [
        "spec.b: unknown field",
        'spec.containers[name="a: b"].env: two entries of one key',
        "spec.z: expected list",
      ],
    ],
  ])("names the fields of %s", (_, code, message, expected) => {
    const { causes, reason } = refused(code, { message });
    expect(reason).toBe("invalid");
    expect(causes.map(({ field, message }) => `${field}: ${message}`)).toEqual(expected);
  });

  describe("never shows", () => {
    const secret = "correct horse battery staple";
    it.each([
      ["values of a Secret", { kind: "Secret" }, "data[a]", `Invalid value: "${secret}": must be base64`],
      ["values of variables", {}, "spec.env[0].value", `Invalid value: "${secret}": too long`],
      [
        "values of nested variables",
        {},
        "spec.template.containers[1].env[3]",
        `Invalid value: "${secret}": no`,
      ],
      ["arguments", {}, "spec.args[2]", `Invalid value: "${secret}": no`],
      ["what a patch makes", {}, "patch", `Invalid value: "{\\"spec\\":\\"${secret}\\"}": strict`],
      [
        "structures of Go",
        {},
        "spec.template",
        `Invalid value: core.PodSpec{Env:[]{{"A", "${secret}"}}}: field is immutable`,
      ],
      ["objects", {}, "spec", `Invalid value: {"env":[{"value":"${secret}"}]}: no`],
      ["objects that are cut off", {}, "spec", `Invalid value: {"env":[{"value":"${secret}`],
      [
        "objects in quotes that are cut off",
        {},
        "spec",
        `Invalid value: "{\\"env\\":[{\\"value\\":\\"${secret}`,
      ],
    ])("%s", (_, details, field, message) => {
      const error = refused(422, {
        message,
        details: { ...details, causes: [{ field, message, reason: "Invalid" }] },
      });
      expect(JSON.stringify([error.message, error.causes])).not.toContain("horse");
      expect(error.message).toContain(field);
    });

    it("what was got instead of what apply expected", () => {
      const message = `failed to create typed patch object (a; v1, Kind=Pod): .spec.env[0].value: expected string, got &{"${secret}"}`;
      expect(refused(500, { message }).message).toBe("cannot do it: spec.env[0].value: expected string");
      expect(refused(500, { message: message.replace("expected", "wanted") }).message).not.toContain("horse");
    });

    it("tokens, keys and what it was asked with", () => {
      const token = "nvapi-0123456789abcdefghij";
      const message = `${token} Bearer abcdefghijklmnop ${secret} -----BEGIN RSA PRIVATE KEY-----\nMII`;
      const error = statusError(
        { status: 403, body: JSON.stringify({ kind: "Status", message }) },
        "do it",
        server,
        [secret],
      );
      expect(error.message).not.toMatch(/nvapi-0|abcdef|horse|MII/);
    });

    it("more than somebody reads, nor takes long over it", async () => {
      const message = `Invalid value: {${"value: {".repeat(3_000)}`;
      const causes = Array.from({ length: 500 }, () => ({ field: "spec", message }));
      const error = await withinCpu(2000, () => refused(422, { message, details: { causes } }));
      expect(error.causes).toHaveLength(100);
      expect(error.message.length).toBeLessThan(2100);
    });
  });

  function refused(code: number, status: object) {
    return statusError(
      { status: code, body: JSON.stringify({ kind: "Status", code, ...status }) },
      "do it",
      server,
    );
  }
});
