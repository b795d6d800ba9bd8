import { GithubError, type GithubErrorReason } from "../../src/github/github-error.ts";
import { installationTokens } from "../../src/github/installation-token.ts";
import { once } from "../../src/nim/once.ts";
import { UserError } from "../../src/user-error.ts";
import { faultOfApi } from "./github-api.ts";
import { remoteUrl } from "./remote-url.ts";
import { SharedByContent } from "./shared-by-content.ts";
import { SourceError } from "./source.ts";

/** A GitHub App as a Secret names it. */
export interface AppInSecret {
  readonly appId: string;
  /** PEM. */
  readonly privateKey: string;
  /** Found out where it is left out. */
  readonly installation: string | undefined;
  /** That of the repository's host where it is left out. */
  readonly apiUrl: string | undefined;
}

/** What a NIMRepository adds to it. */
export interface NamedApp extends AppInSecret {
  /** Of the repository that it opens. */
  readonly url: string;
  readonly proxy?: string;
  /** PEM. */
  readonly certificateAuthority?: string;
}

export interface AppToken {
  readonly token: string;
  /** The App, which stays the same while tokens come and go; a secret too. */
  readonly handedOutFor: string;
}

export interface AppTokensSettings {
  readonly userAgent: string;
  /** Git servers that may be asked; any when left out. */
  readonly hosts?: readonly string[] | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Tokens of GitHub Apps: all that name the same App with the same key for the same repository have one between them, by the
 * content of their Secrets. It opens no other repository, so those of another one have another token.
 */
export class AppTokens {
  readonly #settings: AppTokensSettings;
  readonly #shared = new SharedByContent<NextToken>();

  constructor(settings: AppTokensSettings) {
    this.#settings = settings;
  }

  /** Until `giveBack`, or another App for the same user. @throws SourceError */
  async token(user: object, named: NamedApp): Promise<AppToken> {
    const app = appOf(named);
    const fault = faultOfApi(app.apiUrl, this.#settings.hosts);
    if (fault) throw new SourceError("permanent", fault.reason, fault.message, fault.help);
    const { repository: _, ...identity } = app;
    try {
      const next = this.#shared.take(user, app, () => this.#tokensOf(app));
      return { token: await next(), handedOutFor: JSON.stringify(identity) };
    } catch (error) {
      throw withoutToken(error);
    }
  }

  giveBack(user: object): void {
    this.#shared.giveBack(user);
  }

  #tokensOf({ appId, privateKey, installationId, proxy, repository, ...api }: App): NextToken {
    const { userAgent, now } = this.#settings;
    const open = once(() =>
      installationTokens({
        login: { appId, privateKey, repository, ...(installationId !== undefined && { installationId }) },
        proxy: proxy === undefined ? undefined : new URL(proxy),
        ...api,
        userAgent,
        now,
        // A pass must not stand still for it: what GitHub refuses now is asked for again by the next one.
        limits: { timeout: 15_000, longestWait: 5, retries: 1 },
      }),
    );
    return async () => (await open())();
  }
}

type NextToken = () => Promise<string>;

interface App {
  readonly appId: string;
  readonly privateKey: string;
  readonly installationId: number | undefined;
  readonly apiUrl: string;
  readonly proxy: string | undefined;
  readonly certificateAuthority: string | undefined;
  readonly repository: { readonly owner: string; readonly name: string };
}

function appOf({ url, installation, appId, privateKey, apiUrl, proxy, certificateAuthority }: NamedApp): App {
  const { repository, api } = placeOf(url);
  const installationId = installation ? Number(installation) : undefined;
  if (installationId !== undefined && !Number.isSafeInteger(installationId)) {
    throw new SourceError("permanent", "CredentialsUnusable", "githubAppInstallationID is no number");
  }
  const way = { apiUrl: apiUrl || api, proxy, certificateAuthority };
  return { appId, privateKey, installationId, ...way, repository };
}

/** Of `https://HOST/OWNER/NAME.git`; an Enterprise Server has its API below the same host. */
function placeOf(url: string) {
  const remote = remoteUrl(url);
  const [owner = "", name = "", ...more] = new URL(url).pathname
    .replace(/\.git$/, "")
    .split("/")
    .slice(1);
  if ("fault" in remote || owner === "" || name === "" || more.length > 0) {
    throw new SourceError(
      "permanent",
      "CredentialsUnusable",
      "a GitHub App opens repositories of GitHub only",
      "write the address as https://HOST/OWNER/NAME.git",
    );
  }
  const api = remote.host === "github.com" ? "https://api.github.com" : `https://${remote.host}/api/v3`;
  return { repository: { owner, name }, api };
}

/** What may pass by itself. */
const passing: ReadonlySet<GithubErrorReason> = new Set(["unreachable", "rate-limited", "server"]);

function withoutToken(error: unknown): unknown {
  if (!(error instanceof UserError) || error instanceof SourceError) return error;
  const isPassing = error instanceof GithubError && passing.has(error.reason);
  return new SourceError(isPassing ? "transient" : "permanent", "NoToken", error.message, error.help);
}
