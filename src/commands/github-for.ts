import { connectGithub } from "../github/connect.ts";
import type { Github, GithubLimits } from "../github/github.ts";
import { proxyFor } from "../kube/proxy.ts";
import { UserError } from "../user-error.ts";
import { version } from "../version.ts";

const publicApi = "https://api.github.com";

/**
 * GitHub as the environment has it: GITHUB_API_URL, which a runner sets for an Enterprise Server too, and its proxies.
 *
 * @throws UserError where the address, a proxy or the token cannot be right.
 */
export async function githubFor(
  token: string,
  env: Readonly<Record<string, string | undefined>>,
  limits?: Partial<GithubLimits>,
): Promise<Github> {
  const apiUrl = env.GITHUB_API_URL || publicApi;
  if (!URL.canParse(apiUrl)) throw new UserError("GITHUB_API_URL is no address");
  const proxy = proxyFor(new URL(apiUrl), undefined, env);
  return connectGithub({ login: { token }, apiUrl, proxy, userAgent: `nimops/${version}`, limits });
}
