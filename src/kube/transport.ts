import type { Agent, IncomingMessage } from "node:http";
import { request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import { hostOf } from "../nim/host-and-port.ts";
import { agentFor, retire } from "./agents.ts";
import type { Clock } from "./clock.ts";
import type { Timeouts } from "./cluster.ts";
import { ClusterError } from "./cluster-error.ts";
import { connectionError, type Stage, timeoutError } from "./connection-error.ts";
import type { Credentials, Pass } from "./credentials.ts";
import { Slots } from "./slots.ts";

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path and query, below the server's own path. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
  readonly timeouts: Timeouts;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  /** What must not be shown of it. */
  readonly secrets: readonly string[];
  /** Ends with an error where the connection breaks or nothing comes for too long; to be read or thrown away. */
  readonly body: AsyncIterable<Buffer>;
}

export interface TransportSettings {
  readonly credentials: Credentials;
  readonly proxy: URL | undefined;
  readonly clock: Clock;
  readonly connectTimeout: number;
  readonly mayWrite?: (() => AbortSignal) | undefined;
}

/**
 * Calls at once; watches do not count. Not left to the agent's maxSockets: Node counts connections only when they are
 * ready (lib/_http_agent.js createSocket).
 */
const mostCalls = 10;

/** Sends requests to one server, over connections that are kept. One attempt each; see `Api` for more. */
export class Transport {
  readonly #settings: TransportSettings;
  readonly #slots = new Slots(mostCalls);
  #kept: { identity: string; agent: Agent } | undefined;

  constructor(settings: TransportSettings) {
    this.#settings = settings;
  }

  /** @throws ClusterError where no response begins. */
  async send(request: HttpRequest, use: "call" | "stream" = "call"): Promise<HttpResponse> {
    const { credentials, clock } = this.#settings;
    const release = use === "call" ? await this.#slots.take() : () => {};
    try {
      if (request.signal?.aborted) throw aborted();
      const pass = await credentials.current();
      const agent = pass.agent ?? this.#agent(pass.identity);
      // After all that could have been waited for.
      const permitted = this.#permitted(request);
      const { response, disarm } = await answered(permitted, pass, agent, credentials.server, clock);
      const end = () => {
        disarm();
        release();
      };
      return {
        status: response.statusCode ?? 0,
        headers: response.headers,
        secrets: pass.secrets,
        body: bodyOf(response, end, credentials.server, request.timeouts.idle, clock),
      };
    } catch (error) {
      release();
      throw error;
    }
  }

  close(): void {
    if (this.#kept !== undefined) retire(this.#kept.agent);
  }

  #permitted(request: HttpRequest): HttpRequest {
    const { mayWrite } = this.#settings;
    if (mayWrite === undefined || request.method === "GET") return request;
    const { signal } = request;
    return { ...request, signal: AbortSignal.any([mayWrite(), ...(signal ? [signal] : [])]) };
  }

  #agent(identity: string): Agent {
    if (this.#kept?.identity === identity) return this.#kept.agent;
    if (this.#kept !== undefined) retire(this.#kept.agent);
    const { credentials, proxy, clock, connectTimeout } = this.#settings;
    this.#kept = { identity, agent: agentFor({ server: credentials.server, proxy, clock, connectTimeout }) };
    return this.#kept.agent;
  }
}

interface Answer {
  readonly response: IncomingMessage;
  /** Calls off what would end the response: its time limit and the caller's signal. */
  readonly disarm: () => void;
}

function answered(
  request: HttpRequest,
  pass: Pass,
  agent: Agent,
  server: URL,
  clock: Clock,
): Promise<Answer> {
  const { method, path, headers, body, signal, timeouts } = request;
  return new Promise((resolve, reject) => {
    let stage: Stage = "connecting";
    let response: IncomingMessage | undefined;
    const send = server.protocol === "https:" ? tlsRequest : plainRequest;
    const outgoing = send({
      ...pass.tls,
      agent,
      method,
      host: hostOf(server),
      port: server.port === "" ? undefined : server.port,
      path: `${server.pathname.replace(/\/$/, "")}${path}`,
      headers: {
        ...pass.headers,
        ...headers,
        ...(body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) }),
      },
    });
    const end = (error: ClusterError) => (response ?? outgoing).destroy(error);
    const onAbort = () => end(aborted());
    signal?.addEventListener("abort", onAbort, { once: true });
    let callOffWait = () => {};
    // A watch has no such limit.
    const callOffWhole = Number.isFinite(timeouts.whole)
      ? clock.after(timeouts.whole, () => end(timeoutError(stage, server.origin, timeouts.whole)))
      : () => {};
    const disarm = () => {
      callOffWait();
      callOffWhole();
      signal?.removeEventListener("abort", onAbort);
    };
    outgoing.once("socket", () => {
      stage = "waiting";
      callOffWait = clock.after(timeouts.response, () =>
        end(timeoutError(stage, server.origin, timeouts.response)),
      );
    });
    outgoing.once("response", (message) => {
      callOffWait();
      stage = "reading";
      response = message;
      // Between now and the first read nobody listens; the read is told it all the same.
      message.on("error", () => {});
      resolve({ response: message, disarm });
    });
    // Stays: an error that comes after the response is told by its body.
    outgoing.on("error", (error) => {
      disarm();
      reject(connectionError(error, stage, server.origin));
    });
    // It may have been aborted while the credentials were got.
    if (signal?.aborted) onAbort();
    else outgoing.end(body);
  });
}

async function* bodyOf(
  response: IncomingMessage,
  end: () => void,
  server: URL,
  idle: number,
  clock: Clock,
): AsyncGenerator<Buffer> {
  const chunks = response[Symbol.asyncIterator]();
  try {
    for (;;) {
      // Only while we wait: a reader may take its time with what it has.
      const callOff = clock.after(idle, () => response.destroy(timeoutError("reading", server.origin, idle)));
      const { done, value } = await chunks.next().finally(callOff);
      if (done) return;
      yield value;
    }
  } catch (error) {
    throw connectionError(error, "reading", server.origin);
  } finally {
    end();
    if (!response.complete || !response.readableEnded) response.destroy();
  }
}

export function aborted(): ClusterError {
  return new ClusterError("aborted", "the request was called off");
}
