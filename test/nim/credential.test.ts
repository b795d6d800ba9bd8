import { describe, expect, test } from "vitest";
import { credentialsIn, withoutCredentials } from "../../src/nim/credential.ts";
import { withinCpu } from "../support/within-cpu.ts";

describe("credentials in text", () => {
  test.each([
    ["nvapi-Ab12Cd34Ef56", "an NGC API key", "******************"],
    ["--key=nvapi-Ab12Cd34Ef56 --fast", "an NGC API key", "--key=****************** --fast"],
    ["hf_aBcDeFgHiJkLmNoPqRsTuVwXyZ012345", "a Hugging Face token", "*".repeat(35)],
    ["http://user:pa55word@proxy:3128", "a password in a URL", "http://user:********@proxy:3128"],
    ["http://user:p@ssw0rd@proxy", "a password in a URL", "http://user:********@proxy"],
    ["http://user:p/w@rd@proxy, a@b", "a password in a URL", "http://user:******@proxy, a@b"],
    ["'http://user:p\"w@proxy' a@b", "a password in a URL", "'http://user:***@proxy' a@b"],
    [
      "a -----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY----- b",
      "a private key",
      `a ${"*".repeat(58)} b`,
    ],
    ["-----BEGIN PRIVATE KEY-----\nMIIE", "a private key", "*".repeat(32)],
    ["http://:pa55word@proxy:3128", "a password in a URL", "http://:********@proxy:3128"],
    ["AKIAIOSFODNN7EXAMPLE", "an AWS access key", "*".repeat(20)],
    ["Authorization: Bearer abcdefghijklmnop", "a bearer token", "Authorization: Bearer ****************"],
    ["-----BEGIN RSA PRIVATE KEY-----", "a private key", "*".repeat(31)],
    [`ghp_${"a1B2".repeat(9)}`, "a GitHub token", "*".repeat(40)],
  ])("%s", (text, what, shown) => {
    expect(credentialsIn(text).map((credential) => credential.what)).toEqual([what]);
    expect(withoutCredentials(text)).toBe(shown);
  });

  test.each([
    "http://proxy.corp.example:3128",
    "http://user@proxy:3128",
    "http://user:$(PROXY_PASSWORD)@proxy:3128",
    ["http://user:$", "{PROXY_PASSWORD}@proxy:3128"].join(""),
    "https://huggingface.co",
    "hf_transfer",
    "hf_hub_enable_transfer",
    "nvapi-",
    "the bearer of this",
    "task-force-of-everybody-at-work",
    "http://host:80/path@version",
    "http://[::1]:80/path@version",
    '{"proxy":"http://host:","mail":"a@b"}',
  ])("%s holds none", (text) => expect(credentialsIn(text)).toEqual([]));
});

test("a megabyte made of what looks like URLs takes no time", async () => {
  for (const text of ["x://:", "x://:@", "http://u:p", "http://"]) {
    const long = `${text.repeat(1_000_000 / text.length)}${"y".repeat(2000)}@`;
    await withinCpu(1000, () => withoutCredentials(long));
  }
});
