import { createHash } from "node:crypto";
import type { Progress } from "../../../report/progress.ts";
import { largestRecord, parseRecord } from "../../record/read.ts";
import type { CacheRecord, Layout } from "../../record/schema.ts";
import type { Store } from "../../store/store.ts";
import type { LinkWay, PlannedObject } from "../layout/layout.ts";
import { planLayout } from "../layout/plan-layout.ts";
import { StepError, type StepProblem } from "../step.ts";
import { archiveFault } from "./archive.ts";
import { atOnce } from "./at-once.ts";
import type { Findings } from "./findings.ts";
import { recordProblems } from "./records.ts";

export interface StoreQuestion {
  readonly store: Store;
  readonly layout: Layout;
  readonly links?: LinkWay | undefined;
  /** See `LayoutOptions`. */
  readonly name: string;
  /** Of the cache on disk, where there is one: else what the store holds must be as its own record says. */
  readonly record?: CacheRecord | undefined;
  /** Reads every object back. */
  readonly deep: boolean;
}

export interface StoreOptions {
  readonly progress: Progress;
  readonly task: string;
  readonly signal?: AbortSignal | undefined;
}

/** What a store holds against the record. @throws StepError `store/…` where the store does not answer. */
export async function verifyStore(question: StoreQuestion, options: StoreOptions): Promise<Findings> {
  const { store, layout, name, links } = question;
  await store.check();
  const { recordKey } = planLayout([], { layout, name, links });
  const problems: StepProblem[] = [];
  const stored = await storedRecord(store, recordKey);
  if (stored instanceof StepError) {
    problems.push({
      code: stored.code,
      path: `${store.url}${recordKey}`,
      message: "cannot be read",
      ...helpOf(stored),
    });
  } else if (stored === undefined) {
    problems.push(noRecord(`${store.url}${recordKey}`));
  }
  const own = stored instanceof StepError ? undefined : stored;
  const record = question.record ?? own;
  if (record?.files === undefined) return { problems, warnings: [], facts: [], files: 0, bytes: 0 };
  if (question.record !== undefined && own !== undefined)
    problems.push(...differences(question.record, own, store));
  const plan = planLayout(record.files, { layout, name, links });
  const judged = await judgeAll(plan.objects, record, question, options);
  problems.push(...judged.problems);
  const warnings = [...judged.warnings, ...(await strangers(store, plan.objects, recordKey, layout))];
  const bytes = plan.objects.reduce((sum, { size }) => sum + size, 0);
  return { problems, warnings, facts: [], files: plan.objects.length, bytes };
}

/** The record that a store holds; undefined where it has none that can be read. */
export async function storedRecordOf({
  store,
  layout,
  name,
  links,
}: StoreQuestion): Promise<CacheRecord | undefined> {
  const stored = await storedRecord(store, planLayout([], { layout, name, links }).recordKey);
  return stored instanceof StepError ? undefined : stored;
}

async function storedRecord(store: Store, key: string): Promise<CacheRecord | StepError | undefined> {
  const head = await store.head(key);
  if (head === undefined) return undefined;
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of store.read(key)) {
    size += piece.length;
    if (size > largestRecord) break;
    pieces.push(piece);
  }
  try {
    return parseRecord(Buffer.concat(pieces).toString("utf8"), `${store.url}${key}`);
  } catch (error) {
    if (error instanceof StepError) return error;
    throw error;
  }
}

function helpOf({ help }: StepError): { help?: string } {
  return help === undefined ? {} : { help };
}

function noRecord(path: string): StepProblem {
  return {
    code: "record/missing",
    path,
    message: "is not there: the upload did not come to its end, or went elsewhere",
    help: "run `nimops airgap upload` again: it goes on where it was",
  };
}

function differences(record: CacheRecord, stored: CacheRecord, store: Store): StepProblem[] {
  const expected = { digest: record.image.digest, profiles: record.profiles.map(({ id }) => id) };
  return recordProblems(stored, expected, `the record in ${store.url}`);
}

interface Judged {
  readonly problem?: StepProblem;
  readonly unproved?: boolean;
}

async function judgeAll(
  objects: readonly PlannedObject[],
  record: CacheRecord,
  { store, deep }: StoreQuestion,
  { progress, task, signal }: StoreOptions,
): Promise<{ problems: StepProblem[]; warnings: string[] }> {
  const hashes = new Map(
    (record.files ?? []).flatMap((file) => (file.kind === "file" ? [[file.path, file.sha256] as const] : [])),
  );
  const counter = { done: 0, total: objects.reduce((sum, { size }) => sum + size, 0) };
  const judged = await atOnce(objects, deep ? 4 : 8, async (object): Promise<Judged> => {
    signal?.throwIfAborted();
    const told = await judge(object, { hashes, files: record.files ?? [] }, store, deep, (bytes) => {
      counter.done += bytes;
      progress.tell({ id: task, stage: "running", words: "reading back", bytes: { ...counter } });
    });
    if (!deep) {
      counter.done += object.size;
      progress.tell({ id: task, stage: "running", words: "asking the store", bytes: { ...counter } });
    }
    return told;
  });
  const unproved = judged.filter((one) => one.unproved === true).length;
  return {
    problems: judged.flatMap(({ problem }) => problem ?? []),
    warnings:
      unproved === 0
        ? []
        : [
            `store/unverified: ${store.url} does not tell the SHA-256 of ${unproved} objects; only their sizes were compared; --deep reads them back`,
          ],
  };
}

async function judge(
  { key, size, source }: PlannedObject,
  { hashes, files }: { hashes: ReadonlyMap<string, string>; files: NonNullable<CacheRecord["files"]> },
  store: Store,
  deep: boolean,
  onBytes: (bytes: number) => void,
): Promise<Judged> {
  const path = `${store.url}${key}`;
  const head = await store.head(key);
  if (head === undefined)
    return { problem: { code: "store/missing", path, message: "is not there", help: uploadAgain } };
  if (head.size !== size) {
    const cut = head.size < size ? ": it was cut off" : "";
    const message = `has ${head.size} bytes, and was recorded with ${size}${cut}`;
    return { problem: { code: "store/corrupt", path, message, help: uploadAgain } };
  }
  const wanted = source === undefined ? head.sha256 : hashes.get(source);
  if (head.sha256 !== undefined && wanted !== undefined && head.sha256 !== wanted) {
    const message = `was uploaded from other content: SHA-256 ${head.sha256}, recorded ${wanted}`;
    return { problem: { code: "store/corrupt", path, message, help: uploadAgain } };
  }
  if (!deep) return head.sha256 === undefined ? { unproved: true } : {};
  if (source === undefined) {
    const fault = await archiveFault(store.read(key), files, onBytes);
    if (fault === undefined) return {};
    return {
      problem: {
        code: "store/corrupt",
        path,
        message: `is not the recorded cache: ${fault}`,
        help: uploadAgain,
      },
    };
  }
  const hash = createHash("sha256");
  let read = 0;
  for await (const piece of store.read(key)) {
    hash.update(piece);
    read += piece.length;
    onBytes(piece.length);
  }
  const sha256 = hash.digest("hex");
  if (wanted === undefined) return { unproved: true };
  if (read === size && sha256 === wanted) return {};
  const message = `holds other content than was uploaded: SHA-256 ${sha256} of ${read} bytes, recorded ${wanted}`;
  return { problem: { code: "store/corrupt", path, message, help: uploadAgain } };
}

/** Objects that belong to no record: a reader that takes the whole prefix downloads them too. */
async function strangers(
  store: Store,
  objects: readonly PlannedObject[],
  recordKey: string,
  layout: Layout,
): Promise<string[]> {
  // Many models share what lies above their files.
  if (store.list === undefined || layout !== "tree") return [];
  const known = new Set(objects.map(({ key }) => key));
  const strange: string[] = [];
  let seen = 0;
  for await (const { key } of store.list("")) {
    seen += 1;
    if (seen > mostListed) break;
    if (!known.has(key) && key !== recordKey && !key.startsWith(".nimops") && !key.includes("nim-cache.")) {
      strange.push(key);
    }
  }
  if (strange.length === 0) return [];
  const shown = strange.slice(0, 3).map((key) => JSON.stringify(key));
  const more = strange.length > shown.length ? ` and ${strange.length - shown.length} more` : "";
  return [
    `${store.url} holds ${shown.join(", ")}${more}, which no record names; a reader downloads them too`,
  ];
}

const mostListed = 100_000;
const uploadAgain = "run `nimops airgap upload` again: it uploads what is missing or different";
