import type { Content } from "./content.ts";
import type { NewObject, StreamWriter } from "./store.ts";

/** Makes the bytes anew each time: a write that failed halfway is tried again with it. */
export type Body = Uint8Array | (() => AsyncIterable<Uint8Array>);

/** Writes objects in one go; what an attempt told before it failed is taken back when the next one begins. */
export function streamed(write: (object: NewObject, body: Body) => Promise<void>): StreamWriter {
  return {
    by: "stream",
    write: (object, content, onBytes) => write(object, telling(content, onBytes)),
  };
}

function telling(content: Content, onBytes: (bytes: number) => void): () => AsyncIterable<Uint8Array> {
  let told = 0;
  return async function* () {
    onBytes(-told);
    told = 0;
    for await (const piece of content.read(0, content.size)) {
      yield piece;
      told += piece.length;
      onBytes(piece.length);
    }
  };
}
