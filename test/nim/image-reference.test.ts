import { expect, test } from "vitest";
import { imageFault, imageOf, parseImageReference } from "../../src/nim/image-reference.ts";
import { withinCpu } from "../support/within-cpu.ts";

test.each([
  ["nvcr.io/nim/meta/llama:1.12.0", "nvcr.io", "nim/meta/llama", "1.12.0", undefined],
  ["nvcr.io/nim/meta/llama", "nvcr.io", "nim/meta/llama", undefined, undefined],
  ["registry:5000/llama", "registry:5000", "llama", undefined, undefined],
  ["localhost/llama:1", "localhost", "llama", "1", undefined],
  ["busybox:1.36", undefined, "busybox", "1.36", undefined],
  ["fluent/fluent-bit", undefined, "fluent/fluent-bit", undefined, undefined],
  ["nvcr.io/nim/llama@sha256:1c2d", "nvcr.io", "nim/llama", undefined, "sha256:1c2d"],
  ["nvcr.io/nim/llama:1.0@sha256:1c2d", "nvcr.io", "nim/llama", "1.0", "sha256:1c2d"],
  ["", undefined, "", undefined, undefined],
])("%j is split as a container runtime splits it", (text, registry, path, tag, digest) => {
  expect(parseImageReference(text)).toMatchObject({ registry, path, tag, digest });
});

test("a digest is written as a repository that ends in @sha256, and a tag", () => {
  expect(imageOf({ repository: "nvcr.io/nim/llama@sha256", tag: "1c2d" })).toMatchObject({
    repository: "nvcr.io/nim/llama",
    digest: "sha256:1c2d",
    tag: undefined,
  });
});

const digits = "1c2d".repeat(16);

test.each([
  ["nvcr.io/nim/meta/llama-3.1-8b:1.12.0", undefined],
  ["registry.example.com:5000/llama__8b:1.12.0_rc-1", undefined],
  [`nvcr.io/nim/llama:1.0@sha256:${digits}`, undefined],
  [`nvcr.io/nim/llama@sha256:${digits}`, undefined],
  ["https://nvcr.io/nim/llama:1.0", "address"],
  ["nvcr.io/nim/llama:1.0 ", "blanks"],
  ["nvcr.io/nim/llama:1.0:1.0", "two tags"],
  [`nvcr.io/nim/llama:sha256:${digits}`, "digest as tag"],
  ["nvcr.io/nim/Llama:1.0", "upper case"],
  ["nvcr.io/nim/llama@sha256:1c2d", "form"],
  [`nvcr.io/nim/llama@sha256:${digits}:1.0`, "form"],
  ["nvcr.io//llama:1.0", "form"],
  ["nvcr.io/nim/llama:1.0+cu12", "form"],
  ["nvcr.io/nim/llama:", "form"],
  [digits, "form"],
])("what a container runtime has against %j", (text, fault) => {
  expect(imageFault(text)).toBe(fault);
});

test("an image of a hundred thousand characters is judged at once", async () => {
  await withinCpu(500, () => {
    for (const part of ["a-", "a.", "a", "a__"]) imageFault(`${part.repeat(100_000 / part.length)}!`);
  });
});
