import { createHash, randomUUID } from "node:crypto";
import type { Storage } from "@google-cloud/storage";
import * as z from "zod";
import { StepError } from "../airgap/step.ts";
import type { HttpAnswer, HttpClient, HttpRequest } from "./http-client.ts";

const resource = z.object({
  name: z.string(),
  size: z.coerce.number().default(0),
  updated: z.string().optional(),
  md5Hash: z.string().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
});

/** An object of GCS, as its JSON API tells it. */
export type GsResource = z.infer<typeof resource>;

const page = z.object({ items: z.array(resource).default([]), nextPageToken: z.string().optional() });

interface Call extends Pick<HttpRequest, "method" | "body"> {
  /** Below the server, with its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly accepts?: readonly number[];
}

/**
 * The calls of GCS's JSON API that an upload needs, sent by our own client: Google's takes the proxy of HTTP_PROXY for https://, what
 * a proxy answers for what GCS does, knows no networks in NO_PROXY, and no certificates. From it come server and credentials.
 * Source: cloud.google.com/storage/docs/json_api.
 */
export class GsCalls {
  readonly #http: HttpClient;
  readonly #storage: Storage;
  readonly #objects: string;

  constructor(http: HttpClient, storage: Storage, bucket: string) {
    this.#http = http;
    this.#storage = storage;
    this.#objects = `/storage/v1/b/${encodeURIComponent(bucket)}/o`;
  }

  async list(query: Readonly<Record<string, string>>): Promise<z.infer<typeof page>> {
    const answer = await this.#call({
      method: "GET",
      path: `${this.#objects}?${new URLSearchParams(query)}`,
    });
    return page.parse(JSON.parse(await answer.text()));
  }

  async resource(name: string): Promise<GsResource> {
    const answer = await this.#call({ method: "GET", path: this.#object(name) });
    return resource.parse(JSON.parse(await answer.text()));
  }

  /** Writes an object whole, and compares its MD5 with what GCS says. */
  async insert(
    name: string,
    bytes: Uint8Array,
    sha256: string | undefined,
    query: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const md5Hash = createHash("md5").update(bytes).digest("base64");
    const boundary = randomUUID();
    const part = (type: string) => `--${boundary}\r\ncontent-type: ${type}\r\n\r\n`;
    // GCS refuses bytes that have another MD5.
    const head = Buffer.from(
      `${part("application/json")}${JSON.stringify({ ...describedAs(sha256), md5Hash })}\r\n${part(contentType)}`,
    );
    const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
    const answer = await this.#call({
      method: "POST",
      path: `/upload${this.#objects}?${new URLSearchParams({ uploadType: "multipart", name, ...query })}`,
      headers: {
        "content-type": `multipart/related; boundary=${boundary}`,
        "content-length": String(head.length + bytes.length + tail.length),
      },
      async *body() {
        yield head;
        yield bytes;
        yield tail;
      },
    });
    const told = resource.parse(JSON.parse(await answer.text()));
    if (told.md5Hash !== undefined && told.md5Hash !== md5Hash) throw changedOnTheWay(name);
  }

  /** Begins a resumable upload. @returns the address of its session, which is as good as a password */
  async begin(name: string, sha256: string): Promise<string> {
    const body = Buffer.from(JSON.stringify(describedAs(sha256)));
    const answer = await this.#call({
      method: "POST",
      path: `/upload${this.#objects}?${new URLSearchParams({ uploadType: "resumable", name })}`,
      headers: {
        "content-type": "application/json",
        "content-length": String(body.length),
        "x-upload-content-type": contentType,
      },
      body,
    });
    await answer.drop();
    const session = answer.header("location");
    if (session === undefined) throw new Error("the server named no session for the upload");
    return session;
  }

  async read(name: string, range?: { start: number; end: number }): Promise<AsyncIterable<Uint8Array>> {
    const answer = await this.#call({
      method: "GET",
      path: `${this.#object(name)}?alt=media`,
      // Otherwise what was stored compressed would come as something else than what is stored.
      headers: {
        "accept-encoding": "gzip",
        "cache-control": "no-store",
        ...(range && { range: `bytes=${range.start}-${range.end - 1}` }),
      },
      accepts: [range ? 206 : 200],
    });
    return answer.stream();
  }

  async remove(name: string): Promise<void> {
    const answer = await this.#call({
      method: "DELETE",
      path: this.#object(name),
      accepts: [200, 204, 404],
    });
    await answer.drop();
  }

  #object(name: string): string {
    return `${this.#objects}/${encodeURIComponent(name)}`;
  }

  /** Throws what failed, with status and reason, unless the answer is one of those that are accepted. */
  async #call({ path, accepts = [200], ...asked }: Call): Promise<HttpAnswer> {
    const { apiEndpoint, customEndpoint, authClient } = this.#storage;
    const url = `${apiEndpoint.replace(/\/+$/, "")}${path}`;
    // As Google's client has it: servers other than Google's know nothing of Google's credentials.
    const login = customEndpoint ? [] : await authClient.getRequestHeaders();
    const headers = { ...Object.fromEntries(login), ...asked.headers };
    const answer = await this.#http.send({ ...asked, url, headers });
    if (accepts.includes(answer.status)) return answer;
    throw refusal(answer.status, await answer.text());
  }
}

const contentType = "application/octet-stream";

function describedAs(sha256: string | undefined) {
  return { contentType, ...(sha256 === undefined ? {} : { metadata: { sha256 } }) };
}

const told = z.object({
  error: z.object({
    message: z.string().max(100_000).default(""),
    errors: z.array(z.object({ reason: z.string().max(200).default("") })).default([]),
  }),
});

function refusal(statusCode: number, text: string): Error {
  let why: z.infer<typeof told>["error"] | undefined;
  try {
    why = told.parse(JSON.parse(text)).error;
  } catch {
    why = undefined;
  }
  const code = why?.errors[0]?.reason ?? "";
  return Object.assign(new Error(why?.message ?? text.slice(0, 1000)), { statusCode, code });
}

function changedOnTheWay(name: string): StepError {
  return new StepError(
    "store/corrupt",
    `${JSON.stringify(name)} is not what was uploaded: its MD5 is another`,
  );
}
