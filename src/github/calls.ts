import type * as z from "zod";
import type { Client } from "./client.ts";
import { GithubError, githubError } from "./github-error.ts";

/** Requests of one login, with errors and answers that are ours. */
export class Calls {
  readonly client: Client;
  readonly apiUrl: string;
  readonly #secrets: readonly string[];

  constructor(client: Client, apiUrl: string, secrets: readonly string[]) {
    this.client = client;
    this.apiUrl = apiUrl;
    this.#secrets = secrets;
  }

  /**
   * The answer's data in a form that we know.
   *
   * @param doing what we are about, such as `list the comments of o/r#7`
   * @param permission what a job needs for it, should GitHub not say so
   * @throws GithubError
   */
  async read<T>(
    doing: string,
    shape: z.ZodType<T>,
    send: () => Promise<{ data: unknown }>,
    permission?: string,
  ): Promise<T> {
    const { data } = await this.send(doing, send, permission);
    const read = shape.safeParse(data);
    if (read.success) return read.data;
    throw new GithubError("malformed", `cannot ${doing}: ${this.apiUrl} does not answer as GitHub does`, {
      help: "check GITHUB_API_URL; a GitHub Enterprise Server has its API at https://HOST/api/v3",
    });
  }

  /** @throws GithubError */
  async send<T>(doing: string, send: () => Promise<T>, permission = "pull-requests: write"): Promise<T> {
    try {
      return await send();
    } catch (error) {
      throw githubError(error, { doing, permission, apiUrl: this.apiUrl, secrets: this.#secrets });
    }
  }
}
