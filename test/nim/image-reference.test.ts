import { expect, test } from "vitest";
import { imageOf, parseImageReference } from "../../src/nim/image-reference.ts";

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
