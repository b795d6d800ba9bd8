import * as z from "zod";
import type { Calls } from "./calls.ts";
import type { GithubLogin } from "./github.ts";
import { GithubError } from "./github-error.ts";

/** Whose comments are ours. */
export interface Identity {
  /** The login; that of a bot is without the `[bot]` that some of GitHub's answers add. */
  readonly login: string;
  readonly isBot: boolean;
}

/**
 * Who the credentials are. A user's token says so at `/user`, an app at `/app`; the token of an installation, as
 * GITHUB_TOKEN is one, may ask neither (403), and only GraphQL tells.
 *
 * @param asApp of an app: requests that are signed as the app itself.
 */
export async function identityOf(
  login: GithubLogin,
  calls: Calls,
  asApp: Calls | undefined,
): Promise<Identity> {
  const doing = "ask who the token is";
  if (!("token" in login)) {
    const app = asApp ?? calls;
    const { slug } = await app.read(doing, appShape, () => app.client.rest.apps.getAuthenticated());
    return { login: slug, isBot: true };
  }
  if (!isOfInstallation(login.token)) {
    try {
      const user = await calls.read(doing, userShape, () => calls.client.rest.users.getAuthenticated());
      return identity(user.login, user.type === "Bot");
    } catch (error) {
      if (!isDenied(error)) throw error;
    }
  }
  return viewer(calls, doing);
}

export function isSame(a: Identity, b: Identity): boolean {
  return a.isBot === b.isBot && a.login.toLowerCase() === b.login.toLowerCase();
}

export function identity(login: string, isBot: boolean): Identity {
  return { login: isBot ? login.replace(/\[bot\]$/, "") : login, isBot };
}

/** GitHub Docs, "GitHub's token formats". Those of older Enterprise Servers have no prefix. */
function isOfInstallation(token: string): boolean {
  return token.startsWith("ghs_");
}

async function viewer(calls: Calls, doing: string): Promise<Identity> {
  try {
    const query = "query { viewer { login } }";
    const answer = await calls.read(doing, viewerShape, async () => ({
      data: await calls.client.graphql(query),
    }));
    return identity(answer.viewer.login, true);
  } catch (error) {
    if (isDenied(error) || isUnanswered(error)) return { login: "github-actions", isBot: true };
    throw error;
  }
}

function isDenied(error: unknown): boolean {
  return error instanceof GithubError && (error.reason === "forbidden" || error.reason === "not-found");
}

/** GraphQL tells of its errors in an answer of status 200, which Octokit throws as an error of its own. */
function isUnanswered(error: unknown): boolean {
  return error instanceof Error && error.name === "GraphqlResponseError";
}

const userShape = z.object({ login: z.string(), type: z.string() });
const appShape = z.object({ slug: z.string() });
const viewerShape = z.object({ viewer: z.object({ login: z.string() }) });
