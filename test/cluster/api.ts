import { Agent as PlainAgent, request as plainRequest } from "node:http";
import { Agent, type RequestOptions, request } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { isMap, type ValueMap } from "../../src/nim/value.ts";

/** How a caller proves who it is: PEM texts, a bearer token, or nothing. */
export interface Credentials {
  readonly certificate?: string;
  readonly key?: string;
  readonly token?: string;
}

export interface Answer {
  readonly code: number;
  readonly body: ValueMap;
  readonly text: string;
  /** Of the `Warning` headers. */
  readonly warnings: readonly string[];
}

/**
 * The tests' own way to an API server, apart from src/kube, which is tested against the same server.
 *
 * All but `ask` throw a `Refused` for an answer of 400 and above.
 */
export class Api {
  readonly #url: URL;
  readonly #authority: string;
  readonly #credentials: Credentials;
  readonly #agent: Agent | PlainAgent;

  constructor(url: string, authority: string, credentials: Credentials) {
    this.#url = new URL(url);
    this.#authority = authority;
    this.#credentials = credentials;
    const kept = { keepAlive: true, maxSockets: 16 };
    const tls = {
      ca: authority,
      ...(credentials.certificate && { cert: credentials.certificate }),
      ...(credentials.key && { key: credentials.key }),
    };
    this.#agent = this.#isPlain ? new PlainAgent(kept) : new Agent({ ...kept, ...tls });
  }

  /** As the stand-in in memory is served. */
  get #isPlain(): boolean {
    return this.#url.protocol === "http:";
  }

  /** The same server, spoken to as somebody else. */
  as(credentials: Credentials): Api {
    return new Api(this.#url.href, this.#authority, credentials);
  }

  async get(path: string): Promise<ValueMap> {
    return (await this.#must("GET", path)).body;
  }

  /** The items of a list, of all its pages. */
  async list(path: string): Promise<ValueMap[]> {
    const { items } = await this.get(path);
    return Array.isArray(items) ? items.filter(isMap) : [];
  }

  async text(path: string): Promise<string> {
    return (await this.#must("GET", path)).text;
  }

  async post(path: string, body: object): Promise<ValueMap> {
    return (await this.#must("POST", path, body)).body;
  }

  async put(path: string, body: object): Promise<ValueMap> {
    return (await this.#must("PUT", path, body)).body;
  }

  /** A JSON merge patch. */
  async patch(path: string, body: object): Promise<ValueMap> {
    return (await this.#must("PATCH", path, body, "application/merge-patch+json")).body;
  }

  async delete(path: string): Promise<ValueMap> {
    return (await this.#must("DELETE", path)).body;
  }

  /** One request and its answer, whatever it is. A text is sent as it is. */
  ask(
    method: string,
    path: string,
    body?: object | string,
    contentType = "application/json",
    accept = "application/json",
  ): Promise<Answer> {
    const payload = typeof body === "object" ? JSON.stringify(body) : body;
    const options: RequestOptions = {
      method,
      agent: this.#agent,
      headers: {
        accept,
        ...(payload !== undefined && {
          "content-type": contentType,
          "content-length": Buffer.byteLength(payload),
        }),
        ...(this.#credentials.token && { authorization: `Bearer ${this.#credentials.token}` }),
      },
      timeout: 60_000,
    };
    return new Promise((resolve, reject) => {
      const send = this.#isPlain ? plainRequest : request;
      const sent = send(new URL(path, this.#url), options, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          const warning = response.headers.warning;
          resolve({
            code: response.statusCode ?? 0,
            text,
            body: jsonObject(text),
            warnings: warning === undefined ? [] : [warning].flat(),
          });
        });
      });
      sent.on("timeout", () => sent.destroy(new Error(`${method} ${path}: no answer in a minute`)));
      sent.on("error", reject);
      sent.end(payload);
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  async #must(method: string, path: string, body?: object, contentType?: string): Promise<Answer> {
    const answer = await this.ask(method, path, body, contentType);
    if (answer.code >= 400) throw new Refused(method, path, answer);
    return answer;
  }
}

export class Refused extends Error {
  readonly answer: Answer;

  constructor(method: string, path: string, answer: Answer) {
    super(`${method} ${path}: ${answer.code} ${answer.body.message ?? answer.text.slice(0, 500)}`);
    this.answer = answer;
  }
}

/** Asks again every 50 ms until there is an answer other than undefined. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  /** Seconds: so many that a machine with a load of seven a core has them too. */
  within = 120,
): Promise<T> {
  const end = performance.now() + within * 1000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (performance.now() > end) throw new Error(`${what}: not within ${within} s`);
    await sleep(50);
  }
}

function jsonObject(text: string): ValueMap {
  try {
    const value: unknown = JSON.parse(text);
    return isMap(value) ? value : {};
  } catch {
    return {};
  }
}
