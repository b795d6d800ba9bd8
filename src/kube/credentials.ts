import { createHash } from "node:crypto";
import type { Agent } from "node:http";
import type { RequestOptions } from "node:https";
// Not the package itself: its index brings every generated model, half a megabyte more.
import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import type { Cluster, User } from "@kubernetes/client-node/dist/config_types.js";
import { UserError } from "../user-error.ts";
import type { Clock } from "./clock.ts";
import type { ConnectOptions } from "./cluster.ts";
import { ClusterError } from "./cluster-error.ts";
import { IssuedToken } from "./issued-token.ts";
import { type Login, readText } from "./kubeconfig.ts";
import { redacted } from "./redacted.ts";

/** What the next request needs to be let in. */
export interface Pass {
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsPass;
  /** Changes when certificates do: connections that were made with others are not used again. */
  readonly identity: string;
  /** Must not be shown in any message. */
  readonly secrets: readonly string[];
  /** Through a SOCKS proxy. */
  readonly agent?: Agent;
}

export interface CredentialsSettings {
  readonly login: Login;
  readonly server: URL;
  readonly proxy: URL | undefined;
  readonly clock: Clock;
  readonly options: Pick<ConnectOptions, "token" | "allowExec" | "warn">;
}

export type TlsPass = Pick<RequestOptions, "ca" | "cert" | "key" | "servername" | "rejectUnauthorized">;

/** As the client of the API server itself caches it; a rotated token is valid for longer beside the new one. */
const tokenFileMilliseconds = 10_000;

/** The credentials of one login, always as they are now: files are read again, programs asked again. */
export class Credentials {
  readonly server: URL;
  readonly #login: Login;
  readonly #clock: Clock;
  readonly #token: string | IssuedToken | undefined;
  readonly #socks: string | undefined;
  #config: KubeConfig;
  #fromFile: { token: string; readAt: number } | undefined;

  /** @throws UserError where a program would have to be started that nobody allowed. */
  constructor({ login, server, proxy, clock, options }: CredentialsSettings) {
    this.server = server;
    this.#login = login;
    this.#clock = clock;
    this.#token = typeof options.token === "function" ? new IssuedToken(options.token, clock) : options.token;
    this.#socks = proxy?.protocol.startsWith("socks") ? proxy.href : undefined;
    if (options.token === undefined && login.tokenFile === undefined && options.allowExec !== true) {
      refusePrograms(login.user);
    }
    this.#config = this.#fresh();
    for (const warning of warningsOf(this.server, login.cluster)) options.warn?.(warning);
  }

  async current(): Promise<Pass> {
    const options: RequestOptions = { headers: {} };
    try {
      await this.#config.applyToHTTPSOptions(options);
    } catch (error) {
      throw this.#notLoggedIn(error);
    }
    const { ca, cert, key, servername, rejectUnauthorized } = options;
    const tls = Object.fromEntries(
      Object.entries({ ca, cert, key, servername, rejectUnauthorized }).filter(
        ([, value]) => value !== undefined,
      ),
    );
    const headers = this.#headersOf(options, await this.#bearer());
    const authorization = headers.authorization ?? "";
    return {
      headers,
      tls,
      identity: createHash("sha256").update(JSON.stringify(tls)).digest("base64"),
      secrets: [authorization, authorization.replace(/^\w+ /, ""), this.#login.user.password ?? ""].filter(
        Boolean,
      ),
      ...(this.#socks !== undefined && typeof options.agent === "object" ? { agent: options.agent } : {}),
    };
  }

  /** Forgets what was cached: the server did not take it. */
  renew(): void {
    this.#fromFile = undefined;
    if (this.#token instanceof IssuedToken) this.#token.forget();
    this.#config = this.#fresh();
  }

  #fresh(): KubeConfig {
    const config = new KubeConfig();
    const { caData, caFile, name, skipTLSVerify, tlsServerName } = this.#login.cluster;
    const plain = this.server.protocol === "http:";
    config.loadFromClusterAndUser(
      {
        name,
        server: this.server.href,
        // The client refuses http otherwise; there is no certificate to verify.
        skipTLSVerify: skipTLSVerify || plain,
        ...(caData ? { caData } : {}),
        ...(caFile ? { caFile } : {}),
        ...(tlsServerName ? { tlsServerName } : {}),
        ...(this.#socks === undefined ? {} : { proxyUrl: this.#socks }),
      },
      this.#token === undefined ? withExecInfo(this.#login.user) : { name: "token" },
    );
    return config;
  }

  async #bearer(): Promise<string | undefined> {
    if (this.#token instanceof IssuedToken) return this.#token.current();
    return this.#token ?? this.#tokenFromFile();
  }

  #headersOf(options: RequestOptions, token: string | undefined): Record<string, string> {
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(options.headers ?? {}))
      headers[name.toLowerCase()] = String(value);
    if (typeof options.auth === "string") {
      headers.authorization ??= `Basic ${Buffer.from(options.auth).toString("base64")}`;
    }
    if (token !== undefined) headers.authorization = `Bearer ${token}`;
    if (/[^\x20-\x7e]/.test(headers.authorization ?? "")) {
      throw new UserError("the token holds characters that no token has", {
        help: "is it the right file, and the token alone?",
      });
    }
    return headers;
  }

  #tokenFromFile(): string | undefined {
    const { tokenFile } = this.#login;
    if (tokenFile === undefined) return undefined;
    const now = this.#clock.now();
    if (this.#fromFile === undefined || now - this.#fromFile.readAt >= tokenFileMilliseconds) {
      this.#fromFile = { token: readText(tokenFile, "the token file").trim(), readAt: now };
    }
    return this.#fromFile.token;
  }

  /** The client throws what a program wrote to standard error, or what could not be parsed: that may be a token. */
  #notLoggedIn(error: unknown): Error {
    const program: unknown = this.#login.user.exec?.command;
    if (typeof program !== "string") {
      const code = error instanceof Error && "code" in error ? ` (${error.code})` : "";
      return new UserError(
        `the credentials of user ${JSON.stringify(this.#login.user.name)} cannot be used${code}`,
        {
          help: "check that the files that it names exist and can be read, and log in again",
        },
      );
    }
    const quiet = error instanceof SyntaxError || error instanceof TypeError || !(error instanceof Error);
    const said = quiet
      ? "it printed no ExecCredential"
      : redacted(error.message) || "it failed without a word";
    return new ClusterError(
      "unauthorized",
      `${program}, which gets the credentials, did not give any: ${said}`,
      {
        help: "run kubectl once to log in, or check the exec section of the kubeconfig",
      },
    );
  }
}

/** @throws UserError */
export function serverOf(address: string): URL {
  const server = URL.parse(address);
  if (server === null || !/^https?:$/.test(server.protocol)) {
    throw new UserError("the address of the API server is none", { help: "write it as https://HOST:PORT" });
  }
  return server;
}

function refusePrograms(user: User): void {
  const provider: unknown = user.authProvider?.name;
  const command: unknown = user.exec?.command ?? user.authProvider?.config?.["cmd-path"];
  if (!user.exec && (!user.authProvider || provider === "oidc")) return;
  const program = typeof command === "string" ? `the program ${JSON.stringify(command)}` : "a program";
  throw new UserError(
    `user ${JSON.stringify(user.name)} of the kubeconfig gets its credentials from ${program}`,
    {
      help: "allow that with --allow-exec, if you trust this kubeconfig",
    },
  );
}

/** What such programs are told (client.authentication.k8s.io); the client leaves it out. */
function withExecInfo(user: User): User {
  if (!user.exec) return user;
  const apiVersion: unknown = user.exec.apiVersion;
  const value = JSON.stringify({ apiVersion, kind: "ExecCredential", spec: { interactive: false } });
  const env: unknown[] = Array.isArray(user.exec.env) ? user.exec.env : [];
  return { ...user, exec: { ...user.exec, env: [...env, { name: "KUBERNETES_EXEC_INFO", value }] } };
}

function warningsOf(server: URL, cluster: Cluster): string[] {
  if (server.protocol === "https:") {
    return cluster.skipTLSVerify
      ? [
          `${server.origin} is not verified (insecure-skip-tls-verify): anybody on the way can read and change all`,
        ]
      : [];
  }
  const local = /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(server.hostname);
  return local ? [] : [`${server.origin} is not encrypted: anybody on the way can read and change all`];
}
