import { createHash } from "node:crypto";
import { totalsOf } from "../../record/of-folder.ts";
import type { CacheRecord, RecordedFile } from "../../record/schema.ts";
import { recordText } from "../../record/text.ts";
import type { Content } from "../../store/content.ts";
import type { NewObject, Store } from "../../store/store.ts";
import { cacheFiles } from "../layout/cache-files.ts";
import type { LayoutFile, LayoutPlan, PlannedObject } from "../layout/layout.ts";
import { archiveContent } from "./archive-content.ts";
import { assertAllArrived } from "./arrived.ts";
import type { ExpectedCache } from "./expected-cache.ts";
import { forEach, Gate } from "./gate.ts";
import type { Journal } from "./journal.ts";
import { takeLease } from "./lease.ts";
import { Present } from "./present.ts";
import { largestWhole, mostMemory, type Sender, sendLarge, sendWhole } from "./send-object.ts";
import { hashOf, Sources } from "./sources.ts";
import { Tally } from "./tally.ts";
import type { UploadRequest, UploadResult, UploadWorld } from "./upload-request.ts";

export interface TransferParts {
  readonly request: UploadRequest;
  readonly world: UploadWorld;
  readonly folder: string;
  /** What lies in the folder. */
  readonly files: readonly LayoutFile[];
  readonly plan: LayoutPlan;
  readonly store: Store;
  readonly record: CacheRecord;
  /** What the files must be, as far as the record says. */
  readonly expected: ExpectedCache["files"];
}

type Outcome = Pick<
  UploadResult,
  "bytesMoved" | "bytesThere" | "changed" | "warnings" | "resumed" | "contents"
>;

/** The way of the planned objects into the store. */
export class Transfer {
  readonly #parts: TransferParts;
  readonly #entries: readonly LayoutFile[];
  readonly #tally: Tally;
  /** Sent whole, and not yet seen to be there. */
  readonly #sent: NewObject[] = [];

  constructor(parts: TransferParts) {
    this.#parts = parts;
    this.#entries = cacheFiles(parts.files).entries;
    this.#tally = new Tally(parts.store.url, parts.plan.objects, parts.world.progress);
  }

  /** What `run` would move, as far as sizes tell; nothing is read and nothing is written. */
  async estimate(): Promise<Outcome> {
    const { plan, store, request } = this.#parts;
    const present = await Present.of(store, plan, request.parallel ?? usualParallel);
    const missing = plan.objects.filter((object) => present.size(object.key) !== object.size);
    const bytesMoved = bytesOf(missing);
    return {
      bytesMoved,
      bytesThere: bytesOf(plan.objects) - bytesMoved,
      changed: false,
      warnings: [],
      resumed: 0,
      contents: [],
    };
  }

  async run(journal: Journal): Promise<Outcome> {
    try {
      return await this.#run(journal);
    } finally {
      await journal.close();
      this.#tally.stop();
    }
  }

  async #run(journal: Journal): Promise<Outcome> {
    const { plan, store, expected, request, world, folder } = this.#parts;
    const parallel = request.parallel ?? usualParallel;
    const sources = new Sources(folder, journal, expected, world.signal);
    const present = await Present.of(store, plan, parallel);
    this.#tally.say("comparing");
    const missing: PlannedObject[] = [];
    await forEach(plan.objects, parallel, async (object) => {
      world.signal?.throwIfAborted();
      // What is not there, or of another size, needs no reading to be sent.
      if (present.size(object.key) !== object.size) return void missing.push(object);
      const wanted = {
        key: object.key,
        size: object.size,
        sha256: await this.#sha256(object, sources, journal),
      };
      if (!(await present.has(wanted, object.source, journal))) return void missing.push(object);
      if (journal.state.stored(object.key)?.sha256 !== wanted.sha256) {
        await journal.tell({ stored: object.key, size: wanted.size, sha256: wanted.sha256 });
      }
      this.#tally.there(object.size);
    });
    const warnings: string[] = [];
    if (missing.length === 0) {
      const written = await this.#writeRecord(await this.#contents(sources), present);
      return this.#outcome({ changed: written, warnings, contents: await this.#contents(sources) });
    }
    const lease = await takeLease(store, {
      key: `${plan.recordKey}.lease`,
      id: journal.id,
      breakLease: request.breakLease ?? false,
      now: world.now,
    });
    if (lease === undefined) {
      warnings.push(`${store.url} cannot keep two uploads apart: see that no other runs at the same time`);
    }
    try {
      await this.#endOrphans(journal);
      // Where the record is, all is: one of another cache must not stand beside half of this one.
      await store.remove(plan.recordKey);
      this.#tally.say("uploading");
      const sender: Sender = {
        store,
        journal,
        gate: new Gate(parallel, mostMemory),
        parallel,
        onBytes: (bytes, from) => (from === "here" ? this.#tally.moved(bytes) : this.#tally.there(bytes)),
      };
      await forEach(missing, parallel, async (object) => {
        world.signal?.throwIfAborted();
        lease?.assertOurs();
        await this.#send(object, sender, sources, journal);
      });
      await assertAllArrived(store, this.#sent);
      const contents = await this.#contents(sources);
      await this.#writeRecord(contents, undefined);
      return this.#outcome({ changed: true, warnings, contents });
    } finally {
      await lease?.release();
    }
  }

  async #send(object: PlannedObject, sender: Sender, sources: Sources, journal: Journal): Promise<void> {
    const { source } = object;
    if (source !== undefined && object.size <= largestWhole) {
      await sender.gate.withMemory(object.size, async (bytes) => {
        const sha256 = await sources.load(source, bytes);
        const wanted = { key: object.key, size: object.size, sha256 };
        await sendWhole(sender, wanted, bytes);
        if (sender.store.list !== undefined) this.#sent.push(wanted);
      });
    } else {
      const sha256 = await this.#sha256(object, sources, journal);
      const content = await this.#content(object, sources);
      const wanted = { key: object.key, size: object.size, sha256 };
      if (await sendLarge(sender, wanted, content)) this.#tally.resumed += 1;
      if (source === undefined) await this.#writeSum(wanted);
    }
  }

  async #sha256({ source }: PlannedObject, sources: Sources, journal: Journal): Promise<string> {
    if (source !== undefined) return sources.sha256(source);
    // The archive's bytes follow from its entries, so that they are read for its hash once only.
    const identity = createHash("sha256")
      .update(JSON.stringify(await this.#contents(sources)))
      .digest("hex");
    const known = journal.state.archiveHash(identity);
    if (known !== undefined) return known;
    const sha256 = await hashOf(this.#archive(sources));
    await journal.tell({ archive: identity, sha256 });
    return sha256;
  }

  async #content({ source }: PlannedObject, sources: Sources): Promise<Content> {
    return source === undefined ? this.#archive(sources) : sources.content(source);
  }

  #archive(sources: Sources): Content {
    return archiveContent(this.#entries, (path) => sources.content(path));
  }

  /** For `sha256sum -c`, where the store itself does not keep the hash. */
  async #writeSum({ key, sha256 }: NewObject): Promise<void> {
    const { store } = this.#parts;
    if (store.keepsHashes) return;
    await put(store, `${key}.sha256`, `${sha256}  ${key}\n`);
  }

  async #contents(sources: Sources): Promise<RecordedFile[]> {
    const contents: RecordedFile[] = [];
    for (const entry of this.#entries) {
      if (entry.kind === "link") contents.push(entry);
      else contents.push({ ...entry, sha256: await sources.sha256(entry.path) });
    }
    return contents;
  }

  /** @returns whether it was not there as it is now. */
  async #writeRecord(contents: readonly RecordedFile[], present: Present | undefined): Promise<boolean> {
    const { store, plan, record, request } = this.#parts;
    const known = new Map(record.files?.map((file) => [file.path, file]));
    const files = contents.map((file) => {
      const before = known.get(file.path);
      return file.kind === "file" && before?.kind === "file" && before.blake3
        ? { ...file, blake3: before.blake3 }
        : file;
    });
    const text = recordText({ ...record, layout: request.layout, files, totals: totalsOf(files) });
    if (present !== undefined && (await present.recordText()) === text) return false;
    await put(store, plan.recordKey, text);
    return true;
  }

  /** What an upload left in the store whose journal nobody has any more; it would be paid for until somebody removes it. */
  async #endOrphans(journal: Journal): Promise<void> {
    const { large } = this.#parts.store;
    if (large.by !== "parts" || large.unfinished === undefined) return;
    const ours = new Map(this.#parts.plan.objects.map((object) => [object.key, object]));
    for await (const { key, upload } of large.unfinished("")) {
      const object = ours.get(key);
      if (object === undefined || journal.state.begun(key)?.upload === upload) continue;
      await large.abort({ key, size: object.size, sha256: "" }, upload);
    }
  }

  #outcome(ending: Pick<Outcome, "changed" | "warnings" | "contents">): Outcome {
    this.#tally.done();
    const { bytesMoved, bytesThere, resumed } = this.#tally;
    return { bytesMoved, bytesThere, resumed, ...ending };
  }
}

const usualParallel = 8;

function bytesOf(objects: readonly { size: number }[]): number {
  return objects.reduce((sum, { size }) => sum + size, 0);
}

async function put(store: Store, key: string, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  await store.put(
    { key, size: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") },
    bytes,
  );
}
