import { createHash } from "node:crypto";
import type { ConnectGithubOptions } from "../../src/github/github.ts";
import { parsedUrl } from "../../src/nim/parsed-url.ts";
import { UserError } from "../../src/user-error.ts";
import { faultOfApi } from "../source/github-api.ts";
import type { Telling } from "./telling.ts";

/** How a NIMRepository's words get into GitHub. */
export interface Login
  extends Pick<ConnectGithubOptions, "login" | "apiUrl" | "proxy" | "certificateAuthority"> {
  /** The same for all whose calls GitHub counts together: those of one token, or of an app for one owner. No secret. */
  readonly id: string;
}

/** Reads a Secret; undefined where it is not there. */
export type ReadSecret = (
  namespace: string,
  name: string,
) => Promise<Readonly<Record<string, string>> | undefined>;

/**
 * The keys are those of the Secrets for Git, which are Flux's: one Secret serves both.
 *
 * @param hosts servers that may be asked; any when left out
 * @throws UserError where a Secret is not there, or lacks what it takes.
 */
export async function loginFor(
  telling: Telling,
  read: ReadSecret,
  hosts: readonly string[] | undefined,
): Promise<Login> {
  const { repository, secret, proxy, certificateAuthority: authority } = telling;
  const { namespace } = secret;
  const values = await valuesOf(namespace, secret.name, read);
  const ca = authority === undefined ? undefined : await valuesOf(namespace, authority, read);
  const apiUrl = values("githubAppBaseURL") ?? values("apiUrl") ?? telling.apiUrl;
  const fault = faultOfApi(apiUrl, hosts);
  if (fault) throw new UserError(fault.message, { help: fault.help });
  const way = {
    apiUrl,
    ...(proxy && { proxy: await proxyOf(proxy, namespace, read) }),
    ...(ca && { certificateAuthority: needed(ca("ca.crt"), authority ?? "", "ca.crt") }),
  };
  const [appId, privateKey] = [values("githubAppID"), values("githubAppPrivateKey")];
  if (appId !== undefined && privateKey !== undefined) {
    const id = idOf([apiUrl, appId, repository.owner.toLowerCase()]);
    return { ...way, id, login: { appId, privateKey, repository } };
  }
  const token = values("token") ?? values("bearerToken") ?? values("password");
  if (token !== undefined) return { ...way, id: idOf([apiUrl, token]), login: { token } };
  throw new UserError(`the Secret ${secret.name} has neither token nor githubAppID and githubAppPrivateKey`, {
    help: "put a token that may write commit statuses into it, or the id and the key of a GitHub App",
  });
}

type Values = (key: string) => string | undefined;

async function valuesOf(namespace: string, name: string, read: ReadSecret): Promise<Values> {
  const secret = await read(namespace, name);
  if (secret === undefined) {
    throw new UserError(`there is no Secret ${name} in the namespace ${namespace}`, {
      help: "make it, or name another one in the NIMRepository",
    });
  }
  return (key) => (Object.hasOwn(secret, key) && secret[key]?.trim()) || undefined;
}

async function proxyOf(
  { url, secret }: NonNullable<Telling["proxy"]>,
  namespace: string,
  read: ReadSecret,
): Promise<URL> {
  const address = parsedUrl(url);
  if (address === undefined) {
    throw new UserError("the proxy is no address", { help: "write http://HOST:PORT in spec.proxy.url" });
  }
  if (secret === undefined) return address;
  const values = await valuesOf(namespace, secret, read);
  address.username = encodeURIComponent(needed(values("username"), secret, "username"));
  address.password = encodeURIComponent(needed(values("password"), secret, "password"));
  return address;
}

function needed(value: string | undefined, secret: string, key: string): string {
  if (value !== undefined) return value;
  throw new UserError(`the Secret ${secret} has no ${key}`, { help: `add ${key} to it` });
}

/** Nobody can read the token out of it. */
function idOf(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
