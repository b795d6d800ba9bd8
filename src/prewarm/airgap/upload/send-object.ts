import type { Content } from "../../store/content.ts";
import type { NewObject, PartedWriter, Store } from "../../store/store.ts";
import { StepError } from "../step.ts";
import { assertArrived } from "./arrived.ts";
import { forEach, type Gate } from "./gate.ts";
import type { Journal } from "./journal.ts";

export interface Sender {
  readonly store: Store;
  readonly journal: Journal;
  /** Bounds what is on its way, and the memory that it takes. */
  readonly gate: Gate;
  readonly parallel: number;
  /** How many bytes of content the store got, or had of an earlier attempt. */
  onBytes(bytes: number, from: "here" | "earlier"): void;
}

/** Bytes; an object up to this is sent whole, out of memory. */
export const largestWhole = 8 * 1024 * 1024;

/** Sends an object whose bytes are at hand. Whether it arrived is seen at once where the store cannot list, else by the caller. */
export async function sendWhole(sender: Sender, object: NewObject, bytes: Uint8Array): Promise<void> {
  await sender.store.put(object, bytes);
  sender.onBytes(bytes.length, "here");
  if (sender.store.list === undefined) await assertArrived(sender.store, object);
  await sender.journal.tell({ stored: object.key, size: object.size, sha256: object.sha256 });
}

/** Sends a large object, going on with what an earlier attempt began, and sees that it arrived. True: it went on. */
export async function sendLarge(sender: Sender, object: NewObject, content: Content): Promise<boolean> {
  const { store, gate } = sender;
  let resumed = false;
  if (store.large.by === "parts") resumed = await sendParts(sender, store.large, object, content);
  else {
    const { large } = store;
    await gate.within(streamMemory, () =>
      large.write(object, content, (bytes) => sender.onBytes(bytes, "here")),
    );
  }
  await assertArrived(store, object);
  await sender.journal.tell({ stored: object.key, size: object.size, sha256: object.sha256 });
  return resumed;
}

/** Bytes of a stream that are in memory at once, about. */
const streamMemory = 4 * 1024 * 1024;

async function sendParts(
  sender: Sender,
  writer: PartedWriter,
  object: NewObject,
  content: Content,
): Promise<boolean> {
  const { journal, gate, parallel } = sender;
  const partSize = partSizeFor(object, writer);
  const count = Math.ceil(object.size / partSize);
  const lengthOf = (number: number) => Math.min(partSize, object.size - (number - 1) * partSize);
  const earlier = await earlierUpload(sender, writer, object, partSize);
  const receipts = new Map<number, string>();
  for (const { number, size, receipt } of earlier?.parts ?? []) {
    if (number >= 1 && number <= count && size === lengthOf(number)) {
      receipts.set(number, receipt);
      sender.onBytes(size, "earlier");
    }
  }
  const upload = earlier?.upload ?? (await writer.begin(object));
  if (earlier === undefined) {
    await journal.tell({ begun: object.key, upload, size: object.size, sha256: object.sha256, partSize });
  }
  const missing = Array.from({ length: count }, (_, index) => index + 1).filter(
    (number) => !receipts.has(number),
  );
  try {
    await forEach(missing, writer.inOrder ? 1 : parallel, async (number) => {
      const length = lengthOf(number);
      await gate.withMemory(length, async (bytes) => {
        const offset = (number - 1) * partSize;
        await content.load(bytes, offset);
        const receipt = await writer.putPart(object, upload, {
          number,
          offset,
          bytes,
          isLast: number === count,
          before: receipts.get(number - 1) ?? "",
        });
        receipts.set(number, receipt);
        await journal.tell({ part: object.key, number, receipt });
        sender.onBytes(length, "here");
      });
    });
    const inOrder = Array.from({ length: count }, (_, index) => receipts.get(index + 1) ?? "");
    await writer.finish(object, upload, inOrder);
  } catch (error) {
    if (error instanceof StepError && forgets.has(error.code)) {
      // Nobody will go on with it: what was sent is of another file, or not what the store says it has.
      await writer.abort(object, upload).catch(() => undefined);
      await journal.tell({ ended: object.key });
    }
    throw error;
  }
  return earlier !== undefined;
}

const forgets: ReadonlySet<string> = new Set(["cache/changed", "cache/corrupt", "store/corrupt"]);

/** What the journal and the store both know of an earlier attempt; one that does not fit is ended. */
async function earlierUpload(
  { journal }: Sender,
  writer: PartedWriter,
  object: NewObject,
  partSize: number,
): Promise<{ upload: string; parts: { number: number; size: number; receipt: string }[] } | undefined> {
  const begun = journal.state.begun(object.key);
  if (begun === undefined) return undefined;
  const isSame = begun.size === object.size && begun.sha256 === object.sha256 && begun.partSize === partSize;
  const parts = isSame ? await writer.parts(object, begun.upload, partSize) : undefined;
  if (parts !== undefined) {
    return {
      upload: begun.upload,
      parts: parts.map((part) => ({
        ...part,
        receipt: part.receipt || (begun.receipts.get(part.number) ?? ""),
      })),
    };
  }
  await writer.abort(object, begun.upload);
  await journal.tell({ ended: object.key });
  return undefined;
}

function partSizeFor({ key, size }: NewObject, { limits }: PartedWriter): number {
  const { smallestPart, largestPart, mostParts, multipleOf } = limits;
  const wanted = Math.max(usualPart, smallestPart, Math.ceil(size / mostParts));
  const partSize = Math.ceil(wanted / multipleOf) * multipleOf;
  if (partSize > Math.min(largestPart, mostPart)) {
    throw new StepError(
      "store/failed",
      `${JSON.stringify(key)} of ${size} bytes is larger than can be uploaded in parts`,
      {
        help: "take the layout tree in place of one archive",
      },
    );
  }
  return partSize;
}

/** Bytes. */
const usualPart = 8 * 1024 * 1024;
/** Alone in memory then; of ten thousand such parts an object of 1.2 TiB is made. */
const mostPart = 128 * 1024 * 1024;

/** Bytes of content that all parts on their way take together. */
export const mostMemory = 48 * 1024 * 1024;
