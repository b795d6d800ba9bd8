import { parseRecord } from "../../record/read.ts";
import type { NewObject, Store, StoredObject } from "../../store/store.ts";
import type { LayoutPlan } from "../layout/layout.ts";
import { forEach } from "./gate.ts";
import type { Journal } from "./journal.ts";

/** What a store has of the objects of a plan, before an upload. */
export class Present {
  readonly #store: Store;
  readonly #plan: LayoutPlan;
  readonly #objects: ReadonlyMap<string, StoredObject>;
  #recordText: Promise<string | undefined> | undefined;
  #recorded: Promise<ReadonlyMap<string, string>> | undefined;

  private constructor(store: Store, plan: LayoutPlan, objects: ReadonlyMap<string, StoredObject>) {
    this.#store = store;
    this.#plan = plan;
    this.#objects = objects;
  }

  /** One list in place of a question for each object, where the store can list. */
  static async of(store: Store, plan: LayoutPlan, parallel: number): Promise<Present> {
    const objects = new Map<string, StoredObject>();
    const keys = new Set([...plan.objects.map(({ key }) => key), plan.recordKey]);
    if (store.list) {
      for await (const object of store.list("")) if (keys.has(object.key)) objects.set(object.key, object);
    } else {
      await forEach(keys, parallel, async (key) => {
        const object = await store.head(key);
        if (object) objects.set(key, object);
      });
    }
    return new Present(store, plan, objects);
  }

  size(key: string): number | undefined {
    return this.#objects.get(key)?.size;
  }

  /**
   * Whether the store has exactly this: its size, and the hash that it keeps; else the one that the journal or the store's own
   * record has of it.
   *
   * @param source the file of the cache, by which the record knows it.
   */
  async has(
    { key, size, sha256 }: NewObject,
    source: string | undefined,
    journal: Journal,
  ): Promise<boolean> {
    const listed = this.#objects.get(key);
    if (listed?.size !== size) return false;
    if (this.#store.keepsHashes || listed.sha256 !== undefined) {
      const head = listed.sha256 === undefined ? await this.#store.head(key) : listed;
      return head?.size === size && head.sha256 === sha256;
    }
    if (journal.state.stored(key)?.sha256 === sha256) return true;
    return source === undefined
      ? this.#hasSum(key, sha256)
      : (await this.#recordedHashes()).get(source) === sha256;
  }

  /** The record that the store has. */
  recordText(): Promise<string | undefined> {
    this.#recordText ??= this.#read(this.#plan.recordKey);
    return this.#recordText;
  }

  #recordedHashes(): Promise<ReadonlyMap<string, string>> {
    this.#recorded ??= (async () => {
      const text = await this.recordText();
      if (text === undefined) return new Map();
      try {
        const { files = [] } = parseRecord(text, this.#plan.recordKey);
        return new Map(files.flatMap((file) => (file.kind === "file" ? [[file.path, file.sha256]] : [])));
      } catch {
        // One that nobody can read says nothing, and is written anew.
        return new Map();
      }
    })();
    return this.#recorded;
  }

  async #hasSum(key: string, sha256: string): Promise<boolean> {
    const text = (await this.#store.head(`${key}.sha256`)) && (await this.#readKey(`${key}.sha256`, 1000));
    return text?.startsWith(`${sha256} `) ?? false;
  }

  async #read(key: string): Promise<string | undefined> {
    return this.#objects.has(key) ? this.#readKey(key, largestRecord) : undefined;
  }

  async #readKey(key: string, most: number): Promise<string | undefined> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of this.#store.read(key)) {
      size += piece.length;
      if (size > most) return undefined;
      pieces.push(piece);
    }
    return Buffer.concat(pieces).toString();
  }
}

/** Bytes. */
const largestRecord = 256 * 1024 * 1024;
