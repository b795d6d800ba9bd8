import type { Layout, RecordedFile } from "../../record/schema.ts";

/**
 * How links are stored in the layout `tree`; no store has links.
 *
 * - `dup`: what a link leads to is stored under the link's name too. The safe way: a reader finds everything where it was.
 * - `flatten`: what a link leads to is stored under the link's name only.
 */
export const linkWays = ["dup", "flatten"] as const;

export type LinkWay = (typeof linkWays)[number];

/** A file or link of a cache: of a disk or of its record. */
export type LayoutFile =
  | { readonly path: string; readonly kind: "file"; readonly size: number }
  | Extract<RecordedFile, { kind: "link" }>;

export interface LayoutOptions {
  readonly layout: Layout;
  /** `dup` unless told; only `tree` asks. */
  readonly links?: LinkWay | undefined;
  /** What the archive is called without `.tar`, and the record in a bucket of many models. */
  readonly name: string;
}

/** One object of the store to be. */
export interface PlannedObject {
  /** Below the store's prefix. */
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** The file whose bytes it has, below the cache's folder; undefined for the archive. */
  readonly source?: string;
}

export interface LayoutPlan {
  /** By key. */
  readonly objects: readonly PlannedObject[];
  /** The key of `nim-cache.record.json`, or of what it is called where many models share a bucket. */
  readonly recordKey: string;
  /** Bytes that are stored more than once because links lead to them. */
  readonly doubledBytes: number;
  /** Files that this layout has no place for, by path. */
  readonly leftOut: readonly { readonly path: string; readonly why: string }[];
  /** Below the store's prefix: what a reader is to be told, `` for the prefix itself. */
  readonly readerKey: string;
}
