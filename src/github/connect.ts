import type { ConnectGithubOptions, Github } from "./github.ts";

/**
 * Opens the way to GitHub; nothing is sent before the first call. Octokit is loaded here, and not before.
 *
 * @throws UserError where the address of the API or the credentials cannot be right.
 */
export async function connectGithub(options: ConnectGithubOptions): Promise<Github> {
  const { openGithub } = await import("./open-github.ts");
  return openGithub(options);
}
