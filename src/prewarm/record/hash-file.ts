import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { StepError } from "../airgap/step.ts";

export interface FileHash {
  readonly size: number;
  readonly sha256: string;
  /** Where it was asked for. */
  readonly blake3?: string | undefined;
}

/**
 * Reads a file once, in pieces. A link is not followed.
 *
 * @param onBytes told how many bytes came with each piece.
 * @throws StepError `cache/changed` where the file changes meanwhile.
 */
export async function hashFile(
  file: string,
  {
    signal,
    onBytes,
    blake3: isBlake3Asked = false,
  }: { signal?: AbortSignal | undefined; onBytes?: (bytes: number) => void; blake3?: boolean } = {},
): Promise<FileHash> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const before = await handle.stat();
    const hash = createHash("sha256");
    const blake3 = isBlake3Asked ? await (await import("./blake3.ts")).blake3Hasher() : undefined;
    const piece = Buffer.allocUnsafe(pieceSize);
    let size = 0;
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await handle.read(piece, 0, pieceSize, size);
      if (bytesRead === 0) break;
      hash.update(piece.subarray(0, bytesRead));
      blake3?.update(piece.subarray(0, bytesRead));
      size += bytesRead;
      onBytes?.(bytesRead);
    }
    const after = await handle.stat();
    if (size !== before.size || after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
      throw new StepError("cache/changed", `${JSON.stringify(file)} changed while it was read`, {
        help: "wait until nothing writes into the cache any more, then try again",
      });
    }
    return { size, sha256: hash.digest("hex"), ...(blake3 && { blake3: blake3.digest("hex") }) };
  } finally {
    await handle.close();
  }
}

const pieceSize = 1024 * 1024;
