import { milliseconds } from "../repository/duration.ts";
import type { NIMRepository } from "../repository/types.ts";
import type { GitAccess, GitCredentials } from "./access.ts";
import type { AppInSecret, AppToken, AppTokens } from "./app-tokens.ts";
import type { GitStores } from "./git-stores.ts";
import { type OpenedSource, openGitSource } from "./open-git-source.ts";
import { SourceError } from "./source.ts";

/** The values of a Secret in the namespace of the NIMRepository, decoded; undefined where there is none. */
export type SecretReader = (name: string) => Promise<Readonly<Record<string, string>> | undefined>;

export interface SourceSettings {
  readonly secret: SecretReader;
  /** For what is fetched; shared with other NIMRepositories. */
  readonly stores: GitStores;
  /** Of GitHub Apps; shared with other NIMRepositories too. */
  readonly tokens: AppTokens;
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
  const { stores, tokens, hosts, onNews } = settings;
  const user = {};
  const access = async (): Promise<GitAccess> => {
    const { auth, proxy, certificateAuthority: authority, verify } = spec;
    const way = {
      ...(proxy && { proxy: await proxyOf(proxy, settings) }),
      ...(authority && { certificateAuthority: await textOf(settings, authority.secretRef.name, "ca.crt") }),
    };
    const tokenOf: TokenOf = (app) => tokens.token(user, { ...app, ...way, url: spec.url });
    return {
      ...way,
      ...(verify && { allowedSigners: await textOf(settings, verify.secretRef.name, "allowed_signers") }),
      ...(auth && { credentials: await credentialsOf(auth, settings, tokenOf) }),
    };
  };
  return openGitSource({
    url: spec.url,
    ref: spec.ref,
    access,
    timeout: milliseconds(spec.timeout) ?? usualTimeout,
    stores,
    onEnd: () => tokens.giveBack(user),
    ...(hosts && { hosts }),
    ...(onNews && { onNews }),
  });
}

/** Milliseconds. */
const usualTimeout = 60_000;

type Auth = NonNullable<NIMRepository["spec"]["auth"]>;
type Proxy = NonNullable<NIMRepository["spec"]["proxy"]>;
type TokenOf = (app: AppInSecret) => Promise<AppToken>;

/** The keys are those of Flux's Secrets, so that one Secret serves both. */
async function credentialsOf(
  { type, secretRef: { name } }: Auth,
  settings: SourceSettings,
  tokenOf: TokenOf,
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
  const { token: password, handedOutFor } = await tokenOf({
    appId: valueIn(secret, name, "githubAppID").trim(),
    privateKey: valueIn(secret, name, "githubAppPrivateKey"),
    installation: secret.githubAppInstallationID?.trim(),
    apiUrl: secret.githubAppBaseURL?.trim(),
  });
  return { is: "password", username: "x-access-token", password, handedOutFor };
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
