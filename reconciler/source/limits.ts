/** What one repository may cost. Everything beyond is told as `TooLarge`. */
export interface SourceLimits {
  /** Bytes of one manifest; an object of the API server has at most 1.5 MiB. */
  readonly fileBytes: number;
  /** Bytes of all manifests below the path. */
  readonly totalBytes: number;
  /** Manifests below the path. */
  readonly files: number;
  /** YAML documents in all of them. */
  readonly documents: number;
  /** Bytes of names that git lists: of everything below the path, manifest or not. */
  readonly listingBytes: number;
  /** Bytes on disk while a revision is fetched. */
  readonly diskBytes: number;
  /** Bytes of memory that git may take while it speaks with the server. */
  readonly memoryBytes: number;
  /** Bytes of the names of branches and tags. */
  readonly refBytes: number;
}

const mebibyte = 1024 * 1024;

export const usualLimits: SourceLimits = {
  fileBytes: mebibyte,
  // Ten lists of a MiB each kept the process from everything else for 8 s, and took 550 MiB.
  totalBytes: 5 * mebibyte,
  files: 5000,
  documents: 5_000,
  listingBytes: 64 * mebibyte,
  diskBytes: 1024 * mebibyte,
  memoryBytes: 256 * mebibyte,
  refBytes: 32 * mebibyte,
};
