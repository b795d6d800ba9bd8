import type { KeyObject } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { answerTo, isSignedByApp } from "./answers.ts";
import { type Answer, failure, type State } from "./asked.ts";
import { CallLimits } from "./call-limits.ts";
import { operationFor } from "./description.ts";
import type {
  Fault,
  Grant,
  StoredComment,
  StoredDeployment,
  StoredPullRequest,
  StoredStatus,
} from "./stored.ts";

export interface GithubServerOptions {
  /** `/api/v3` of an Enterprise Server. */
  readonly prefix?: string;
  /** `OWNER/NAME` of the one repository. */
  readonly repository?: string;
  readonly tokens?: Readonly<Record<string, Grant>>;
  readonly app?: { readonly id: string; readonly slug: string; readonly key: KeyObject };
  readonly pullRequests?: readonly StoredPullRequest[];
  readonly locked?: readonly number[];
  /** Milliseconds since 1970; the machine's own when left out. */
  readonly now?: () => number;
  /** Whether it counts calls as GitHub does, and refuses those that are too many. */
  readonly isStrict?: boolean;
}

/**
 * GitHub for the time of a test: its REST API as far as we call it, with its permissions and its limits. Each request
 * and each answer is held against GitHub's own OpenAPI description; what that does not allow fails the test at the end.
 */
export class GithubServer implements AsyncDisposable {
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  readonly #options: GithubServerOptions;
  readonly #state: State;
  readonly #faults: { on: string; fault: Fault }[] = [];
  readonly #violations: string[] = [];
  /** What it counts, where it is strict. */
  readonly limits = new CallLimits();
  /** While it lasts no request is answered as it should be. */
  outage: "502" | "cut-off" | undefined;
  /** Such as `GET /user`, with queries, in order. */
  readonly asked: string[] = [];
  /** Called when a request has come and before it is answered. */
  before: (asked: string) => Promise<void> | void = () => {};

  private constructor(options: GithubServerOptions) {
    this.#options = options;
    this.#state = {
      repository: options.repository ?? "acme/models",
      comments: [],
      statuses: [],
      deployments: [],
      pullRequests: options.pullRequests ?? [],
      locked: new Set(options.locked),
      app: options.app,
      tokens: new Map(Object.entries(options.tokens ?? {})),
      nextId: 1000,
      goneCommits: new Set(),
      isDeleted: false,
      now: options.now ?? Date.now,
    };
  }

  static async start(options: GithubServerOptions = {}): Promise<GithubServer> {
    const made = new GithubServer(options);
    await new Promise<void>((resolve) => made.#server.listen(0, "127.0.0.1", resolve));
    return made;
  }

  get origin(): string {
    const address = this.#server.address();
    if (typeof address !== "object" || address === null) throw new Error("the stand-in does not listen");
    return `http://127.0.0.1:${address.port}`;
  }

  get apiUrl(): string {
    return `${this.origin}${this.#options.prefix ?? ""}`;
  }

  get comments(): readonly StoredComment[] {
    return this.#state.comments;
  }

  /** Oldest first. */
  get statuses(): readonly StoredStatus[] {
    return this.#state.statuses;
  }

  get deployments(): readonly StoredDeployment[] {
    return this.#state.deployments;
  }

  /** What the description does not allow; who expects something takes it out. */
  get violations(): string[] {
    return this.#violations;
  }

  /** A comment that is there already. */
  add(comment: Partial<StoredComment> & { readonly body: string }): StoredComment {
    const whole = {
      id: this.#state.nextId++,
      pullRequest: 7,
      login: "octocat",
      isBot: false,
      isHidden: false,
    };
    const added = { ...whole, ...comment };
    this.#state.comments.push(added);
    return added;
  }

  remove(id: number): void {
    const index = this.#state.comments.findIndex((comment) => comment.id === id);
    if (index !== -1) this.#state.comments.splice(index, 1);
  }

  /** A token that is valid no longer, or from now on. */
  revoke(token: string): void {
    this.#state.tokens.delete(token);
  }

  grant(token: string, grant: Grant): void {
    this.#state.tokens.set(token, grant);
  }

  /** The repository is not there, for whoever asks. */
  set isDeleted(isSo: boolean) {
    this.#state.isDeleted = isSo;
  }

  /** After a force-push, and GitHub's clean-up. */
  forgetCommit(sha: string): void {
    this.#state.goneCommits.add(sha);
  }

  /** A status that somebody else wrote. */
  addStatus(status: StoredStatus): void {
    this.#state.statuses.push(status);
  }

  /** The next request that begins so, such as `POST /repos`, goes wrong. */
  failNext(on: string, fault: Fault): void {
    this.#faults.push({ on, fault });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    if (this.#violations.length > 0) {
      throw new Error(`GitHub's description does not allow:\n${this.#violations.join("\n")}`);
    }
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "" } = request;
    const path = this.#pathOf(url);
    const asked = `${method} ${path}`;
    this.asked.push(asked);
    await this.before(asked);
    if (this.outage === "cut-off") return void request.socket.destroy();
    if (this.outage === "502") return send(response, unicorn(502));
    if (this.#options.isStrict) {
      const refused = this.limits.admit(method, this.#state.now());
      if (refused) return send(response, refused);
    }
    const index = this.#faults.findIndex(({ on }) => asked.startsWith(on));
    const [{ fault } = {}] = index === -1 ? [] : this.#faults.splice(index, 1);
    if (fault?.is === "cut-off") return void request.socket.destroy();
    if (fault?.is === "silence") return;
    const body = await text(request);
    if (fault !== undefined && fault.is !== "answer-lost") return send(response, faulty(fault));
    try {
      const answer = this.#answer(request, path, body);
      if (fault?.is === "answer-lost") request.socket.destroy();
      else send(response, answer);
    } catch (error) {
      this.#violations.push(`${asked}: ${error}`);
      send(response, failure(500, "the stand-in cannot answer"));
    }
  }

  #pathOf(url: string): string {
    const prefix = this.#options.prefix ?? "";
    if (url === (prefix === "" ? "/graphql" : prefix.replace("/v3", "/graphql"))) return "/graphql";
    return url.startsWith(`${prefix}/`) ? url.slice(prefix.length) : `(outside ${prefix}) ${url}`;
  }

  #answer({ headers, method = "" }: IncomingMessage, path: string, body: string): Answer {
    const { pathname, searchParams: query } = new URL(path, this.origin);
    if (!headers["user-agent"])
      return failure(403, "Request forbidden by administrative rules. User-Agent missing");
    const [, token = ""] = /^(?:token|bearer) (.+)$/i.exec(headers.authorization ?? "") ?? [];
    const grant = this.#state.tokens.get(token);
    if (grant === undefined && !isSignedByApp(this.#state, token)) return failure(401, "Bad credentials");
    const given: unknown = body === "" ? undefined : JSON.parse(body);
    if (pathname === "/graphql") return viewer(given, grant);

    const operation = operationFor(method, pathname);
    if (operation === undefined) throw new Error("is not in the part of the description that we took");
    const { parameters } = operation;
    const requestFaults = operation.requestFaults({ parameters, query, body: given });
    const fields = typeof given === "object" && given !== null ? { ...given } : {};
    const answer = answerTo(this.#state, { operation, query, body: fields, grant });
    const responseFaults = operation.responseFaults(answer.status, answer.body);
    for (const one of requestFaults) this.#violations.push(`request ${operation.id}: ${one}`);
    for (const one of responseFaults) this.#violations.push(`answer to ${operation.id}: ${one}`);
    return answer;
  }
}

/** The description has no GraphQL: here is the one question that we ask. */
function viewer(body: unknown, grant: Grant | undefined): Answer {
  if (JSON.stringify(body) !== JSON.stringify({ query: "query { viewer { login } }" })) {
    throw new Error(`a question that we do not know: ${JSON.stringify(body)}`);
  }
  const login = grant?.of === "installation" ? `${grant.login}[bot]` : (grant?.login ?? "");
  return { status: 200, body: { data: { viewer: { login } } } };
}

function faulty(fault: Exclude<Fault, { is: "cut-off" | "silence" | "answer-lost" }>): Answer {
  if (fault.is === "secondary-limit") {
    const message =
      "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
    return failure(fault.status, message, { "retry-after": String(fault.retryAfter) });
  }
  if (fault.is === "plain-limit") {
    const message =
      fault.status === 429 ? "Too many requests" : "You have triggered an abuse detection mechanism.";
    const { retryAfter } = fault;
    return failure(
      fault.status,
      message,
      retryAfter === undefined ? {} : { "retry-after": String(retryAfter) },
    );
  }
  if (fault.is === "primary-limit") {
    return failure(403, "API rate limit exceeded for installation ID 1.", {
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": String(Math.floor(Date.now() / 1000) + fault.resetIn),
    });
  }
  return unicorn(fault.is === "status" ? fault.status : 200);
}

function unicorn(status: number): Answer {
  return { status, body: "<html>Unicorn!</html>", headers: { "content-type": "text/html" } };
}

function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  const type = { "content-type": "application/json; charset=utf-8" };
  const limits = { "x-ratelimit-limit": "5000", "x-ratelimit-remaining": "4999" };
  response.writeHead(status, { ...type, ...limits, ...headers });
  response.end(body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body));
}
