import { isMap, type Value, type ValueMap, valueAt } from "../../../nim/value.ts";
import { ask, type HttpAnswer, type Trust } from "../../http/ask.ts";
import type { Redact } from "../../redaction.ts";
import { StepError } from "../step.ts";

export interface CatalogueModel {
  readonly id: string;
  readonly name: string;
  readonly imageUrl: string;
}

export interface CatalogueAccess {
  /** Of the portal. */
  readonly server: URL;
  readonly accessKey: string;
  readonly trust: Trust;
  readonly redact: Redact;
  readonly signal?: AbortSignal | undefined;
}

/** The catalogue of AI models of an EDB Hybrid Manager, by its API: `/api/v1/ai-models`, with an access key of a machine user. */
export class Catalogue {
  readonly #access: CatalogueAccess;

  constructor(access: CatalogueAccess) {
    this.#access = access;
  }

  /** @throws StepError `publish/…` */
  async models(): Promise<CatalogueModel[]> {
    const answer = await this.#ask("GET", models);
    this.#refuse(answer, "list the models");
    const body = this.#json(answer);
    const items = ["data", "items", "models"].map((key) => valueAt(body, [key])).find(Array.isArray);
    const list = Array.isArray(body) ? body : items;
    if (list === undefined) throw this.#failed("list the models", "its answer has no list");
    return list.flatMap((item) => modelOf(item) ?? []);
  }

  /** @throws StepError `publish/…` */
  async setImage({ id }: CatalogueModel, imageUrl: string): Promise<void> {
    const one = await this.#ask("PATCH", `${models}/${encodeURIComponent(id)}`, { imageUrl });
    // A catalogue that lists the model and knows no address of it takes the change at the list's.
    const isUnknown = one.status === 404 || one.status === 405;
    const answer = isUnknown ? await this.#ask("PATCH", models, { id, imageUrl }) : one;
    this.#refuse(answer, `change the model ${JSON.stringify(id)}`);
  }

  async #ask(method: "GET" | "PATCH", path: string, body?: ValueMap): Promise<HttpAnswer> {
    const { server, accessKey, trust, signal } = this.#access;
    const url = new URL(`${server.pathname.replace(/\/+$/, "")}${path}`, server);
    try {
      const headers = { "x-access-key": accessKey };
      return await ask({ method, url, headers, ...(body && { body }), trust, timeout, signal });
    } catch (error) {
      throw this.#failed("be reached", error instanceof Error ? error.message : String(error));
    }
  }

  #json({ text }: HttpAnswer): Value {
    try {
      const value: Value = JSON.parse(text);
      return value;
    } catch {
      throw this.#failed(
        "list the models",
        "it did not answer with JSON: is this the address of the portal?",
      );
    }
  }

  #refuse({ status, text, location }: HttpAnswer, doing: string): void {
    if (status >= 200 && status < 300) return;
    if (status === 401 || status === 403) {
      throw new StepError(
        "publish/unauthorized",
        `${this.#access.server.origin} refused the access key (${status})`,
        {
          help: "use the key of a machine user who may change models; it is named by publish.accessKeyEnv or accessKeyFile",
        },
      );
    }
    if (location !== undefined) {
      throw this.#failed(
        doing,
        "it redirects elsewhere, where the access key must not go: give the address of the portal itself",
      );
    }
    throw this.#failed(
      doing,
      `it answered ${status}: ${this.#access.redact(text).replace(/\s+/g, " ").slice(0, 300)}`,
    );
  }

  #failed(doing: string, why: string): StepError {
    const { server, redact } = this.#access;
    return new StepError("publish/failed", `${server.origin} cannot ${doing}: ${redact(why)}`, {
      help: "check the address, and with `curl` that it can be reached from here; publish.caFile names its certificate authority",
      retryable: true,
    });
  }
}

const models = "/api/v1/ai-models";
/** Milliseconds. */
const timeout = 60_000;

function modelOf(item: Value): CatalogueModel | undefined {
  if (!isMap(item)) return undefined;
  const textAt = (...keys: string[]) =>
    keys.map((key) => item[key]).find((value) => typeof value === "string" && value !== "");
  const id = textAt("id", "modelId", "name");
  const imageUrl = textAt("imageUrl");
  if (typeof id !== "string" || typeof imageUrl !== "string") return undefined;
  const name = textAt("name", "modelName", "displayName");
  return { id, name: typeof name === "string" ? name : id, imageUrl };
}
