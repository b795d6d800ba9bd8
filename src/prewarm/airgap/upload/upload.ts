import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import { reasonOf } from "../../../manifest/find.ts";
import { UserError } from "../../../user-error.ts";
import { isRecord } from "../../record/of-folder.ts";
import { readRecord } from "../../record/read.ts";
import type { CacheRecord } from "../../record/schema.ts";
import { walk } from "../../record/walk.ts";
import { openStore } from "../../store/open-store.ts";
import type { Store } from "../../store/store.ts";
import type { LayoutFile, LayoutPlan } from "../layout/layout.ts";
import { planLayout } from "../layout/plan-layout.ts";
import { StepError } from "../step.ts";
import { expectedCache } from "./expected-cache.ts";
import { Journal } from "./journal.ts";
import { neighbourOf } from "./neighbours.ts";
import { planWarnings } from "./plan-warnings.ts";
import { keepHeapSmall } from "./small-heap.ts";
import { Transfer } from "./transfer.ts";
import type { UploadRequest, UploadResult, UploadWorld } from "./upload-request.ts";

/**
 * Uploads a cache: what the store has already is left alone, what was begun is gone on with, and the record comes last, so that
 * where it is, all is. Stopped by `world.signal`, and by any crash, it leaves a journal from which the next call goes on.
 *
 * @throws StepError `cache/*` where the folder is not as its record says, `store/*` where the store fails, `store/busy` where
 * another upload to the same place is under way.
 */
export async function upload(request: UploadRequest, world: UploadWorld): Promise<UploadResult> {
  keepHeapSmall();
  const started = world.now();
  const folder = await folderOf(request.from);
  const record = request.record ?? (await readRecord(folder)) ?? emptyRecord(request.tool);
  const files = await filesOf(folder, world.signal);
  const expected = expectedCache(record);
  const unexpected = expected.assertComplete(files);
  const { to, name = basename(folder) } = destinationOf(request);
  const plan = planLayout(files, { layout: request.layout, links: request.links, name });
  if (plan.objects.length === 0) throw nothingToUpload(folder, plan);
  const store = await (world.openStore ?? openStore)(to, request.store ?? {}, world);
  try {
    assertRoom(store, request, plan);
    await assertElsewhere(store, folder);
    await store.check();
    const warnings = [
      ...planWarnings(plan, request, store),
      ...unexpected,
      ...(await neighbourWarnings(store, request, world)),
    ];
    const transfer = new Transfer({
      request,
      world,
      folder,
      files,
      plan,
      store,
      record,
      expected: expected.files,
    });
    const outcome = request.dryRun
      ? await transfer.estimate()
      : await transfer.run(
          await Journal.open(journalFile(request, folder, store), { from: folder, to: store.url }),
        );
    return {
      step: "upload",
      images: record.image.reference === unknown ? 0 : 1,
      profiles: record.profiles.length,
      files: plan.objects.length,
      seconds: (world.now() - started) / 1000,
      layout: request.layout,
      destination: store.url,
      readerUrl: `${store.url}${plan.readerKey}`,
      recordKey: plan.recordKey,
      doubledBytes: plan.doubledBytes,
      ...outcome,
      warnings: [...warnings, ...outcome.warnings],
    };
  } finally {
    store.close();
  }
}

async function neighbourWarnings(
  store: Store,
  { store: options = {}, layout }: UploadRequest,
  world: UploadWorld,
): Promise<string[]> {
  const isByText = store.kind === "s3" || store.kind === "azure";
  if (!isByText || store.prefix === "" || layout === "tar") return [];
  const above = await (world.openStore ?? openStore)(store.url.replace(/[^/]+\/$/, ""), options, world);
  try {
    const neighbour = await neighbourOf(store, above);
    if (neighbour === undefined) return [];
    return [
      `${neighbour} begins like ${store.url} without its slash: KServe reads both where it is given the URL without it`,
    ];
  } finally {
    above.close();
  }
}

/** An archive may be named itself, `…/llama.tar`. */
function destinationOf({ to, name, layout }: UploadRequest): { to: string; name: string | undefined } {
  const [, folder, archive] = (layout === "tar" && /^(.*\/)([^/]+)\.tar$/.exec(to)) || [];
  return folder === undefined || archive === undefined ? { to, name } : { to: folder, name: name ?? archive };
}

async function folderOf(from: string): Promise<string> {
  try {
    return await realpath(from);
  } catch (error) {
    throw new UserError(`the cache ${JSON.stringify(from)} cannot be read: ${reasonOf(error)}`, {
      help: "fill it with `nimops airgap download` first",
    });
  }
}

async function filesOf(folder: string, signal: AbortSignal | undefined): Promise<LayoutFile[]> {
  const found = await walk(folder, { signal });
  return found
    .filter(({ path }) => !isRecord(path))
    .map((entry) =>
      entry.kind === "link" ? entry : { path: entry.path, kind: "file", size: entry.stats.size },
    );
}

const unknown = "unknown";

/** What can be said of a cache of which nobody kept a record. */
function emptyRecord(tool: string): CacheRecord {
  return {
    version: 1,
    tool,
    image: { reference: unknown },
    protocol: "unknown",
    profiles: [],
    totals: {},
  };
}

function nothingToUpload(folder: string, { leftOut }: LayoutPlan): StepError {
  const [first] = leftOut;
  return new StepError(
    "cache/missing",
    first
      ? `nothing of ${JSON.stringify(folder)} has a place in this layout: ${JSON.stringify(first.path)}, for one: ${first.why}`
      : `${JSON.stringify(folder)} holds no files`,
    { help: "fill it with `nimops airgap download` first, and name the folder that holds `ngc/hub`" },
  );
}

function assertRoom(store: Store, { layout }: UploadRequest, plan: LayoutPlan): void {
  if (layout === "nim-mirror" && store.prefix !== "") {
    throw new UserError(
      `${store.url} has a prefix, and NIM looks for a mirror's files at the bucket's root only`,
      {
        help: "give the mirror a bucket of its own, and name it without a prefix",
      },
    );
  }
  if (store.kind === "https" && store.list === undefined && layout !== "tar" && layout !== "nim-mirror") {
    throw new UserError(
      `over HTTPS a reader fetches one file, and the layout ${layout} has ${plan.objects.length}`,
      {
        help: "take the layout tar, or nim-mirror where NIM itself is to read them",
      },
    );
  }
}

/** A copy into the cache itself would put files in the place of its links. @throws UserError */
async function assertElsewhere({ kind, url }: Store, folder: string): Promise<void> {
  if (kind !== "directory") return;
  const place = await realpath(url).catch(() => url.replace(/\/+$/, ""));
  if (place !== folder && !place.startsWith(folder + sep)) return;
  throw new UserError(`${JSON.stringify(url)} lies in the cache that is to be uploaded`, {
    help: "name a folder outside it",
  });
}

/** Beside the folder, one for each destination. */
function journalFile({ state }: UploadRequest, folder: string, { url }: Store): string {
  if (state !== undefined) return state;
  const place = createHash("sha256").update(url).digest("hex").slice(0, 12);
  return join(dirname(folder), `.${basename(folder)}.nimops-upload-${place}.jsonl`);
}
