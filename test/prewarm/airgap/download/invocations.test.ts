import { expect, test } from "vitest";
import { formOf, invocations } from "../../../../src/prewarm/airgap/download/invocations.ts";
import { keysFor } from "../../../../src/prewarm/airgap/download/keys.ts";
import type { DownloadRequest } from "../../../../src/prewarm/airgap/download/request.ts";
import type { JobHost } from "../../../../src/prewarm/containers/container-host.ts";

const request: DownloadRequest = {
  image: "nvcr.io/nim/x:1",
  protocol: "legacy",
  profiles: ["a", "b"],
  name: "llama",
  to: "cache",
  host: { engine: "podman" },
  registries: [],
  dryRun: false,
  timeout: 1000,
};
const job = { namespace: "nim", claim: "cache" } as JobHost;

function lines(
  changes: Partial<DownloadRequest>,
  offered = { profiles: true, flags: [] as string[] },
): string[] {
  const asked = { ...request, ...changes };
  return invocations(asked, formOf(asked, offered), offered).map(({ command, settings }) =>
    [...command, ...Object.entries(settings).map(([name, value]) => `${name}=${value}`)].join(" "),
  );
}

test("every protocol is asked in its own way", () => {
  expect(lines({})).toEqual(["download-to-cache --profiles a b NIM_CACHE_PATH=/opt/nim/.cache"]);
  expect(lines({ host: job })).toEqual(["download-to-cache --profiles a b NIM_CACHE_PATH=/model-store"]);
  expect(lines({ profiles: ["all"] })).toEqual(["download-to-cache --all NIM_CACHE_PATH=/opt/nim/.cache"]);
  expect(lines({}, { profiles: false, flags: [] })).toEqual([
    "download-to-cache --profile a NIM_CACHE_PATH=/opt/nim/.cache",
    "download-to-cache --profile b NIM_CACHE_PATH=/opt/nim/.cache",
  ]);
  expect(lines({}, { profiles: true, flags: ["--verify-checksums"] })[0]).toContain("a b --verify-checksums");
  expect(lines({ protocol: "native-v1", profiles: [] })).toEqual([
    "NIM_ENGINE_MODEL_DOWNLOAD_ONLY=1 NIM_ENGINE_MODEL_PATH=/model/llama",
  ]);
  expect(lines({ protocol: "model-free", profiles: [], modelUri: "hf://meta/x" })).toEqual([
    "download-to-cache --model-uri hf://meta/x --manifest-file /opt/nim/.cache/model_manifest.yaml NIM_CACHE_PATH=/opt/nim/.cache",
  ]);
  expect(lines({ protocol: "hugging-face", profiles: [], modelUri: "hf://meta/x@v2" })).toEqual([
    "huggingface-cli download meta/x --local-dir /model-store --repo-type model --revision v2",
  ]);
});

test("what would be taken for a flag is refused", () => {
  expect(() => lines({ profiles: ["--all"] })).toThrow(/is no id of a profile/);
});

test("nothing is guessed: no profile, no model, and no flag in the place of a model", () => {
  expect(() => lines({ profiles: [] })).toThrow(/not said/);
  expect(() => lines({ protocol: "model-free" })).toThrow(/none is named/);
  expect(() => lines({ protocol: "model-free", modelUri: "--all" })).toThrow(/none is named/);
});

test("a key is asked for before anything is pulled, and only names are passed on", () => {
  expect(() => keysFor(request, {})).toThrow(/NGC_API_KEY is not set/);
  expect(keysFor(request, { NGC_API_KEY: "nvapi-x", HTTPS_PROXY: "http://p", HOME: "/root" })).toEqual({
    variables: ["NGC_API_KEY", "HTTPS_PROXY"],
    warnings: [],
  });
  expect(keysFor(request, { NGC_API_KEY: "abc" }).warnings[0]).toContain("auth/legacy-key");
  expect(keysFor(request, { NIM_REPOSITORY_OVERRIDE: "s3://b/" }).variables).toEqual([
    "NIM_REPOSITORY_OVERRIDE",
  ]);
  expect(keysFor({ ...request, protocol: "model-free" }, {}).variables).toEqual([]);
  expect(keysFor({ ...request, host: job }, { NGC_API_KEY: "abc" })).toEqual({ variables: [], warnings: [] });
});
