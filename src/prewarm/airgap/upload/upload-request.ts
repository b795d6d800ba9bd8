import type { Progress } from "../../../report/progress.ts";
import type { CacheRecord, Layout, RecordedFile } from "../../record/schema.ts";
import type { openStore } from "../../store/open-store.ts";
import type { StoreOptions, StoreWorld } from "../../store/store-options.ts";
import type { LinkWay } from "../layout/layout.ts";
import type { StepResult } from "../step.ts";

export interface UploadRequest {
  /** The cache's folder. */
  readonly from: string;
  /** The store's URL, see `openStore`. */
  readonly to: string;
  readonly store?: StoreOptions;
  readonly layout: Layout;
  readonly links?: LinkWay | undefined;
  /** See `LayoutOptions`; the folder's name unless told. */
  readonly name?: string | undefined;
  /**
   * The record that is written last; the one in the folder unless told, and where there is none, one with nothing but the files.
   * Its `files`, where it has them, are what the folder must hold. `layout`, `files` and `totals` are filled in.
   */
  readonly record?: CacheRecord | undefined;
  /** Who writes a record, where there is none: `nimops 0.1.0`. */
  readonly tool: string;
  /** The journal; beside the folder unless told. */
  readonly state?: string | undefined;
  /** Objects, or parts of them, that are on their way at once; 8 unless told. */
  readonly parallel?: number | undefined;
  /** Takes over the place from an upload that has not shown life for ten minutes. */
  readonly breakLease?: boolean | undefined;
  /** Looks, and says what it would do. */
  readonly dryRun?: boolean | undefined;
}

export interface UploadWorld extends StoreWorld {
  readonly progress: Progress;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** For tests. */
  readonly openStore?: typeof openStore;
}

/** `files` counts the objects, `bytesMoved` and `bytesThere` their bytes; a dry run tells as moved what it would move. */
export interface UploadResult extends StepResult {
  readonly layout: Layout;
  /** The store's URL, as it is told to people. */
  readonly destination: string;
  /** What a reader of the cache is to be given: KServe's storage URI, NIM_REPOSITORY_OVERRIDE, NIM_MODEL_PATH. */
  readonly readerUrl: string;
  /** Below the store's prefix. */
  readonly recordKey: string;
  /** What the folder holds. Empty in a dry run, which reads no file. */
  readonly contents: readonly RecordedFile[];
  /** Bytes that are stored more than once because links lead to them. */
  readonly doubledBytes: number;
  /** Objects that an earlier, interrupted upload had begun and this one went on with. */
  readonly resumed: number;
}
