import { connectGithub } from "../../../src/github/connect.ts";
import type { ConnectGithubOptions, Github } from "../../../src/github/github.ts";
import type { GithubServer } from "./github-server.ts";
import type { Grant } from "./stored.ts";

/** The tokens of the tests, by what they are. */
export const token = {
  job: `ghs_${"j".repeat(36)}`,
  fork: `ghs_${"f".repeat(36)}`,
  otherApp: `ghs_${"o".repeat(36)}`,
  person: `github_pat_${"p".repeat(40)}`,
  stranger: `ghp_${"s".repeat(36)}`,
} as const;

export const tokens: Readonly<Record<string, Grant>> = {
  [token.job]: { login: "github-actions", of: "installation", may: "write" },
  [token.fork]: { login: "github-actions", of: "installation", may: "read" },
  [token.otherApp]: { login: "acme-deployer", of: "installation", may: "write" },
  [token.person]: { login: "mona", of: "user", may: "write" },
  [token.stranger]: { login: "stranger", of: "user", may: "none" },
};

export const pullRequest = { repository: { owner: "acme", name: "models" }, number: 7 };

/** A second of waiting takes five milliseconds. */
export function connected(
  server: GithubServer,
  login: ConnectGithubOptions["login"] = { token: token.job },
  options: Partial<ConnectGithubOptions> = {},
): Promise<Github> {
  return connectGithub({
    login,
    apiUrl: server.apiUrl,
    userAgent: "nimops/test",
    ...options,
    limits: { second: 5, ...options.limits },
  });
}
