import { describe, expect, test } from "vitest";
import { redactor } from "../../src/prewarm/redaction.ts";
import { plantedSecrets } from "../support/planted-secrets.ts";
import { withinCpu } from "../support/within-cpu.ts";

describe("what comes from outside, before it is shown", () => {
  const { env, known, told } = plantedSecrets();
  const redact = redactor(env);

  test("there are a hundred secrets to be found", () => {
    expect(known.length + told.length).toBeGreaterThanOrEqual(100);
    expect(new Set([...known, ...told].map(({ secret }) => secret)).size).toBe(known.length + told.length);
  });

  test.each(known)("a secret that we were given is not in it: $where", ({ secret, text }) => {
    expect(redact(text)).not.toContain(secret);
  });

  test.each(told)("a secret that we only see is not in it: $where", ({ secret, text }) => {
    expect(redactor({})(text)).not.toContain(secret);
  });

  test("what is no secret stays readable", () => {
    const text =
      'downloading model.safetensors from s3://models/nim/?list-type=2, 12 of 90 GiB; token type: bearer; "password": null';
    expect(redact(text)).toBe(text);
    expect(redact("max_tokens: 2048, sort_key=name, secretName: ngc-api")).toContain("ngc-api");
  });

  test("a long text takes no long time", async () => {
    await withinCpu(2000, () => {
      for (const text of ["password=".repeat(100_000), "://a:".repeat(200_000), "Basic ".repeat(200_000)])
        redact(text);
    });
  });
});
