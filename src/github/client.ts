import { createAppAuth } from "@octokit/auth-app";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { Octokit } from "@octokit/rest";
import type { Fetch } from "./fetch.ts";
import type { GithubLimits } from "./github.ts";
import { secondsToWait } from "./seconds-to-wait.ts";

export type Client = InstanceType<typeof ThrottledOctokit>;

export type ClientLogin =
  | { readonly token: string }
  | { readonly appId: string; readonly privateKey: string; readonly installationId?: number };

export interface ClientSettings {
  readonly login: ClientLogin;
  readonly apiUrl: string;
  readonly userAgent: string;
  readonly fetch: Fetch;
  readonly limits: GithubLimits;
}

const ThrottledOctokit = Octokit.plugin(retry, throttling);

/** Waits for one and the same request. */
const mostWaits = 2;

/** Octokit as we want it: silent, within GitHub's rate limits, patient with its failures. */
export function clientFor({ login, apiUrl, userAgent, fetch, limits }: ClientSettings): Client {
  const isWorthWaiting = (seconds: number, _request: unknown, _client: unknown, waits: number) =>
    seconds <= limits.longestWait && waits < mostWaits;
  const client = new ThrottledOctokit({
    baseUrl: apiUrl,
    userAgent,
    log,
    request: { fetch, log },
    ...("token" in login ? { auth: login.token } : { authStrategy: createAppAuth, auth: login }),
    retry: {
      retries: limits.retries,
      retryAfterBaseValue: limits.second,
      // The plugin's own, and 429: what the throttling gave up must not be sent again after a second.
      doNotRetry: [400, 401, 403, 404, 410, 422, 429, 451],
    },
    throttle: {
      enabled: limits.paced,
      // The plugin's queues are the process's; one for each server.
      id: apiUrl,
      retryAfterBaseValue: limits.second,
      onRateLimit: isWorthWaiting,
      onSecondaryRateLimit: isWorthWaiting,
    },
  });
  client.hook.wrap("request", async (send, options) => {
    for (let waits = 0; ; waits++) {
      try {
        return await send(options);
      } catch (error) {
        const seconds = secondsToWait(error);
        if (seconds === undefined || !isWorthWaiting(seconds, options, client, waits)) throw error;
        await new Promise((resolve) => setTimeout(resolve, seconds * limits.second));
      }
    }
  });
  return client;
}

function silent(): void {}

/** Octokit tells the console of deprecations and of waits; what a user should know we say ourselves. */
const log = { debug: silent, info: silent, warn: silent, error: silent };
