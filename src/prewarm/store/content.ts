/** The bytes of an object to be: of a file, or of an archive that is made while it is read. */
export interface Content {
  /** Bytes. */
  readonly size: number;
  /**
   * The bytes from `start` up to, and without, `end`, in pieces of at most a MiB that stay as they are.
   *
   * @throws StepError `cache/changed` where a file is not as it was any more.
   */
  read(start: number, end: number): AsyncIterable<Uint8Array>;
  /** All bytes in pieces that are good only until `use` is back: for those who only look at them. @throws as `read` does. */
  scan(use: (piece: Uint8Array) => void): Promise<void>;
  /** Fills the array with the bytes from `start` on. @throws as `read` does. */
  load(into: Uint8Array, start: number): Promise<void>;
}
