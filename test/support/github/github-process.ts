import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { GithubServerOptions } from "./github-server.ts";
import type { StoredComment, StoredDeployment, StoredStatus } from "./stored.ts";

export interface GithubProcess {
  readonly apiUrl: string;
  /** Ends it. @throws where something was not as GitHub's description says. */
  end(): Promise<GithubSeen>;
}

export interface GithubSeen {
  readonly comments: readonly StoredComment[];
  readonly statuses: readonly StoredStatus[];
  readonly deployments: readonly StoredDeployment[];
  readonly asked: readonly string[];
}

/** The stand-in in a process of its own, for tests that wait for the bundle without an event loop (spawnSync). */
export async function githubProcess(options: Omit<GithubServerOptions, "app">): Promise<GithubProcess> {
  const program = join(import.meta.dirname, "serve.ts");
  const child: ChildProcess = spawn(process.execPath, [program, JSON.stringify(options)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout?.setEncoding("utf8").on("data", (piece: string) => {
    printed += piece;
  });
  while (!printed.includes("\n")) {
    if (child.exitCode !== null) throw new Error("the stand-in did not start");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const [apiUrl = ""] = printed.split("\n");
  return {
    apiUrl,
    async end() {
      const closed = once(child, "close");
      child.stdin?.end();
      await closed;
      const { violations, ...seen } = JSON.parse(printed.slice(apiUrl.length));
      if (violations.length > 0)
        throw new Error(`GitHub's description does not allow:\n${violations.join("\n")}`);
      return seen;
    },
  };
}
