import { UserError } from "../../src/user-error.ts";

/** Where manifests come from: one ref of one Git repository. */
export interface Source {
  /**
   * Which commit the ref names now; cheap (ls-remote). Throws `SourceError`.
   */
  look(options?: LookOptions): Promise<Revision>;
  /**
   * The regular files below a folder of that commit, sorted by path; fetched if they are not here yet. Symbolic links,
   * submodules and whatever else is no regular file are left out. Throws `SourceError`.
   */
  read(revision: Revision, path: string, options?: SourceCallOptions): Promise<readonly RepositoryFile[]>;
  /** The same of several folders at once; one that cannot be read for good has its error. */
  readAll?(revision: Revision, paths: readonly string[], options?: SourceCallOptions): Promise<FilesByPath>;
  /**
   * Whether a commit has another one in its history; `unknown` where that lies too far back, or nobody can be asked.
   */
  follows?(
    revision: Revision,
    former: string,
    options?: SourceCallOptions,
  ): Promise<"yes" | "no" | "unknown">;
}

export interface SourceCallOptions {
  readonly signal?: AbortSignal;
}

export interface LookOptions extends SourceCallOptions {
  /** What somebody else was answered then or later will do, by the clock of the source; only a new answer when left out. */
  readonly since?: number;
}

export type FilesByPath = ReadonlyMap<string, readonly RepositoryFile[] | SourceError>;

export interface Revision {
  /** 40 hexadecimal digits, or 64. */
  readonly commit: string;
  /** As people call it: `main`, `v1.2.3`, or the commit itself. */
  readonly ref: string;
}

export interface RepositoryFile {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  readonly bytes: Buffer;
}

/** Permanent: only another revision, or another spec, helps. Transient: it may pass by itself. */
export type SourceErrorKind = "permanent" | "transient";

export class SourceError extends UserError {
  readonly kind: SourceErrorKind;
  /** PascalCase, for conditions: `AuthenticationFailed`, `RefNotFound`, `TooLarge`. */
  readonly reason: string;

  constructor(kind: SourceErrorKind, reason: string, message: string, help?: string) {
    super(message, help === undefined ? {} : { help });
    this.name = "SourceError";
    this.kind = kind;
    this.reason = reason;
  }
}
