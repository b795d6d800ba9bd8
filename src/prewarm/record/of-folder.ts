import { join } from "node:path";
import { StepError } from "../airgap/step.ts";
import { type FileHash, hashFile } from "./hash-file.ts";
import { type CacheRecord, type RecordedFile, recordFileName } from "./schema.ts";
import { type VendorHash, vendorHashes } from "./vendor-hashes.ts";
import { type FoundFile, walk } from "./walk.ts";

export interface FilesOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onBytes?: (bytes: number) => void;
  /** The hashes of a file that are known already, so that it is not read again. */
  readonly known?: (file: FoundFile) => Pick<FileHash, "sha256" | "blake3"> | undefined;
}

/**
 * The files and links of a cache as a record tells them; the record itself and temporary ones of it are none of them.
 *
 * @throws StepError `cache/corrupt` for a file that is not what the vendor's own list says, `cache/changed`, `cache/unsafe`
 */
export async function filesIn(folder: string, options: FilesOptions = {}): Promise<RecordedFile[]> {
  const all = (await walk(folder, options)).filter(({ path }) => !isRecord(path));
  const vendor = await vendorHashes(folder, all);
  const files: RecordedFile[] = [];
  for (const found of all) {
    if (found.kind === "link") files.push({ path: found.path, kind: "link", target: found.target });
    else files.push(await recorded(folder, found, vendor.get(found.path), options));
  }
  return files;
}

async function recorded(
  folder: string,
  found: FoundFile,
  listed: VendorHash | undefined,
  { known, ...options }: FilesOptions,
): Promise<RecordedFile> {
  const { path, stats } = found;
  const before = known?.(found);
  if (before !== undefined && (listed === undefined || before.blake3 === listed.blake3)) {
    const { sha256 } = before;
    return { path, kind: "file", size: stats.size, sha256, ...(listed && { blake3: listed.blake3 }) };
  }
  const hashed = await hashFile(join(folder, path), { ...options, blake3: listed !== undefined });
  if (listed === undefined || hashed.blake3 === listed.blake3) return { path, kind: "file", ...hashed };
  throw new StepError(
    "cache/corrupt",
    `${JSON.stringify(path)} is not what its vendor says: BLAKE3 ${hashed.blake3}, and ${listed.list} lists ${listed.blake3}`,
    { help: "remove this file and run the download again: what is whole is not downloaded again" },
  );
}

/** Whether a path of a cache is that of the record, or of one that is being written. */
export function isRecord(path: string): boolean {
  return path === recordFileName || (path.startsWith(`.${recordFileName}.`) && path.endsWith(".tmp"));
}

export function totalsOf(files: readonly RecordedFile[]): CacheRecord["totals"] {
  const regular = files.filter((file) => file.kind === "file");
  return { files: regular.length, bytes: regular.reduce((sum, { size }) => sum + size, 0) };
}
