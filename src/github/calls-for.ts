import { Calls } from "./calls.ts";
import { type ClientLogin, clientFor } from "./client.ts";
import { fetchFor } from "./fetch.ts";
import { type ConnectGithubOptions, type GithubLimits, usualLimits } from "./github.ts";
import { checkedUrl, checkLogin } from "./login.ts";

export interface OpenCalls {
  readonly apiUrl: string;
  readonly limits: GithubLimits;
  /** Requests of a login; of an app, as itself or as one of its installations. */
  readonly callsAs: (login: ClientLogin) => Calls;
}

/** @throws UserError where the address of the API, the proxy or the credentials cannot be right. */
export async function callsFor(options: ConnectGithubOptions): Promise<OpenCalls> {
  const { login, proxy, certificateAuthority, signal, userAgent } = options;
  const apiUrl = checkedUrl(options.apiUrl || "https://api.github.com");
  const limits = { ...usualLimits, ...options.limits };
  checkLogin(login);
  const fetch = await fetchFor({ proxy, timeout: limits.timeout, certificateAuthority, signal });
  const secrets = [
    "token" in login ? login.token : login.privateKey,
    proxy?.password ?? "",
    decodeURIComponent(proxy?.password ?? ""),
  ];
  const callsAs = (as: ClientLogin) =>
    new Calls(clientFor({ login: as, apiUrl, userAgent, fetch, limits }), apiUrl, secrets);
  return { apiUrl, limits, callsAs };
}
