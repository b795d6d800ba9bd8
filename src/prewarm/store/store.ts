import type { Content } from "./content.ts";

export const storeKinds = ["s3", "gs", "azure", "webhdfs", "https", "directory"] as const;

export type StoreKind = (typeof storeKinds)[number];

/**
 * A place for the files of a cache, below the prefix of its URL. Keys are relative to that prefix, have `/` between their
 * parts, and are kept to the letter: a `%2F` in a key stays one.
 *
 * Every call throws a StepError of `store/*` or `network` where it cannot do what it is asked to; no message has a secret in it.
 * Failures that pass are tried again inside.
 */
export interface Store {
  readonly kind: StoreKind;
  /** As it is told to people; never with credentials. Ends with `/` unless it is a bucket's root. */
  readonly url: string;
  /** Below the bucket, without a slash at its start, with one at its end; empty for a bucket's root. */
  readonly prefix: string;
  /** Whether `head` tells the SHA-256 that an object was uploaded with. */
  readonly keepsHashes: boolean;
  /** How large objects are written. */
  readonly large: PartedWriter | StreamWriter;
  /** Sees that the bucket, container or folder is there and open to us. None is ever made. @throws StepError `store/no-bucket` */
  check(): Promise<void>;
  head(key: string): Promise<StoredObject | undefined>;
  /** The objects whose key starts with this text; absent where the store cannot list. */
  readonly list?: (start: string) => AsyncIterable<StoredObject>;
  /** Writes an object whole, over one that is there. For objects that fit into memory many times. */
  put(object: NewObject, bytes: Uint8Array): Promise<void>;
  /** Writes a small object only where there is none: false where there is one; undefined where the store cannot promise that. */
  create(key: string, bytes: Uint8Array): Promise<boolean | undefined>;
  /** The bytes from `start` up to, and without, `end`; all of them where neither is said. */
  read(key: string, range?: { start: number; end: number }): AsyncIterable<Uint8Array>;
  /** No error where there is none. */
  remove(key: string): Promise<void>;
  /** Closes connections. */
  close(): void;
}

export interface StoredObject {
  readonly key: string;
  readonly size: number;
  /** Lower hexadecimal, as stored beside the object when it was uploaded; lists do not tell it. */
  readonly sha256?: string;
  /** Milliseconds since 1970, by the store's clock. */
  readonly modified?: number;
}

export interface NewObject {
  readonly key: string;
  readonly size: number;
  readonly sha256: string;
}

/** Writes objects in parts, so that an upload that was cut off goes on where it was. */
export interface PartedWriter {
  readonly by: "parts";
  /** A part must follow the one before it. */
  readonly inOrder: boolean;
  /** Bytes, but for `mostParts`. The size of all parts but the last is a multiple of `multipleOf`. */
  readonly limits: {
    readonly smallestPart: number;
    readonly largestPart: number;
    readonly mostParts: number;
    readonly multipleOf: number;
  };
  /** @returns what the store calls this upload; kept in the journal, so that another process can go on with it. */
  begin(object: NewObject): Promise<string>;
  /**
   * The parts that the store has: by number, from 1, with their receipts where the store tells them. Undefined where it knows no
   * such upload any more, or cannot tell: then it begins again.
   */
  parts(object: NewObject, upload: string, partSize: number): Promise<readonly StoredPart[] | undefined>;
  /** @returns the receipt that `finish` needs. */
  putPart(object: NewObject, upload: string, part: Part): Promise<string>;
  /** After this the object is there, whole. `receipts` are those of all parts, in their order. */
  finish(object: NewObject, upload: string, receipts: readonly string[]): Promise<void>;
  /** Frees what an unfinished upload takes in the store. No error where there is none. */
  abort(object: NewObject, upload: string): Promise<void>;
  /** Unfinished uploads of the objects whose keys start with this text: those that are not in a journal are orphans. */
  readonly unfinished?: (start: string) => AsyncIterable<{ readonly key: string; readonly upload: string }>;
}

export interface StoredPart {
  readonly number: number;
  readonly size: number;
  readonly receipt: string;
}

export interface Part {
  /** From 1. */
  readonly number: number;
  /** Of its first byte in the object. */
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly isLast: boolean;
  /** The receipt of the part before; empty where it is not known, and for the first. */
  readonly before: string;
}

/** Writes objects in one go; one that was cut off starts again. Nobody sees half an object. */
export interface StreamWriter {
  readonly by: "stream";
  write(object: NewObject, content: Content, onBytes: (bytes: number) => void): Promise<void>;
}
