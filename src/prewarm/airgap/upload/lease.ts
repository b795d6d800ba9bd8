import { createHash } from "node:crypto";
import { hostname } from "node:os";
import * as z from "zod";
import type { Store } from "../../store/store.ts";
import { StepError } from "../step.ts";

/** The sign that somebody uploads to a place; taken away at the end. */
export interface Lease {
  /** Stops renewing it, and takes it away. */
  release(): Promise<void>;
  /** Throws where somebody has taken the place over meanwhile. */
  assertOurs(): void;
}

/**
 * Takes a place in a store for one upload. One whose process died is taken over: by the upload that goes on with its journal at
 * once, by others when it has not been renewed for ten minutes and the user says so.
 *
 * @returns undefined where the store has no way to promise that only one gets it.
 * @throws StepError `store/busy`
 */
export async function takeLease(
  store: Store,
  { key, id, breakLease, now }: { key: string; id: string; breakLease: boolean; now: () => number },
): Promise<Lease | undefined> {
  const bytes = () =>
    Buffer.from(`${JSON.stringify({ id, host: hostname(), process: process.pid, renewed: now() })}\n`);
  const created = await store.create(key, bytes());
  if (created === undefined) return undefined;
  if (!created) {
    const held = await readLease(store, key);
    if (held?.id !== id) {
      const isStale = held === undefined || now() - held.renewed > stale;
      if (!isStale || !breakLease) throw busy(store, held, isStale, now());
    }
    await store.remove(key);
    if (!(await store.create(key, bytes()))) throw busy(store, undefined, false, now());
  }
  let lost = false;
  const renewal = setInterval(() => {
    void (async () => {
      const held = await readLease(store, key);
      if (held !== undefined && held.id !== id) lost = true;
      else await putLease(store, key, bytes());
    })().catch(() => {
      // The next one may come through; ten of them have to fail before somebody else may take the place.
    });
  }, renewEvery);
  renewal.unref();
  return {
    assertOurs() {
      if (lost) throw busy(store, undefined, false, now());
    },
    async release() {
      clearInterval(renewal);
      if (!lost) await store.remove(key);
    },
  };
}

/** Milliseconds. */
const renewEvery = 60_000;
const stale = 600_000;

const leaseText = z.object({
  id: z.string().max(100),
  host: z.string().max(300),
  process: z.number(),
  /** Milliseconds since 1970, by the clock of the one who holds it. */
  renewed: z.number(),
});

async function readLease(store: Store, key: string): Promise<z.infer<typeof leaseText> | undefined> {
  const head = await store.head(key);
  if (head === undefined || head.size > 10_000) return undefined;
  const pieces: Uint8Array[] = [];
  for await (const piece of store.read(key)) pieces.push(piece);
  try {
    return leaseText.parse(JSON.parse(Buffer.concat(pieces).toString()));
  } catch {
    return undefined;
  }
}

async function putLease(store: Store, key: string, bytes: Uint8Array): Promise<void> {
  await store.put(
    { key, size: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") },
    bytes,
  );
}

function busy(
  store: Store,
  held: z.infer<typeof leaseText> | undefined,
  isStale: boolean,
  now: number,
): StepError {
  const minutes = held && Math.max(0, Math.round((now - held.renewed) / 60_000));
  const who = held
    ? `from ${JSON.stringify(held.host)} (process ${held.process}, last sign of life ${minutes} min ago)`
    : "by somebody";
  return new StepError("store/busy", `${store.url} is being uploaded to ${who}`, {
    help: isStale
      ? "it seems dead: take the place over with --break-lease, or run it where its journal is, which goes on with it"
      : "wait for its end; one that died can be taken over with --break-lease ten minutes after its last sign of life",
    retryable: true,
  });
}
