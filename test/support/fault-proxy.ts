import { once } from "node:events";
import {
  Agent,
  createServer,
  type IncomingMessage,
  request as plainRequest,
  type ServerResponse,
} from "node:http";
import { Agent as TlsAgent, request as tlsRequest } from "node:https";
import type { AddressInfo, Socket } from "node:net";

/** One request on its way from the client to the real server. */
export interface Exchange {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly isWatch: boolean;
  readonly authorization: string | undefined;
  readonly response: ServerResponse;
  /** Asks the real server. */
  forward(path?: string): Promise<IncomingMessage>;
}

/** What happens to an exchange instead of being passed on. */
export type Fault = (exchange: Exchange) => void | Promise<void>;

type Match = (exchange: Exchange) => boolean;

export const isWatch: Match = (exchange) => exchange.isWatch;
export const isList: Match = ({ method, path, isWatch }) =>
  method === "GET" && !isWatch && /[?&]limit=/.test(path);
export const isAny: Match = () => true;

/**
 * Stands between a client, which speaks plain HTTP to it, and a real API server, and plays the faults of the way
 * between them and of servers in trouble.
 */
export class FaultProxy {
  /** Every request, in order: `GET /api/v1/nodes`. */
  readonly requests: string[] = [];
  /** How many connections the client has opened. */
  connections = 0;
  readonly #upstream: Upstream;
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  readonly #sockets = new Set<Socket>();
  readonly #agent: Agent;
  readonly #faults: { match: Match; fault: Fault; times: number }[] = [];
  readonly #watches = new Set<ServerResponse>();

  private constructor(upstream: Upstream) {
    this.#upstream = upstream;
    this.#agent = upstream.url.startsWith("https:")
      ? new TlsAgent({ keepAlive: true })
      : new Agent({ keepAlive: true });
    this.#server.on("connection", (socket) => {
      this.connections += 1;
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
  }

  static async start(upstream: Upstream): Promise<FaultProxy> {
    const proxy = new FaultProxy(upstream);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get openConnections(): number {
    return this.#sockets.size;
  }

  /** The next requests that match fail like this; as long as `heal` is not called, where no number is given. */
  fail(match: Match, fault: Fault, times = Number.POSITIVE_INFINITY): void {
    this.#faults.push({ match, fault, times });
  }

  heal(): void {
    this.#faults.length = 0;
  }

  /** Resets every watch that is open now, in the middle of whatever it was saying. */
  resetWatches(): void {
    for (const response of this.#watches) reset(response);
  }

  /** Ends every watch that is open now, in good order but for these last bytes. */
  endWatches(last = ""): void {
    for (const response of this.#watches) response.end(last);
  }

  get openWatches(): number {
    return this.#watches.size;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#agent.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url: path = "/" } = request;
    this.requests.push(`${method} ${path}`);
    const exchange: Exchange = {
      method,
      path,
      isWatch: /[?&]watch=true/.test(path),
      authorization: request.headers.authorization,
      response,
      forward: (other = path) => this.#forward(request, other),
    };
    if (exchange.isWatch) {
      this.#watches.add(response);
      response.on("close", () => this.#watches.delete(response));
    }
    const planned = this.#faults.find(({ match, times }) => times > 0 && match(exchange));
    if (planned !== undefined) planned.times -= 1;
    try {
      await (planned?.fault ?? passOn)(exchange);
    } catch {
      // The real server is gone, or the client.
      response.destroy();
    }
  }

  #forward(request: IncomingMessage, path: string): Promise<IncomingMessage> {
    const { url, ca, cert, key } = this.#upstream;
    const target = new URL(path, url);
    const { host: _, connection: __, ...headers } = request.headers;
    return new Promise((resolve, reject) => {
      const send = url.startsWith("https:") ? tlsRequest : plainRequest;
      const options = { method: request.method, headers, agent: this.#agent, ca, cert, key };
      const upstream = send(target, options, resolve);
      upstream.on("error", reject);
      request.pipe(upstream);
    });
  }
}

export interface Upstream {
  readonly url: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export const passOn: Fault = rewritten((path) => path);

/** The real server's answer to another path. */
export function rewritten(change: (path: string) => string): Fault {
  return async ({ forward, path, response }) => pipe(await forward(change(path)), response);
}

function pipe(answer: IncomingMessage, response: ServerResponse): void {
  response.writeHead(answer.statusCode ?? 502, answer.headers);
  response.flushHeaders();
  response.on("close", () => answer.destroy());
  answer.on("error", () => response.destroy());
  answer.pipe(response);
}

/** A refusal, as an API server words it. */
export function refuse(code: number, reason: string, headers: Record<string, string> = {}): Fault {
  return ({ response }) => {
    response.writeHead(code, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(statusOf(code, reason)));
  };
}

export function statusOf(code: number, reason: string, message = `played: ${reason}`) {
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason, code };
}

/** The connection is reset before any answer. */
export const resetAtOnce: Fault = ({ response }) => reset(response);

/** Nobody answers, and nobody hangs up. */
export const silence: Fault = () => {};

/** A 200 and not one byte more. */
export const halfOpen: Fault = ({ response }) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.flushHeaders();
};

/** Accepts and ends in good order, without a word. */
export const closeAtOnce: Fault = ({ response }) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.end();
};

/** Bytes that the real server never sent. */
export function say(
  text: string,
  headers: Record<string, string> = { "content-type": "application/json" },
): Fault {
  return ({ response }) => {
    response.writeHead(200, headers);
    response.end(text);
  };
}

/** Passes on, but each frame of the watch as these lines. */
export function frames(rewrite: (line: string, index: number) => readonly string[]): Fault {
  return async ({ forward, response }) => {
    const answer = await forward();
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    response.flushHeaders();
    response.on("close", () => answer.destroy());
    let rest = "";
    let index = 0;
    answer.setEncoding("utf8");
    for await (const chunk of answer) {
      const lines = `${rest}${chunk}`.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) for (const other of rewrite(line, index++)) response.write(`${other}\n`);
    }
    response.end(rest);
  };
}

/** Only so many bytes of the answer, then this. */
export function cutOff(bytes: number, then: (response: ServerResponse) => void): Fault {
  return async ({ forward, response }) => {
    const answer = await forward();
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk);
    const { "content-length": _, ...headers } = answer.headers;
    response.writeHead(answer.statusCode ?? 502, headers);
    response.write(Buffer.concat(chunks).subarray(0, bytes));
    // Whoever reads has to see these bytes first.
    setTimeout(() => then(response), 50);
  };
}

export function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}
