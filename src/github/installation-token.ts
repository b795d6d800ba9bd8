import * as z from "zod";
import { callsFor } from "./calls-for.ts";
import type { ConnectGithubOptions, Repository } from "./github.ts";
import { installationOf } from "./installation-of.ts";

export interface AppLogin {
  readonly appId: string;
  /** PEM. */
  readonly privateKey: string;
  readonly repository: Repository;
  /** Asked for where it is not known. */
  readonly installationId?: number;
}

export interface InstallationTokenOptions
  extends Pick<ConnectGithubOptions, "apiUrl" | "proxy" | "certificateAuthority" | "userAgent" | "limits"> {
  readonly login: AppLogin;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Tokens with which an app reads one repository, and nothing else. Each is good for an hour, and given again while it has
 * some time left; who comes while it is asked for waits for the same one.
 *
 * @throws UserError where the address of the API or the key cannot be right.
 */
export async function installationTokens(options: InstallationTokenOptions): Promise<() => Promise<string>> {
  const { login, now } = options;
  const { repository, appId, privateKey } = login;
  const { callsAs } = await callsFor({ ...options, login: { appId, privateKey, repository } });
  const calls = callsAs({ appId, privateKey });
  const { owner, name: repo } = repository;
  let installation = login.installationId;
  let last: { token: string; until: number } | undefined;
  const ask = async () => {
    const installation_id = installation ?? (await installationOf(repository, calls));
    // An app that was installed anew has another one.
    installation = login.installationId;
    const { token, expires_at } = await calls.read(
      `get a token to read ${owner}/${repo}`,
      z.object({ token: z.string().min(1), expires_at: z.string() }),
      () =>
        calls.client.rest.apps.createInstallationAccessToken({
          installation_id,
          repositories: [repo],
          permissions: { contents: "read" },
        }),
      "contents: read",
    );
    installation = installation_id;
    last = { token, until: Date.parse(expires_at) };
    return token;
  };
  let asking: Promise<string> | undefined;
  return async () => {
    if (last && last.until - now() > leastLeft) return last.token;
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
}

/** Milliseconds: longer than a fetch may take. */
const leastLeft = 35 * 60_000;
