import { counted } from "../../../report/printable.ts";
import type { CacheRecord, RecordedFile } from "../../record/schema.ts";
import { cacheFiles } from "../layout/cache-files.ts";
import type { LayoutFile } from "../layout/layout.ts";
import { StepError } from "../step.ts";

/** What a folder must hold by its record. */
export interface ExpectedCache {
  /** What each file must be, where the record says so. */
  readonly files: ReadonlyMap<string, { readonly size: number; readonly sha256: string }>;
  /** @returns warnings @throws StepError `cache/missing`, `cache/corrupt` */
  assertComplete(found: readonly LayoutFile[]): string[];
}

/**
 * The folder is the cache itself, or one that the layout `tree` was written to, on a disk that was carried over: there files stand where
 * links were, and, where they were flattened, what the links led to is missing.
 */
export function expectedCache({ files: recorded, layout }: CacheRecord): ExpectedCache {
  // What the other layouts leave of a cache has other names.
  if (recorded === undefined || (layout !== undefined && layout !== "tree")) {
    return { files: new Map(), assertComplete: () => [] };
  }
  const hashes = new Map(
    recorded.flatMap((file) => (file.kind === "file" ? [[file.path, file.sha256]] : [])),
  );
  const names = layout === "tree" ? cacheFiles(recorded).names : [];
  const linked = new Set(names.filter(({ path, source }) => path !== source).map(({ source }) => source));
  const files = new Map(recorded.flatMap((file) => (file.kind === "file" ? [[file.path, file]] : [])));
  const copies = new Map(
    names.map(({ path, source, size }) => [path, { size, sha256: hashes.get(source) ?? "" }]),
  );
  return {
    files: new Map<string, { size: number; sha256: string }>([...copies, ...files]),
    assertComplete(found) {
      const present = new Map(found.map((file) => [file.path, file]));
      for (const expected of recorded) {
        const { path } = expected;
        assertSame(expected, present.get(path), {
          isCopied: copies.has(path),
          isFlattened: linked.has(path),
        });
        present.delete(path);
      }
      const [first] = present.keys();
      if (first === undefined) return [];
      const what = `${counted(present.size, "file")} came after the record was made, such as ${JSON.stringify(first)}`;
      return [`${what}; uploaded too`];
    },
  };
}

function assertSame(
  expected: RecordedFile,
  found: LayoutFile | undefined,
  { isCopied, isFlattened }: { isCopied: boolean; isFlattened: boolean },
): void {
  if (found === undefined) {
    if (isFlattened) return;
    throw amiss("cache/missing", expected.path, "is in the record and not in the folder");
  }
  if (expected.kind === "link" && found.kind === "link") {
    if (expected.target !== found.target) throw amiss("cache/corrupt", expected.path, "leads elsewhere now");
    return;
  }
  const isCopy = expected.kind === "link" && found.kind === "file" && isCopied;
  if (expected.kind !== found.kind && !isCopy) {
    throw amiss("cache/corrupt", expected.path, `is a ${found.kind} now`);
  }
}

function amiss(code: "cache/missing" | "cache/corrupt", path: string, what: string): StepError {
  return new StepError(code, `${JSON.stringify(path)} ${what}`, {
    help: "run `nimops airgap download` again, which mends the cache and its record",
  });
}
