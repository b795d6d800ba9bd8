import * as z from "zod";
import { parsedUrl } from "../../nim/parsed-url.ts";
import { UserError } from "../../user-error.ts";
import type { StepError } from "../airgap/step.ts";
import { failureOf, type StoreFailure, storeError } from "./failure.ts";
import type { HttpAnswer, HttpClient, HttpRequest } from "./http-client.ts";
import type { StoreWorld } from "./store-options.ts";
import { encodedPath } from "./url-path.ts";

const status = z.object({
  pathSuffix: z.string(),
  type: z.enum(["FILE", "DIRECTORY", "SYMLINK"]),
  length: z.number(),
  modificationTime: z.number(),
});

export type FileStatus = z.infer<typeof status>;

interface Place {
  /** `http://namenode:9870` */
  readonly server: string;
  /** The folder that keys are relative to, without a slash at its start, with one at its end. */
  readonly root: string;
  /** For people. */
  readonly url: string;
  readonly user: string | undefined;
  readonly delegation: string | undefined;
  readonly signal: AbortSignal | undefined;
  readonly env: StoreWorld["env"];
}

type Operation = "CREATE" | "DELETE" | "GETFILESTATUS" | "LISTSTATUS" | "OPEN" | "RENAME";

/** The calls of WebHDFS that an upload needs. */
export class WebHdfsCalls {
  readonly #http: HttpClient;
  readonly #place: Place;

  constructor(http: HttpClient, place: Place) {
    this.#http = http;
    this.#place = place;
  }

  /** @param path absolute */
  async status(path: string): Promise<FileStatus | undefined> {
    const answer = await this.#call("GET", path, "GETFILESTATUS");
    if (answer.status === 404) return void (await answer.drop());
    const told = z.object({ FileStatus: status }).safeParse(await this.#json(path, answer));
    if (!told.success)
      throw this.failed(`${path} cannot be looked at`, { message: "an answer that is none of WebHDFS" });
    return told.data.FileStatus;
  }

  /** What lies in a folder; nothing where there is none. */
  async children(key: string): Promise<readonly FileStatus[]> {
    const answer = await this.#call("GET", this.#absolute(key), "LISTSTATUS");
    if (answer.status === 404) {
      await answer.drop();
      return [];
    }
    const told = z
      .object({ FileStatuses: z.object({ FileStatus: z.array(status) }) })
      .safeParse(await this.#json(this.#absolute(key), answer));
    if (!told.success)
      throw this.failed("the folder cannot be listed", { message: "an answer that is none of WebHDFS" });
    return told.data.FileStatuses.FileStatus;
  }

  /** Asks the name node where, and sends it to the data node there. */
  async create(
    key: string,
    size: number,
    body: Uint8Array | (() => AsyncIterable<Uint8Array>),
  ): Promise<void> {
    const path = this.#absolute(key);
    const asked = await this.#call("PUT", path, "CREATE", { overwrite: "true" });
    const place = await this.#place307(path, asked);
    const answer = await this.#send(path, {
      method: "PUT",
      url: place,
      headers: { "content-type": "application/octet-stream", "content-length": String(size) },
      body,
      once: true,
    });
    if (answer.status === 200 || answer.status === 201) return answer.drop();
    throw await this.#refused(path, answer);
  }

  async open(
    key: string,
    query: Readonly<Record<string, string>>,
  ): Promise<{ body: AsyncIterable<Uint8Array> }> {
    const path = this.#absolute(key);
    const asked = await this.#call("GET", path, "OPEN", query);
    // HttpFS gives the bytes itself.
    if (asked.status === 200) return { body: asked.stream() };
    const answer = await this.#send(path, { method: "GET", url: await this.#place307(path, asked) });
    if (answer.status !== 200) throw await this.#refused(path, answer);
    return { body: answer.stream() };
  }

  /** False where the new name is taken. */
  async rename(key: string, newKey: string): Promise<boolean> {
    return this.#answersTrue(
      key,
      await this.#call("PUT", this.#absolute(key), "RENAME", { destination: this.#absolute(newKey) }),
    );
  }

  async remove(key: string): Promise<boolean> {
    return this.#answersTrue(key, await this.#call("DELETE", this.#absolute(key), "DELETE"));
  }

  failed(what: string, failure: StoreFailure): StepError {
    this.#place.signal?.throwIfAborted();
    return storeError(what, failure, this.#place.env);
  }

  #absolute(key: string): string {
    return `/${this.#place.root}${key}`;
  }

  #call(
    method: string,
    path: string,
    op: Operation,
    query: Readonly<Record<string, string>> = {},
  ): Promise<HttpAnswer> {
    const { server, user, delegation } = this.#place;
    const asked = new URLSearchParams({
      op,
      ...query,
      // A delegation token says who it is; both together are refused.
      ...(delegation !== undefined ? { delegation } : user === undefined ? {} : { "user.name": user }),
    });
    const url = `${server}/webhdfs/v1${encodedPath(path)}?${asked}`;
    return this.#send(path, {
      method,
      url,
      ...(method === "PUT" ? { headers: { "content-length": "0" } } : {}),
    });
  }

  async #send(path: string, asked: HttpRequest): Promise<HttpAnswer> {
    try {
      return await this.#http.send(asked);
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw this.failed(`${path} cannot be reached`, failureOf(error));
    }
  }

  /** Where the data node is; HttpFS says 200 and JSON where it was asked not to redirect, which it is not. */
  async #place307(path: string, answer: HttpAnswer): Promise<string> {
    const location = answer.header("location");
    if (answer.status !== 307 || location === undefined) throw await this.#refused(path, answer);
    await answer.drop();
    const url = parsedUrl(location);
    if (url === undefined || !/^https?:$/.test(url.protocol)) {
      throw this.failed(`${path} cannot be written`, { message: "the name node names no data node" });
    }
    return url.href;
  }

  async #answersTrue(key: string, answer: HttpAnswer): Promise<boolean> {
    const told = z.object({ boolean: z.boolean() }).safeParse(await this.#json(this.#absolute(key), answer));
    return told.success && told.data.boolean;
  }

  async #json(path: string, answer: HttpAnswer): Promise<unknown> {
    if (answer.status !== 200) throw await this.#refused(path, answer);
    try {
      return JSON.parse(await answer.text());
    } catch {
      throw this.failed(`${path} cannot be used`, { message: "an answer that is none of WebHDFS" });
    }
  }

  async #refused(path: string, answer: HttpAnswer): Promise<StepError> {
    const text = await answer.text();
    let told: z.infer<typeof remote> | undefined;
    try {
      told = remote.parse(JSON.parse(text));
    } catch {
      told = undefined;
    }
    const { exception = "", message = "" } = told?.RemoteException ?? {};
    const failure = { status: answer.status, word: exception, message: message.split("\n")[0] ?? "" };
    return this.failed(`${this.#place.url}: ${path} cannot be used`, failure);
  }
}

const remote = z.object({
  RemoteException: z.object({ exception: z.string().max(300), message: z.string().max(100_000) }),
});
