import type { CacheResult, PrewarmResult } from "../../src/report/prewarm-result.ts";

const gib = 1024 ** 3;

/** A cache that is ready and was filled in this run; a test says what differs. */
export function cacheResult(differs: Partial<CacheResult> = {}): CacheResult {
  return {
    kind: "NIMCache",
    namespace: "models",
    name: "llama",
    did: "created",
    outcome: "ready",
    message: "Ready",
    causes: [],
    state: "Ready",
    uid: "0f2c6a5e-0000-4000-8000-000000000001",
    claim: "llama-pvc",
    image: { reference: "nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0", digest: `sha256:${"a".repeat(64)}` },
    attempts: { failed: 0, most: 6 },
    bytes: { planned: 16 * gib, done: 15.6 * gib },
    profiles: {
      expected: ["1".repeat(64)],
      listed: ["1".repeat(64)],
      missing: [],
      notDownloaded: [],
      duplicated: [],
    },
    seconds: 754,
    ...differs,
  };
}

export function prewarmResult(differs: Partial<PrewarmResult> = {}): PrewarmResult {
  return {
    version: 1,
    digest: `sha256:${"d".repeat(64)}`,
    cluster: "eu-hgx",
    server: "https://10.0.0.1:6443",
    dryRun: false,
    outcome: "ready",
    seconds: 760,
    caches: [cacheResult()],
    notes: [],
    ...differs,
  };
}

/** A run with nearly all that a run can have. */
export const eventfulRun: PrewarmResult = prewarmResult({
  outcome: "failed",
  seconds: 3720,
  caches: [
    cacheResult(),
    cacheResult({
      name: "mistral",
      did: "created",
      outcome: "failed",
      message: "the Job gave up after 6 attempts",
      state: "Pending",
      attempts: { failed: 6, most: 6 },
      bytes: { planned: 120 * gib, done: 50 * gib },
      seconds: 3600,
      causes: [
        {
          code: "VolumeFull",
          message: "the volume has no room left: mistral-pvc holds 50 GiB",
          help: "make a NIMCache of another name with a larger storage.pvc.size, or see `kubectl -n models logs job/mistral-job` and `kubectl -n models describe pvc mistral-pvc`; the operator starts again in 10 minutes unless the NIMCache is deleted",
          commands: ["kubectl -n models logs job/mistral-job", "kubectl -n models describe pvc mistral-pvc"],
        },
      ],
      log: {
        pod: "mistral-job-x7k2p",
        lines: ["downloading shard 41 of 97", "OSError: [Errno 28] No space left on device"],
      },
      stillRuns: "the operator makes a new Job 10 minutes after this one ended",
    }),
    cacheResult({
      name: "nemotron-super-49b-v1.5-with-a-long-name",
      namespace: "research-and-development",
      did: "waited-for",
      outcome: "timed-out",
      message: "it is still downloading: 98 of 120 GiB",
      causes: [],
      bytes: { planned: 120 * gib, done: 98 * gib },
      attempts: { failed: 1, most: 6 },
      seconds: 3600,
      stillRuns: "its Job goes on; run nimops prewarm again to wait for it",
    }),
    cacheResult({
      name: "phi",
      did: "untouched",
      seconds: 0,
      bytes: {},
      causes: [
        {
          code: "ProfilesListedTwice",
          message: "status.profiles lists 1 profile more than once",
          commands: [],
        },
      ],
    }),
    cacheResult({
      name: "qwen",
      did: "nothing",
      outcome: "conflict",
      message: "kubectl-client-side-apply owns .spec.storage.pvc.size",
      seconds: 0,
      bytes: { planned: 30 * gib },
      causes: [
        { code: "ManagedByAnother", message: "the manifest says 100Gi, the cluster 50Gi", commands: [] },
      ],
    }),
  ],
  notes: ["may not get nodes/proxy: bytes are not shown"],
});
