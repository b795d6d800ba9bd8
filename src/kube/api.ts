import type { Value } from "../nim/value.ts";
import { BackOff } from "./back-off.ts";
import { type Clock, pause } from "./clock.ts";
import type { Timeouts } from "./cluster.ts";
import { ClusterError } from "./cluster-error.ts";
import type { Credentials } from "./credentials.ts";
import { parseJson, toJson } from "./json.ts";
import { statusError } from "./status-error.ts";
import { aborted, type HttpRequest, type HttpResponse, type Transport } from "./transport.ts";
import { warningsOf } from "./warning-header.ts";

/** One request, as often as it takes. */
export interface Call {
  readonly method: HttpRequest["method"];
  readonly path: string;
  readonly query?: Query;
  readonly body?: Value;
  readonly contentType?: string;
  /** JSON unless told. */
  readonly accept?: string;
  /** Completes "cannot …" in messages. */
  readonly doing: string;
  /** Whether it does no harm when the server gets it twice. */
  readonly repeatable: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly timeouts?: Partial<Timeouts>;
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Reply {
  readonly value: Value;
  readonly warnings: readonly string[];
}

export interface ApiSettings {
  readonly transport: Transport;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly random: () => number;
  readonly timeouts: Timeouts;
  readonly userAgent: string;
  readonly warn: (warning: string) => void;
}

/** More is no list page and no object: etcd holds objects of at most 1.5 MiB. */
const largestBody = 256 * 1024 * 1024;
const mostTries = 5;
/** A silent server has cost the whole time limit already. */
const mostTriesAfterTimeout = 2;
const firstWait = 200;
const longestWait = 5_000;
/** A server that asks for more is told on to the caller. */
const longestRetryAfter = 30_000;

/** Requests to an API server: typed errors, retries of what may be retried, warnings told. */
export class Api {
  readonly #settings: ApiSettings;
  readonly #warned = new Set<string>();

  constructor(settings: ApiSettings) {
    this.#settings = settings;
  }

  get server(): string {
    return this.#settings.credentials.server.origin;
  }

  /** @throws ClusterError */
  async call(call: Call): Promise<Reply> {
    const { text, warnings } = await this.text(call);
    try {
      return { value: parseJson(text), warnings };
    } catch {
      throw new ClusterError("malformed", `cannot ${call.doing}: ${this.server} did not answer with JSON`, {
        help: "check the server's address: does it end at a log-in page or at a proxy?",
      });
    }
  }

  /** @throws ClusterError */
  async text(call: Call): Promise<{ readonly text: string; readonly warnings: readonly string[] }> {
    return this.#retried(call, async () => {
      const response = await this.#once(call, "call");
      const text = await wholeText(response, call.doing);
      const warnings = warningsOf(response.headers.warning);
      for (const warning of warnings) this.#warn(warning);
      return { text, warnings };
    });
  }

  /** A response that goes on; tried once. @throws ClusterError */
  stream(call: Call): Promise<HttpResponse> {
    return this.#once(call, "stream");
  }

  async #retried<T>(call: Call, attempt: () => Promise<T>): Promise<T> {
    const { clock, random } = this.#settings;
    const backOff = new BackOff(firstWait, longestWait, random);
    for (let tries = 1; ; tries += 1) {
      try {
        return await attempt();
      } catch (error) {
        if (!(error instanceof ClusterError) || !mayRetry(error, call.repeatable, tries)) throw error;
        await pause(clock, backOff.next(error.retryAfterMilliseconds), call.signal);
        if (call.signal?.aborted) throw aborted();
      }
    }
  }

  /** A success, or an error; credentials that are refused are got anew once. */
  async #once(call: Call, use: "call" | "stream"): Promise<HttpResponse> {
    const { transport, credentials } = this.#settings;
    const request = this.#requestOf(call);
    let response = await transport.send(request, use);
    if (response.status === 401) {
      await wholeText(response, call.doing, largestRefusal);
      credentials.renew();
      response = await transport.send(request, use);
    }
    if (response.status >= 200 && response.status < 300) return response;
    const refusal = {
      status: response.status,
      retryAfter: response.headers["retry-after"],
      contentType: response.headers["content-type"],
      body: await wholeText(response, call.doing, largestRefusal),
    };
    throw statusError(refusal, call.doing, this.server, response.secrets);
  }

  #requestOf({ method, path, query = {}, body, contentType, accept, signal, timeouts }: Call): HttpRequest {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) parameters.set(name, String(value));
    return {
      method,
      path: parameters.size === 0 ? path : `${path}?${parameters}`,
      headers: {
        accept: accept ?? "application/json",
        "user-agent": this.#settings.userAgent,
        ...(body === undefined ? {} : { "content-type": contentType ?? "application/json" }),
      },
      ...(body === undefined ? {} : { body: toJson(body) }),
      signal,
      timeouts: { ...this.#settings.timeouts, ...timeouts },
    };
  }

  #warn(warning: string): void {
    if (this.#warned.has(warning) || this.#warned.size > 1000) return;
    this.#warned.add(warning);
    this.#settings.warn(warning);
  }
}

function mayRetry(error: ClusterError, repeatable: boolean, tries: number): boolean {
  if (error.retry === "never" || (error.retry === "repeatable" && !repeatable)) return false;
  if ((error.retryAfterMilliseconds ?? 0) > longestRetryAfter) return false;
  return tries < (error.reason === "timeout" ? mostTriesAfterTimeout : mostTries);
}

const largestRefusal = 4 * 1024 * 1024;

async function wholeText(response: HttpResponse, doing: string, limit = largestBody): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response.body) {
    length += chunk.length;
    if (length > limit) {
      throw new ClusterError(
        "malformed",
        `cannot ${doing}: the answer is larger than ${limit / 1024 / 1024} MiB`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
