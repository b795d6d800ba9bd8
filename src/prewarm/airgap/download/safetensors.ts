import { open } from "node:fs/promises";
import { isMap } from "../../../nim/value.ts";
import type { StepProblem } from "../step.ts";

/** Bytes; the format's own limit. */
const longestHeader = 100_000_000;
/** What is shorter than this part of what it should be was never meant to be whole. */
const stub = 0.1;

/**
 * Whether a file of weights is as long as its header says: the length of the header in eight bytes, the header as JSON, the
 * tensors. Source: huggingface/safetensors, README, Format.
 */
export async function safetensorsFault(
  file: string,
  size: number,
): Promise<Pick<StepProblem, "code" | "message"> | undefined> {
  const handle = await open(file, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0);
    const length = bytesRead < 8 ? 0 : Number(buffer.readBigUInt64LE());
    // Such as a pointer of Git LFS under the same name, or another format.
    if (length < 2 || length > longestHeader) return cut(size, undefined);
    if (8 + length > size) return cut(size, 8 + length);
    const header = Buffer.alloc(length);
    await handle.read(header, 0, length, 8);
    const end = lastByte(header.toString("utf8"));
    if (end === undefined) return { code: "cache/corrupt", message: "has a header that cannot be read" };
    return 8 + length + end > size ? cut(size, 8 + length + end) : undefined;
  } finally {
    await handle.close();
  }
}

function cut(size: number, wanted: number | undefined): Pick<StepProblem, "code" | "message"> {
  if (wanted === undefined || size < stub * wanted) {
    const should = wanted === undefined ? "is too short for weights" : `should have ${wanted}`;
    return { code: "cache/suspicious-size", message: `has ${size} bytes, and ${should}` };
  }
  return { code: "cache/corrupt", message: `has ${size} bytes, and should have ${wanted}: it was cut off` };
}

function lastByte(text: string): number | undefined {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isMap(header)) return undefined;
  let end = 0;
  for (const tensor of Object.values(header)) {
    const offsets = isMap(tensor) ? tensor.data_offsets : undefined;
    const last = Array.isArray(offsets) ? offsets[1] : undefined;
    if (typeof last === "number") end = Math.max(end, last);
  }
  return end;
}
