import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { SourceFile } from "../../../../src/manifest/document.ts";
import { cacheName } from "../../../../src/prewarm/airgap/file/cache-name.ts";
import { milliseconds } from "../../../../src/prewarm/airgap/file/milliseconds.ts";
import { parseAirgapFile } from "../../../../src/prewarm/airgap/file/parse.ts";

function parse(text: string) {
  return parseAirgapFile(new SourceFile("airgap.yaml", text));
}

describe("the air-gap file", () => {
  test("needs nothing but its version", () => {
    expect(parse("version: 1\n")).toMatchObject({ images: [], registries: [], workFolder: "airgap-work" });
  });

  test.each([
    ["image: nvcr.io/nim/nvidia/nvclip:latest", "nvclip"],
    ["image: registry.local:5000/a/b@sha256:0", "b"],
    ["image: x\n    name: other", "other"],
  ])("calls the cache of %s %s", (entry, name) => {
    const [, image = "", , named] = /image: (\S+)(\n {4}name: (\S+))?/.exec(entry) ?? [];
    expect(cacheName({ image, name: named })).toBe(name);
  });

  test("knows amounts and times as people write them", () => {
    const file = parse(
      "version: 1\nimages:\n  - image: nvcr.io/nim/a:1\n    size: 90Gi\n    profiles: all\ndownload:\n  timeout: 1h30m\n",
    );
    expect(file.images[0]).toMatchObject({ size: 90 * 2 ** 30, profiles: "all" });
    expect(file.download?.timeout).toBe(5_400_000);
  });

  test.each([
    ["version: 1\nimagse: []\n", "airgap.yaml:2:1", "did you mean images?"],
    ["version: 2\n", "airgap.yaml:1:1", undefined],
    ["version: 1\nimages:\n  - image: NOT AN IMAGE\n", "airgap.yaml:3:5", undefined],
    [
      "version: 1\nimages:\n  - image: a.io/x:1\n  - image: b.io/x:2\n",
      "airgap.yaml:4:5",
      "give one of them another with `name`",
    ],
    ["version: 1\nupload:\n  to: s3://key:secret@bucket/\n", "airgap.yaml:3:3", undefined],
    [
      "version: 1\nverify:\n  services:\n    - cache: nope\n      url: http://x\n",
      "airgap.yaml:4:7",
      "there are no images",
    ],
    ["version: 1\ndownload:\n  with: job\n", "airgap.yaml:3:3", "say at least its namespace and claim"],
    ["version: 1\ndownload:\n  timeout: soon\n", "airgap.yaml:3:3", undefined],
    ["version: 1\nimages: [\n", "airgap.yaml:3:1", undefined],
  ])("tells the place of what is wrong: %j", (text, place, help) => {
    let told: unknown;
    try {
      parse(text);
    } catch (error) {
      told = error;
    }
    expect(told).toMatchObject({
      exitCode: 2,
      ...(help === undefined ? {} : { help: expect.stringContaining(help) }),
    });
    expect(String(told)).toContain(place);
  });

  test("never shows a secret that was written where its name belongs", () => {
    const text = "version: 1\nregistries:\n  - host: nvcr.io\n    passwordEnv: nvapi-abcdefghijklmnop\n";
    expect(() => parse(text)).toThrow(/name of an environment variable/);
    expect(() => parse(text)).not.toThrow(/nvapi/);
    const signed = "version: 1\nupload:\n  to: https://a.blob.core.windows.net/c/?sig=TOPSECRET\n";
    expect(() => parse(signed)).not.toThrow(/TOPSECRET/);
  });

  test("the examples are right", () => {
    for (const name of ["airgap.yaml", "hybrid-manager.yaml"]) {
      const file = join(import.meta.dirname, "../../../../examples/airgap", name);
      expect(parse(readFileSync(file, "utf8")).images.length).toBeGreaterThan(0);
    }
  });
});

test.each([
  ["90s", 90_000],
  ["2h", 7_200_000],
  ["1d", 86_400_000],
  ["", undefined],
  ["0s", undefined],
  ["5", undefined],
  ["1h 5m", undefined],
])("%j is %s milliseconds", (text, expected) => {
  expect(milliseconds(text)).toBe(expected);
});
