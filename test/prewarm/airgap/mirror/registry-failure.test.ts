import { describe, expect, test } from "vitest";
import { mappingFrom, mappingText } from "../../../../src/prewarm/airgap/mirror/mapping.ts";
import { mirroredName } from "../../../../src/prewarm/airgap/mirror/mirrored-name.ts";
import { registryFailure } from "../../../../src/prewarm/airgap/mirror/registry-failure.ts";

function failure(stderr: string, ended?: "missing" | "time" | "stopped") {
  const run = { code: 1, stdout: "", stderr, ...(ended && { ended }) };
  return registryFailure("copy a to b", run, { command: "skopeo copy a b", redact: (text) => text });
}

// As skopeo 1.9.3, podman 4.3.1 and docker 28.2.2 print them.
const observed = [
  [
    "registry/not-found",
    'time="2026-11-21T16:48:37Z" level=fatal msg="Error parsing image name \\"docker://localhost:1/nope:1\\": reading manifest 1 in localhost:1/nope: manifest unknown: manifest unknown"',
  ],
  [
    "registry/unauthorized",
    'time="…" level=fatal msg="… checking whether a blob sha256:0de5 exists in localhost:1/x/y: unauthorized: authentication required"',
  ],
  [
    "registry/plain-http",
    'level=fatal msg="pinging container registry localhost:1: Get \\"https://localhost:1/v2/\\": http: server gave HTTP response to HTTPS client"',
  ],
  ["registry/unreachable", "Error: dial tcp 127.0.0.1:1: connect: connection refused"],
  ["registry/unreachable", "dial tcp: lookup nvcr.io: no such host"],
  [
    "registry/certificate",
    "tls: failed to verify certificate: x509: certificate signed by unknown authority",
  ],
  [
    "registry/platform-missing",
    'choosing image instance: no image found in image index for architecture arm64, variant "v8", OS linux',
  ],
  ["registry/corrupt", "writing blob: Digest did not match, expected sha256:a, got sha256:b"],
  [
    "registry/unauthorized",
    "Error response from daemon: pull access denied for x, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
  ],
  ["disk/full", "writing blob: no space left on device"],
  ["registry/failed", "toomanyrequests: You have reached your pull rate limit"],
  ["registry/failed", "something else"],
] as const;

test.each(observed)("%s: %s", (code, stderr) => {
  const error = failure(stderr);
  expect(error.code).toBe(code);
  expect(error.message).toMatch(/^cannot copy a to b: /);
  expect(error.help).toContain("this is what ran: skopeo copy a b");
});

test("what ended a tool from outside is told apart", () => {
  expect(failure("", "missing").code).toBe("tool/missing");
  expect(failure("", "stopped")).toMatchObject({ code: "download/interrupted", retryable: true });
  expect(failure("", "time")).toMatchObject({ code: "registry/unreachable", retryable: true });
});

describe("names in a private registry", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  test("keep path, tag and digest", () => {
    expect(mirroredName("nvcr.io/nim/x:1", "registry.local:5000/")).toBe("registry.local:5000/nim/x:1");
    expect(mirroredName("nim/x:1", "r.local/a/b")).toBe("r.local/a/b/nim/x:1");
    expect(mirroredName(`nvcr.io/nim/x@${digest}`, "r.local")).toBe(`r.local/nim/x@${digest}`);
    expect(mirroredName(`nvcr.io/nim/x:1@${digest}`, "r.local")).toBe("r.local/nim/x:1");
    expect(mirroredName("nvcr.io/nim/x", "r.local")).toBe("r.local/nim/x:latest");
  });
  test("are refused where they are none", () => {
    expect(() => mirroredName("nvcr.io/nim/x:1", "https://r.local")).toThrow(/no name of a registry/);
    expect(() => mirroredName("Not An Image", "r.local")).toThrow(/no name of an image/);
  });
});

describe("the mapping file", () => {
  const image = { source: "a", destination: "b", digest: `sha256:${"a".repeat(64)}` };
  test("names no folder of this machine but those of a carrier", () => {
    const text = (destination: string) => mappingText([{ ...image, destination }]);
    expect(() => mappingFrom(text("dir:../../etc"), "f")).toThrow(/leads elsewhere/);
    expect(mappingFrom(text(`dir:docker/${"a".repeat(64)}`), "f").images).toHaveLength(1);
  });
  test("reads back as it was written", () => {
    expect(mappingFrom(mappingText([image]), "f")).toEqual({ version: 1, images: [image] });
  });
  test.each(["{", "[]", '{"version":2,"images":[]}', '{"version":1,"images":[{"source":"a"}]}'])(
    "is refused where it is another thing: %s",
    (text) => expect(() => mappingFrom(text, "mapping.json")).toThrow(/mapping\.json cannot be read/),
  );
});
