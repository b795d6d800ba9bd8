import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A real repository in a temporary folder, on branch `main`. */
export class GitRepository {
  readonly folder: string;

  constructor(name = "nimops-git-") {
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), name)));
    this.git("init", "-q", "-b", "main");
  }

  git(...args: readonly string[]): string {
    const own = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"];
    // Nothing tidies up behind our back while the folder is removed.
    own.push("-c", "maintenance.auto=false", "-c", "gc.auto=0");
    return execFileSync("git", [...own, "-c", "protocol.file.allow=always", ...args], {
      cwd: this.folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  write(path: string, text: string): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  commit(message = "a commit"): string {
    this.git("add", "-A");
    this.git("commit", "-q", "--allow-empty", "-m", message);
    return this.git("rev-parse", "HEAD").trim();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
