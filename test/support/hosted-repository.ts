import { execFile, execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { GitRepository } from "./git-repository.ts";
import { type GitServer, gitServer } from "./git-server.ts";

/** Who is told of a push. */
export interface Hook {
  readonly url: string;
  readonly secret: string;
}

/** A repository as GitHub hosts it: `http://…/OWNER/NAME.git`, a working copy that is pushed over http, and webhooks. */
export class HostedRepository implements AsyncDisposable {
  readonly hooks: Hook[] = [];
  readonly url: string;
  readonly #server: GitServer;
  readonly #folder: string;
  readonly #work: GitRepository;

  private constructor(server: GitServer, folder: string, name: string) {
    this.#server = server;
    this.#folder = folder;
    this.#work = new GitRepository("nimops-work-");
    this.url = `${server.url}/${name}.git`;
    this.#work.git("remote", "add", "origin", this.url);
  }

  /** @param name OWNER/NAME */
  static async start(name: string): Promise<HostedRepository> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "nimops-hosted-")));
    const bare = join(folder, `${name}.git`);
    mkdirSync(bare, { recursive: true });
    execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", bare]);
    execFileSync("git", ["-C", bare, "config", "uploadpack.allowFilter", "true"]);
    return new HostedRepository(await gitServer({ root: folder }), folder, name);
  }

  /** Commits these files, the others stay, and pushes. */
  async push(message: string, files: Readonly<Record<string, string>>): Promise<string> {
    for (const [path, text] of Object.entries(files)) this.#work.write(path, text);
    const commit = this.#work.commit(message);
    // Not at once: the server is in this process.
    await promisify(execFile)("git", [
      "-C",
      this.#work.folder,
      "push",
      "--quiet",
      "--force",
      "origin",
      "main",
    ]);
    const body = JSON.stringify({
      ref: "refs/heads/main",
      after: commit,
      repository: { clone_url: this.url },
    });
    await Promise.all(this.hooks.map((hook) => tell(hook, body)));
    return commit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
    this.#work.remove();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function tell({ url, secret }: Hook, body: string): Promise<void> {
  const signature = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
  const headers = { "x-hub-signature-256": signature, "x-github-event": "push" };
  const { status } = await fetch(url, { method: "POST", body, headers });
  if (status !== 202) throw new Error(`the webhook was answered with ${status}`);
}
