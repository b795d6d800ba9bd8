import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { Agent, buildConnector, type Dispatcher } from "undici";
import { connectToProxy } from "../../kube/proxy-connection.ts";
import { refusingProxy } from "../../kube/proxy-error.ts";
import { proxyLogin } from "../../kube/proxy-login.ts";
import { openTunnel } from "../../kube/proxy-tunnel.ts";
import { authorityOf } from "../../nim/host-and-port.ts";
import { UserError } from "../../user-error.ts";
import { failureOf } from "./failure.ts";
import type { StoreOptions, StoreWorld } from "./store-options.ts";
import { storeProxy } from "./store-proxy.ts";
import { trusted } from "./trusted.ts";

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes, or a way to make them anew for each attempt, with their length in `content-length`. */
  readonly body?: Uint8Array | (() => AsyncIterable<Uint8Array>);
  /** Not to be tried again. */
  readonly once?: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  header(name: string): string | undefined;
  /** All of a small body. */
  text(): Promise<string>;
  stream(): AsyncIterable<Uint8Array>;
  /** Lets go of the body. */
  drop(): Promise<void>;
}

/** Speaks HTTP to stores that have no SDK: through proxies, with own certificates, trying again what passes; follows no redirect. */
export class HttpClient {
  readonly #env: StoreWorld["env"];
  readonly #signal: AbortSignal | undefined;
  readonly #ca: string[] | undefined;
  /** By the server's origin. */
  readonly #ways = new Map<string, Way>();
  readonly #pause: (milliseconds: number) => Promise<void>;

  constructor({ caFile }: StoreOptions, { env, signal, pause }: StoreWorld) {
    this.#env = env;
    this.#signal = signal;
    this.#ca = caFile === undefined ? undefined : trusted(caFile);
    // A server may ask for a minute; who ends it meanwhile does not wait for that.
    this.#pause =
      pause ?? ((milliseconds) => sleep(milliseconds, undefined, { signal }).catch(() => undefined));
  }

  /** Throws what the connection throws; an answer of any status is no error. */
  async send(asked: HttpRequest): Promise<HttpAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      this.#signal?.throwIfAborted();
      const isLast = attempt === attempts || asked.once === true;
      let wait = 250 * 2 ** attempt;
      try {
        const answer = await this.#attempt(asked);
        if (isLast || !passing.has(answer.status)) return answer;
        const after = Number(answer.header("retry-after"));
        if (after > 0) wait = Math.min(after, 60) * 1000;
        await answer.drop();
      } catch (error) {
        this.#signal?.throwIfAborted();
        if (isLast || !isConnectionError(error)) throw error;
      }
      await this.#pause(wait);
    }
  }

  close(): void {
    for (const { agent } of this.#ways.values()) void agent.destroy();
  }

  async #attempt({ method, url, headers = {}, body }: HttpRequest): Promise<HttpAnswer> {
    const { origin, pathname, search } = new URL(url);
    const { agent, proxy } = this.#wayTo(origin);
    // RFC 9112, 3.2.2: by CONNECT many proxies let nobody through to a server without TLS.
    const isAskedOfProxy = proxy !== undefined && origin.startsWith("http:");
    const {
      statusCode,
      headers: answered,
      body: content,
    } = await agent.request({
      origin,
      path: `${isAskedOfProxy ? origin : ""}${pathname}${search}`,
      method: method as Dispatcher.HttpMethod,
      headers: { "user-agent": "nimops", ...headers, ...(isAskedOfProxy && proxyLogin(proxy)) },
      ...(body === undefined
        ? {}
        : {
            body:
              typeof body === "function"
                ? Readable.from(body(), { highWaterMark: 1 })
                : Buffer.from(body.buffer, body.byteOffset, body.byteLength),
          }),
      ...(this.#signal === undefined ? {} : { signal: this.#signal }),
    });
    if (isAskedOfProxy && statusCode === 407) {
      await content.dump();
      throw refusingProxy(proxy, authorityOf(new URL(origin)), statusCode);
    }
    return {
      status: statusCode,
      header: (name) => {
        const value = answered[name];
        return Array.isArray(value) ? value[0] : value;
      },
      async text() {
        const pieces: Uint8Array[] = [];
        let size = 0;
        for await (const piece of content) {
          size += piece.length;
          if (size > largestText) break;
          pieces.push(piece);
        }
        return Buffer.concat(pieces).toString();
      },
      stream: () => content,
      drop: async () => void (await content.dump({ limit: largestText })),
    };
  }

  #wayTo(origin: string): Way {
    const known = this.#ways.get(origin);
    if (known) return known;
    const server = new URL(origin);
    const proxy = storeProxy(server, this.#env);
    const times = { headersTimeout: 300_000, bodyTimeout: 300_000, connections: 32 };
    const direct = buildConnector({
      timeout: connectTime,
      ...(this.#ca === undefined ? {} : { ca: this.#ca }),
    });
    const connect = proxy === undefined ? direct : throughProxy(proxy, server, this.#ca, direct);
    const way = { agent: new Agent({ ...times, connect }), proxy };
    this.#ways.set(origin, way);
    return way;
  }
}

interface Way {
  readonly agent: Dispatcher;
  readonly proxy: URL | undefined;
}

/** Bytes; an answer that is read whole. */
const largestText = 64 * 1024 * 1024;

const attempts = 5;

const passing: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** Not a file that changed while it was read, nor anything else of ours. */
function isConnectionError(error: unknown): boolean {
  if (error instanceof UserError) return false;
  return (
    /UND_ERR|ECONN|EPIPE|ETIMEDOUT|EAI_AGAIN|socket|other side/i.test(
      `${failureOf(error).word} ${failureOf(error).message}`,
    ) && !/ECONNREFUSED/.test(failureOf(error).word ?? "")
  );
}

/** Milliseconds. */
const connectTime = 10_000;

function throughProxy(
  proxy: URL,
  server: URL,
  ca: readonly string[] | undefined,
  direct: buildConnector.connector,
): buildConnector.connector {
  const hop = { proxy, timeout: connectTime, ca };
  if (server.protocol === "http:") {
    return (_options, made) => {
      connectToProxy(hop).then(
        (socket) => made(null, socket),
        (error) => made(error, null),
      );
    };
  }
  const target = authorityOf(server);
  return (options, made) => {
    openTunnel({ ...hop, target }).then(
      (httpSocket) => direct({ ...options, httpSocket }, made),
      (error) => made(error, null),
    );
  };
}
