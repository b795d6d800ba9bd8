import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { Content } from "../../store/content.ts";
import { StepError } from "../step.ts";

/** How a file was when it was looked at: where it is still so, what was read of it then is what it holds now. */
export interface FileState {
  readonly size: number;
  /** Milliseconds since 1970, with fractions. */
  readonly mtime: number;
  readonly ctime: number;
  readonly inode: number;
}

export async function fileState(file: string): Promise<FileState> {
  const handle = await openFile(file);
  try {
    return await stateOf(handle);
  } finally {
    await handle.close();
  }
}

/** The bytes of a file that must stay as it was. A link is not followed. */
export function fileContent(file: string, state: FileState, signal?: AbortSignal): Content {
  return {
    size: state.size,
    async *read(start, end) {
      const handle = await openFile(file);
      try {
        for (let at = start; at < end; ) {
          signal?.throwIfAborted();
          const piece = Buffer.allocUnsafe(Math.min(pieceSize, end - at));
          const { bytesRead } = await handle.read(piece, 0, piece.length, at);
          if (bytesRead === 0) throw changed(file);
          at += bytesRead;
          yield piece.subarray(0, bytesRead);
        }
        if (!isSameState(await stateOf(handle), state)) throw changed(file);
      } finally {
        await handle.close();
      }
    },
    async scan(use) {
      const handle = await openFile(file);
      try {
        const piece = Buffer.allocUnsafeSlow(Math.min(pieceSize, Math.max(1, state.size)));
        for (let at = 0; at < state.size; ) {
          signal?.throwIfAborted();
          const { bytesRead } = await handle.read(piece, 0, Math.min(piece.length, state.size - at), at);
          if (bytesRead === 0) throw changed(file);
          at += bytesRead;
          use(piece.subarray(0, bytesRead));
        }
        if (!isSameState(await stateOf(handle), state)) throw changed(file);
      } finally {
        await handle.close();
      }
    },
    async load(into, start) {
      const handle = await openFile(file);
      try {
        for (let done = 0; done < into.length; ) {
          signal?.throwIfAborted();
          const { bytesRead } = await handle.read(into, done, into.length - done, start + done);
          if (bytesRead === 0) throw changed(file);
          done += bytesRead;
        }
        if (!isSameState(await stateOf(handle), state)) throw changed(file);
      } finally {
        await handle.close();
      }
    },
  };
}

export function isSameState(one: FileState, other: FileState): boolean {
  return (
    one.size === other.size &&
    one.mtime === other.mtime &&
    one.ctime === other.ctime &&
    one.inode === other.inode
  );
}

const pieceSize = 1024 * 1024;

async function openFile(file: string): Promise<FileHandle> {
  return open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
}

async function stateOf(handle: FileHandle): Promise<FileState> {
  const { size, mtimeMs, ctimeMs, ino } = await handle.stat();
  return { size, mtime: mtimeMs, ctime: ctimeMs, inode: ino };
}

function changed(file: string): StepError {
  return new StepError("cache/changed", `${JSON.stringify(file)} changed while it was read`, {
    help: "wait until nothing writes into the cache any more, then try again",
  });
}
