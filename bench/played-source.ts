import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ValueMap } from "../src/nim/value.ts";
import type { ControlPlane } from "../test/cluster/control-plane.ts";
import { standIn } from "../test/cluster/crds.ts";
import type { GitRepository } from "../test/support/git-repository.ts";

/** Kinds of Flux's source-controller: kustomize-controller starts only where all of them are served. */
export const sourceCrds: readonly ValueMap[] = [
  ["GitRepository", "gitrepositories"],
  ["OCIRepository", "ocirepositories"],
  ["Bucket", "buckets"],
  ["ExternalArtifact", "externalartifacts"],
].map(([kind = "", plural = ""]) => standIn("source.toolkit.fluxcd.io", "v1", kind, plural));

/**
 * Stands in for Flux's source-controller: serves a commit's files and says so in the status of a GitRepository. It takes no time
 * of what is measured: asking Git's server, fetching and packing are done before the clock starts.
 */
export class PlayedSource {
  readonly name = "models";
  readonly #plane: ControlPlane;
  readonly #namespace: string;
  readonly #server: Server;
  readonly #archives = new Map<string, Buffer>();

  private constructor(plane: ControlPlane, namespace: string, server: Server) {
    this.#plane = plane;
    this.#namespace = namespace;
    this.#server = server;
    server.on("request", (request, response) => {
      const archive = this.#archives.get(request.url ?? "");
      response.writeHead(archive === undefined ? 404 : 200).end(archive);
    });
  }

  static async start(plane: ControlPlane, namespace: string): Promise<PlayedSource> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const source = new PlayedSource(plane, namespace, server);
    await plane.api.post(source.#collection, {
      apiVersion: "source.toolkit.fluxcd.io/v1",
      kind: "GitRepository",
      metadata: { name: source.name, namespace },
      spec: { url: "https://git.example/models", interval: "1m" },
    });
    return source;
  }

  /** Packs a commit. @returns what tells it to the cluster. */
  pack(git: GitRepository, commit: string): () => Promise<void> {
    // Of a tree: the archive of a commit begins with a header that Flux refuses.
    const archive = execFileSync("git", ["archive", "--format=tar.gz", `${commit}^{tree}`], {
      cwd: git.folder,
      maxBuffer: 2 ** 28,
    });
    const path = `/${commit}.tar.gz`;
    this.#archives.set(path, archive);
    const { port } = this.#server.address() as AddressInfo;
    const status = {
      observedGeneration: 1,
      artifact: {
        path: path.slice(1),
        url: `http://127.0.0.1:${port}${path}`,
        revision: revisionOf(commit),
        digest: `sha256:${createHash("sha256").update(archive).digest("hex")}`,
        size: archive.length,
        lastUpdateTime: new Date().toISOString(),
      },
      conditions: [
        {
          type: "Ready",
          status: "True",
          reason: "Succeeded",
          message: "stored",
          observedGeneration: 1,
          lastTransitionTime: new Date().toISOString(),
        },
      ],
    };
    return async () => {
      await this.#plane.api.patch(`${this.#collection}/${this.name}/status`, { status });
    };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get #collection(): string {
    return `/apis/source.toolkit.fluxcd.io/v1/namespaces/${this.#namespace}/gitrepositories`;
  }
}

/** As source-controller names a commit of a branch. */
export function revisionOf(commit: string): string {
  return `main@sha1:${commit}`;
}
