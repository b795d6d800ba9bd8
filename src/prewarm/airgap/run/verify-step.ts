import { existsSync } from "node:fs";
import type { Cluster } from "../../../kube/cluster.ts";
import { ClusterError } from "../../../kube/cluster-error.ts";
import { UserError } from "../../../user-error.ts";
import { ask } from "../../http/ask.ts";
import { certificatesIn } from "../../http/certificates.ts";
import { readRecord } from "../../record/read.ts";
import type { CacheRecord } from "../../record/schema.ts";
import { openStore } from "../../store/open-store.ts";
import { mirroredName } from "../mirror/mirrored-name.ts";
import { StepError, type StepProblem } from "../step.ts";
import { verifyCluster } from "../verify/cluster.ts";
import { verifyDisk } from "../verify/disk.ts";
import { type Findings, noFindings, together } from "../verify/findings.ts";
import { recordProblems } from "../verify/records.ts";
import { registryDigest } from "../verify/registry.ts";
import { type AskService, smokeTest } from "../verify/smoke.ts";
import { storedRecordOf, verifyStore } from "../verify/store.ts";
import type { AirgapJob, JobCache, JobService } from "./job.ts";
import type { RunWorld } from "./run-world.ts";
import type { StepOutcome } from "./step-outcome.ts";

/**
 * Proves what the other steps did: the folder, the store, the registry and the cluster against the record. What is not right
 * is told and does not end it.
 */
export async function verifyStep(job: AirgapJob, world: RunWorld): Promise<StepOutcome> {
  const { clock, progress } = world;
  const started = clock.now();
  const { caches, verify } = job;
  if (caches.length === 0 && verify.services.length === 0) {
    throw new UserError("there is nothing to verify", {
      help: "say --from FOLDER, --to URL, or --file with an air-gap file",
    });
  }
  const live = verify.namespace === undefined ? undefined : await world.openCluster(verify.context);
  const found: Findings[] = [];
  let profiles = 0;
  try {
    for (const cache of caches) {
      const task = `verify ${cache.name}`;
      progress.tell({ id: task, stage: "running", words: "verifying" });
      const { record, findings } = await verifyCache(cache, job, task, live, world);
      profiles += record?.profiles.length ?? 0;
      found.push(findings);
      const isRight = findings.problems.length === 0;
      progress.tell({
        id: task,
        stage: isRight ? "done" : "failed",
        words: isRight ? "as recorded" : "not right",
      });
    }
    for (const service of verify.services) found.push(await smoke(service, job, live, world));
  } finally {
    await live?.close();
  }
  const { problems, warnings, facts, files, bytes } = together(found);
  const seconds = (clock.now() - started) / 1000;
  const result = { images: caches.length, profiles, files, bytesMoved: 0, bytesThere: bytes, seconds };
  return { result: { step: "verify", ...result, changed: false, warnings }, facts, problems };
}

async function verifyCache(
  cache: JobCache,
  { upload, verify, registries, mirror }: AirgapJob,
  task: string,
  live: Cluster | undefined,
  world: RunWorld,
): Promise<{ record: CacheRecord | undefined; findings: Findings }> {
  const { state, progress, signal, redact } = world;
  const options = { progress, task, signal };
  const parts: Findings[] = [];
  const local = await localRecord(cache.folder);
  parts.push(local.findings);
  let record = local.record;
  const { to } = cache;
  if (to !== undefined && upload !== undefined) {
    const look = async () => {
      const store = await openStore(to, upload.store, { env: world.env, signal });
      try {
        const { layout, links } = upload;
        const question = { store, layout, links, name: cache.name, deep: verify.deep };
        parts.push(await verifyStore({ ...question, record }, options));
        // What came down from a store is held against what went up.
        record ??= await storedRecordOf(question);
      } finally {
        store.close();
      }
    };
    await look().catch((error: unknown) => parts.push(unanswered(error, to, signal)));
  }
  const hasFolder = existsSync(cache.folder);
  if (record === undefined) {
    const isTold = parts.some(({ problems }) => problems.length > 0);
    if (!isTold) parts.push(problem(hasFolder ? noRecord(cache.folder, cache.name) : noFolder(cache.folder)));
    return { record, findings: together(parts) };
  }
  if (hasFolder) parts.push(await verifyDisk(cache.folder, record, { ...options, full: verify.full }));
  const { mirrored, profiles } = state.of(cache.name);
  const expected = {
    profiles: cache.profiles?.every(isId) ? cache.profiles : profiles?.selected.map(({ id }) => id),
  };
  parts.push({ ...noFindings, problems: recordProblems(record, expected, `the record of ${cache.name}`) });
  // Only the private registry is asked: behind the gap there is no other.
  const planned =
    cache.image === undefined || mirror?.to === undefined ? undefined : mirroredName(cache.image, mirror.to);
  const image = mirrored?.place === "registry" ? mirrored.destination : planned;
  if (image !== undefined && record.image.digest !== undefined) {
    const digest = await registryDigest(image, registries, world);
    if (digest.found !== undefined) {
      const problems = recordProblems(record, { digest: digest.found }, `the record of ${cache.name}`);
      parts.push({
        ...noFindings,
        problems,
        facts: problems.length === 0 ? [`${image} is ${digest.found}`] : [],
      });
    } else parts.push({ ...noFindings, warnings: [digest.why] });
  }
  if (live !== undefined && verify.namespace !== undefined) {
    const question = { namespace: verify.namespace, record, bytes: record.totals.bytes };
    parts.push(await unlessUnreachable(live, () => verifyCluster(live, question, { redact, signal })));
  }
  return { record, findings: together(parts) };
}

function isId(profile: string): boolean {
  return /^[0-9a-f]{64}$/.test(profile);
}

async function localRecord(folder: string): Promise<{ record: CacheRecord | undefined; findings: Findings }> {
  try {
    return { record: await readRecord(folder), findings: noFindings };
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    const { code, message, help = "" } = error;
    return { record: undefined, findings: problem({ code, path: folder, message, help }) };
  }
}

function noFolder(folder: string): StepProblem {
  return {
    code: "cache/missing",
    path: folder,
    message: "there is no such folder",
    help: "name the cache's folder, or fill it with `nimops airgap download`",
  };
}

function noRecord(folder: string, name: string): StepProblem {
  return {
    code: "record/missing",
    path: folder,
    message: `has no record, so nobody knows whether the cache ${name} is whole`,
    help: "fill it with `nimops airgap download`, which records what it holds",
  };
}

function problem(one: StepProblem): Findings {
  return { ...noFindings, problems: [one] };
}

/** A store that does not answer keeps nobody from hearing of the others. */
function unanswered(error: unknown, url: string, signal: AbortSignal | undefined): Findings {
  if (!(error instanceof StepError) || signal?.aborted) throw error;
  const { code, message, help } = error;
  return problem({ code, path: url, message, ...(help === undefined ? {} : { help }) });
}

async function unlessUnreachable(live: Cluster, look: () => Promise<Findings>): Promise<Findings> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    const { message, help } = error;
    return problem({
      code: "cluster/unreachable",
      path: live.server,
      message,
      ...(help === undefined ? {} : { help }),
    });
  }
}

/** Milliseconds: a large model takes its time for the first answer. */
const smokeTimeout = 120_000;

async function smoke(
  service: JobService,
  { verify }: AirgapJob,
  live: Cluster | undefined,
  { signal, redact }: RunWorld,
): Promise<Findings> {
  const { url, name, port, cache, smoke, inputType, model } = service;
  const shown = name ?? url ?? cache;
  const question = { service: shown, smoke, inputType, model };
  if (url !== undefined) {
    const trust = { ca: certificatesIn(verify.caFile), verify: true };
    return smokeTest(question, byUrl(url, trust, redact, signal));
  }
  if (name === undefined) return noFindings;
  if (live === undefined || verify.namespace === undefined) {
    throw new UserError(`the Service ${name} can be asked only with verify.namespace (--namespace)`);
  }
  const { namespace } = verify;
  return smokeTest(question, (path, body) =>
    live.askService(
      { namespace, name, port },
      { path, timeout: smokeTimeout, ...(body && { body }), ...(signal && { signal }) },
    ),
  );
}

function byUrl(
  base: string,
  trust: Parameters<typeof ask>[0]["trust"],
  redact: RunWorld["redact"],
  signal: AbortSignal | undefined,
): AskService {
  return async (path, body) => {
    if (!URL.canParse(base))
      throw new UserError(`${base} is no address`, { help: "such as http://10.0.0.7:8000" });
    const at = new URL(base);
    const url = new URL(`${at.pathname.replace(/\/+$/, "")}${path}`, at);
    const method = body === undefined ? "GET" : "POST";
    const { status, text } = await ask({
      method,
      url,
      ...(body && { body }),
      trust,
      timeout: smokeTimeout,
      signal,
    });
    if (status >= 200 && status < 300) return text;
    throw new Error(`it answered ${status}: ${redact(text).replace(/\s+/g, " ").slice(0, 200)}`);
  };
}
