import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { GitRef } from "../../reconciler/repository/types.ts";
import type { GitAccess } from "../../reconciler/source/access.ts";
import { GitStores } from "../../reconciler/source/git-stores.ts";
import type { SourceLimits } from "../../reconciler/source/limits.ts";
import { type OpenedSource, openGitSource } from "../../reconciler/source/open-git-source.ts";
import { type RepositoryFile, type Source, SourceError } from "../../reconciler/source/source.ts";
import { GitRepository } from "./git-repository.ts";
import { type GitServer, type GitServerOptions, gitServer } from "./git-server.ts";

export interface SourceBedOptions extends Omit<GitServerOptions, "root"> {
  /** Whether the server leaves out what is filtered, as GitHub does; true unless said otherwise. */
  readonly filters?: boolean;
}

export interface SourceOptions {
  readonly ref?: GitRef;
  /** Or what is asked for it before each call. */
  readonly access?: GitAccess | (() => Promise<GitAccess>);
  readonly url?: string;
  readonly timeout?: number;
  readonly limits?: Partial<SourceLimits>;
  readonly hosts?: readonly string[];
  /** Shared with others; its own when left out. */
  readonly stores?: GitStores;
  readonly onNews?: (asked: number) => void;
}

/** A repository behind a Git server, and sources that look at it. */
export class SourceBed implements AsyncDisposable {
  readonly repository: GitRepository;
  readonly server: GitServer;
  /** What the sources may write into. */
  readonly folder: string;

  private constructor(repository: GitRepository, server: GitServer) {
    this.repository = repository;
    this.server = server;
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), "nimops-source-")));
  }

  static async make({ filters = true, ...options }: SourceBedOptions = {}): Promise<SourceBed> {
    const repository = new GitRepository("nimops-remote-");
    repository.git("config", "uploadpack.allowFilter", `${filters}`);
    return new SourceBed(repository, await gitServer({ ...options, root: dirname(repository.folder) }));
  }

  get url(): string {
    return `${this.server.url}/${this.repository.folder.split("/").at(-1)}/.git`;
  }

  source(options: SourceOptions = {}): OpenedSource {
    const { access = {}, ref = { branch: "main" }, timeout = 30_000, limits, ...more } = options;
    return openGitSource({
      url: this.url,
      ref,
      timeout,
      stores: new GitStores({ folder: join(this.folder, "source"), ...(limits && { limits }) }),
      access: typeof access === "function" ? access : async () => access,
      ...more,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    this.repository.remove();
    // Processes of git that were just killed may be writing still.
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** What a source has at a path now. */
export async function readNow(source: Source, path = "."): Promise<readonly RepositoryFile[]> {
  return source.read(await source.look(), path);
}

/** The error that a call ends with, which has to be one of a source. */
export async function sourceError(call: Promise<unknown>): Promise<SourceError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof SourceError) return error;
  throw new Error(`expected a SourceError, got ${error}`, { cause: error });
}

/** Command lines of the processes whose home is below a folder. */
export function processesBelow(folder: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const environment = readFileSync(`/proc/${name}/environ`, "latin1");
        if (!environment.includes(`HOME=${folder}`)) return [];
        return [readFileSync(`/proc/${name}/cmdline`, "latin1").replaceAll("\0", " ")];
      } catch {
        return [];
      }
    });
}
