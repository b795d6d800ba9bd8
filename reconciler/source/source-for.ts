import { GithubError, type GithubErrorReason } from "../../src/github/github-error.ts";
import { installationTokens } from "../../src/github/installation-token.ts";
import { UserError } from "../../src/user-error.ts";
import { milliseconds } from "../repository/duration.ts";
import type { NIMRepository } from "../repository/types.ts";
import type { GitAccess, GitCredentials } from "./access.ts";
import type { GitStores } from "./git-stores.ts";
import { type OpenedSource, openGitSource } from "./open-git-source.ts";
import { remoteUrl } from "./remote-url.ts";
import { SourceError } from "./source.ts";

/** The values of a Secret in the namespace of the NIMRepository, decoded; undefined where there is none. */
export type SecretReader = (name: string) => Promise<Readonly<Record<string, string>> | undefined>;

export interface SourceSettings {
  readonly secret: SecretReader;
  /** For what is fetched; shared with other NIMRepositories. */
  readonly stores: GitStores;
  readonly userAgent: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Git servers that may be asked; any when left out. */
  readonly hosts?: readonly string[];
  /** As in `GitSourceOptions`. */
  readonly onNews?: (asked: number) => void;
}

/**
 * The source that a NIMRepository names. Its Secrets are read before each call to the Git server. After a change of the
 * spec another one is to be made.
 *
 * @throws SourceError where the address can be none.
 */
export function sourceFor({ spec }: NIMRepository, settings: SourceSettings): OpenedSource {
  const { stores, hosts, onNews } = settings;
  const tokens = new AppTokens(spec.url, settings);
  const access = async (): Promise<GitAccess> => {
    const { auth, proxy, certificateAuthority, verify } = spec;
    const proxyUrl = proxy && (await proxyOf(proxy, settings));
    return {
      ...(proxyUrl !== undefined && { proxy: proxyUrl }),
      ...(certificateAuthority && {
        certificateAuthority: await textOf(settings, certificateAuthority.secretRef.name, "ca.crt"),
      }),
      ...(verify && { allowedSigners: await textOf(settings, verify.secretRef.name, "allowed_signers") }),
      ...(auth && { credentials: await credentialsOf(auth, settings, tokens, proxyUrl) }),
    };
  };
  return openGitSource({
    url: spec.url,
    ref: spec.ref,
    access,
    timeout: milliseconds(spec.timeout) ?? usualTimeout,
    stores,
    ...(hosts && { hosts }),
    ...(onNews && { onNews }),
  });
}

/** Milliseconds. */
const usualTimeout = 60_000;

type Auth = NonNullable<NIMRepository["spec"]["auth"]>;
type Proxy = NonNullable<NIMRepository["spec"]["proxy"]>;

/** The keys are those of Flux's Secrets, so that one Secret serves both. */
async function credentialsOf(
  { type, secretRef: { name } }: Auth,
  settings: SourceSettings,
  tokens: AppTokens,
  proxy: string | undefined,
): Promise<GitCredentials> {
  const secret = await secretOf(settings, name);
  if (type === "ssh") {
    return {
      is: "ssh",
      identity: valueIn(secret, name, "identity"),
      knownHosts: valueIn(secret, name, "known_hosts"),
    };
  }
  if (type === "https") {
    const token = secret.bearerToken || secret.token;
    const password = token || valueIn(secret, name, "password");
    // GitHub and GitLab take any user name with a token.
    return { is: "password", username: secret.username || "x-access-token", password: password.trim() };
  }
  const app = {
    appId: valueIn(secret, name, "githubAppID").trim(),
    privateKey: valueIn(secret, name, "githubAppPrivateKey"),
    installation: secret.githubAppInstallationID?.trim(),
    apiUrl: secret.githubAppBaseURL?.trim(),
    proxy,
  };
  const password = await tokens.token(app);
  return { is: "password", username: "x-access-token", password, handedOutFor: JSON.stringify(app) };
}

/** What may pass by itself. */
const passing: ReadonlySet<GithubErrorReason> = new Set(["unreachable", "rate-limited", "server"]);

function withoutToken(error: unknown): unknown {
  if (!(error instanceof UserError) || error instanceof SourceError) return error;
  const isPassing = error instanceof GithubError && passing.has(error.reason);
  return new SourceError(isPassing ? "transient" : "permanent", "NoToken", error.message, error.help);
}

async function proxyOf({ url, secretRef }: Proxy, settings: SourceSettings): Promise<string> {
  if (!secretRef) return url;
  const secret = await secretOf(settings, secretRef.name);
  const address = new URL(url);
  address.username = encodeURIComponent(valueIn(secret, secretRef.name, "username"));
  address.password = encodeURIComponent(valueIn(secret, secretRef.name, "password"));
  return address.href.replace(/\/$/, "");
}

async function textOf(settings: SourceSettings, name: string, key: string): Promise<string> {
  return valueIn(await secretOf(settings, name), name, key);
}

async function secretOf({ secret }: SourceSettings, name: string): Promise<Readonly<Record<string, string>>> {
  const found = await secret(name);
  if (found) return found;
  throw new SourceError(
    "permanent",
    "SecretMissing",
    `there is no Secret ${name} in the namespace of the NIMRepository`,
    "make it, or name another one",
  );
}

function valueIn(secret: Readonly<Record<string, string>>, name: string, key: string): string {
  const value = Object.hasOwn(secret, key) ? secret[key] : undefined;
  if (value !== undefined && value.trim() !== "") return value;
  throw new SourceError(
    "permanent",
    "SecretIncomplete",
    `the Secret ${name} has no ${key}`,
    `add ${key} to it`,
  );
}

interface App {
  readonly appId: string;
  readonly privateKey: string;
  readonly installation: string | undefined;
  readonly apiUrl: string | undefined;
  readonly proxy: string | undefined;
}

/** Keeps what hands out tokens for as long as the Secret stays the same. */
class AppTokens {
  readonly #url: string;
  readonly #settings: SourceSettings;
  #last: { readonly of: string; readonly next: () => Promise<string> } | undefined;

  constructor(url: string, settings: SourceSettings) {
    this.#url = url;
    this.#settings = settings;
  }

  async token(app: App): Promise<string> {
    const of = JSON.stringify(app);
    try {
      if (this.#last?.of !== of) this.#last = { of, next: await this.#open(app) };
      return await this.#last.next();
    } catch (error) {
      throw withoutToken(error);
    }
  }

  #open({ appId, privateKey, installation, apiUrl, proxy }: App): Promise<() => Promise<string>> {
    const { userAgent, now } = this.#settings;
    const { repository, api } = this.#place();
    const installationId =
      installation === undefined || installation === "" ? undefined : Number(installation);
    if (installationId !== undefined && !Number.isSafeInteger(installationId)) {
      throw new SourceError("permanent", "CredentialsUnusable", "githubAppInstallationID is no number");
    }
    return installationTokens({
      login: { appId, privateKey, repository, ...(installationId !== undefined && { installationId }) },
      apiUrl: apiUrl || api,
      proxy: proxy === undefined ? undefined : new URL(proxy),
      userAgent,
      now,
      // A pass must not stand still for it: what GitHub refuses now is asked for again by the next one.
      limits: { timeout: 15_000, longestWait: 5, retries: 1 },
    });
  }

  /** Of `https://HOST/OWNER/NAME.git`; an Enterprise Server has its API below the same host. */
  #place() {
    const remote = remoteUrl(this.#url);
    const [owner = "", name = "", ...more] = new URL(this.#url).pathname
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
}
