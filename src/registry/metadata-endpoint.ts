import type { ClientRequest, RequestOptions } from "node:http";
import { parseImageReference } from "../nim/image-reference.ts";
import { valueAt } from "../nim/value.ts";

/** What the NIM Metadata API answered for an image. */
export type MetadataAnswer =
  | { readonly is: "found"; readonly document: unknown }
  /** A normal outcome: most images that were published before September 2026 have none. */
  | { readonly is: "absent"; readonly why: string }
  | { readonly is: "failed"; readonly why: string };

export interface EndpointOptions {
  /** Where `/nim/metadata` is, such as `metadataUrl`. */
  readonly url: string;
  /** What the request goes through; undefined: it goes straight there. */
  readonly proxy: URL | undefined;
  /** Milliseconds for one attempt. */
  readonly timeout: number;
  /** Milliseconds before the second attempt, where the server names none; the third waits twice as long. */
  readonly pause: number;
}

/** The registry whose images it knows. */
const registry = "nvcr.io";
/** Bytes of an answer. */
const maxAnswer = 16 * 1024 * 1024;
const attempts = 3;
/** Milliseconds; who is asked to wait longer does better to come another time. */
const longestWait = 60_000;

/**
 * Asks for the metadata of an image by repository and tag. No credential is sent, and redirects are not followed.
 * Source: docs.nvidia.com/nim/metadata-api 1.0.0, reference/endpoints and troubleshooting.
 */
export async function askMetadata(image: string, options: EndpointOptions): Promise<MetadataAnswer> {
  const { registry: from, path, tag } = parseImageReference(image);
  if (from !== registry) return { is: "absent", why: `it knows images of ${registry} only` };
  if (tag === undefined) return { is: "absent", why: "it knows images by their tags, and this one has none" };
  if (!/^[^/]+(\/[^/]+){1,2}$/.test(path))
    return { is: "absent", why: "it knows no repositories of this form" };
  const url = new URL(`${options.url.replace(/\/+$/, "")}/nim/metadata`);
  url.search = `resourceId=${encodeURIComponent(path).replaceAll("%2F", "/")}&tag=${encodeURIComponent(tag)}`;
  const fault = options.proxy && proxyFault(options.proxy, process.versions.node);
  if (fault !== undefined) return { is: "failed", why: fault };
  for (let attempt = 1; ; attempt++) {
    const answer = await get(url, options);
    const isPassing = "broken" in answer || answer.status === 429 || answer.status >= 500;
    if (!isPassing || attempt === attempts) return meaning(answer);
    const asked = "broken" in answer ? undefined : answer.wait;
    if (asked !== undefined && asked > longestWait) {
      return { is: "failed", why: `it asks to be left alone for ${asked / 1000} s` };
    }
    await new Promise((resolve) => setTimeout(resolve, asked ?? options.pause * attempt));
  }
}

/**
 * Why this Node.js cannot go through a proxy: `proxyEnv` of an agent is there since 24.5, and knows HTTP proxies.
 * Source: nodejs.org/api/http.html, "Built-in Proxy Support".
 */
export function proxyFault({ protocol }: URL, nodeVersion: string): string | undefined {
  const [major = 0, minor = 0] = nodeVersion.split(".").map(Number);
  if (major < 24 || (major === 24 && minor < 5))
    return "only Node.js 24.5 and newer use the proxy that the environment names";
  if (protocol === "http:" || protocol === "https:") return undefined;
  return `the environment names a proxy of the form ${protocol}//, and only http:// and https:// can be used`;
}

type Response =
  /** `wait`: milliseconds, from Retry-After. */
  | { readonly status: number; readonly body: string; readonly wait: number | undefined }
  | { readonly broken: string };

function meaning(answer: Response): MetadataAnswer {
  if ("broken" in answer) return { is: "failed", why: answer.broken };
  const { status, body } = answer;
  if (status === 404) return { is: "absent", why: "it has no metadata for this tag" };
  const document = jsonIn(body);
  if (status === 200) {
    return document === undefined
      ? { is: "failed", why: "it answered with something else than JSON" }
      : { is: "found", document };
  }
  const code = valueAt(document, ["requestStatus", "statusCode"]);
  const id = valueAt(document, ["requestStatus", "requestId"]);
  const named = typeof code === "string" ? ` ${code.slice(0, 100)}` : "";
  const request = typeof id === "string" ? ` (request ${id.slice(0, 100)})` : "";
  return { is: "failed", why: `it answered ${status}${named}${request}` };
}

async function get(url: URL, { proxy, timeout }: EndpointOptions): Promise<Response> {
  const isPlain = url.protocol === "http:";
  const { request, Agent } = isPlain ? await import("node:http") : await import("node:https");
  const agent = new Agent(proxy && { proxyEnv: { [isPlain ? "HTTP_PROXY" : "HTTPS_PROXY"]: proxy.href } });
  const signal = AbortSignal.timeout(timeout);
  const options: RequestOptions = { agent, signal, headers: { accept: "application/json" } };
  try {
    return await new Promise<Response>((resolve) => {
      const broken = (error: Error) =>
        resolve({
          broken: signal.aborted ? `it did not answer within ${timeout / 1000} s` : reasonOf(error),
        });
      const asked: ClientRequest = request(url, options, (response) => {
        const pieces: Buffer[] = [];
        let size = 0;
        response.on("data", (piece: Buffer) => {
          size += piece.length;
          pieces.push(piece);
          if (size > maxAnswer)
            asked.destroy(new Error(`its answer has more than ${maxAnswer / 2 ** 20} MiB`));
        });
        response.on("error", broken);
        response.on("end", () => {
          const body = Buffer.concat(pieces).toString("utf8");
          resolve({ status: response.statusCode ?? 0, body, wait: waitIn(response.headers["retry-after"]) });
        });
      });
      asked.on("error", broken);
      asked.end();
    });
  } finally {
    agent.destroy();
  }
}

/** The form with a date would need a clock; then nothing is asked. */
function waitIn(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) * 1000 : undefined;
}

/** An error of several addresses has no message of its own. */
function reasonOf(error: Error): string {
  if (error.message !== "") return error.message;
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  return inner instanceof Error ? inner.message : "the connection failed";
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
