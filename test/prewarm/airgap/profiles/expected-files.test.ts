import { expect, test } from "vitest";
import { parseModelManifest } from "../../../../src/nim/profile/model-manifest.ts";
import { expectedFiles } from "../../../../src/prewarm/airgap/profiles/expected-files.ts";

function filesOf(text: string) {
  const manifest = parseModelManifest(text);
  if (manifest.kind !== "v1" && manifest.kind !== "v2") throw new Error("it cannot be read");
  return Object.fromEntries(expectedFiles(text, manifest));
}

test("a manifest of the form v2 names each file by its address", () => {
  const text = `schema_version: "2.0"
profiles:
  - id: a
    tags: {tp: "1"}
    workspace:
      files:
        config.json:
          uri: ngc://nim/meta/x:hf-1+?file=config.json
        weights:
          uri: ngc://nim/meta/x:hf-1+?file=sub/model.safetensors
        engine:
          uri: ngc://nim/trt:2
        hub:
          uri: hf://meta/x?file=a
        bad:
          uri: ngc://nim/meta/x:hf-1+?file=../../etc/passwd
  - id: b
    tags: {}
`;
  expect(filesOf(text)).toEqual({
    a: [
      { model: "nim/meta/x", version: "hf-1+", files: ["config.json", "sub/model.safetensors"] },
      { model: "nim/trt", version: "2", files: ["engine"] },
    ],
  });
});

test("a manifest of the form v1 names the files of each component", () => {
  const text = `a:
  model: meta/x
  release: "1"
  tags: {tp: "1"}
  container_url: nvcr.io/nim/x:1
  workspace: !workspace
    components:
      - dst: ""
        src:
          repo_id: ngc://nim/meta/x:hf-1
          files:
            - !name config.json
            - !name model.safetensors
      - dst: trtllm
        src:
          repo_id: ngc://nim/meta/x:trt
          files:
            - !name rank0.engine
`;
  const files = filesOf(text);
  expect(files.a).toEqual([
    { model: "nim/meta/x", version: "hf-1", files: ["config.json", "model.safetensors"] },
    { model: "nim/meta/x", version: "trt", files: ["rank0.engine"] },
  ]);
});
