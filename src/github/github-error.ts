import { valueAt } from "../nim/value.ts";
import { UserError } from "../user-error.ts";
import { isRateLimit } from "./rate-limit.ts";
import { redacted } from "./redacted.ts";

/** What went wrong between us and GitHub. */
export class GithubError extends UserError {
  readonly reason: GithubErrorReason;
  /** The HTTP status; undefined where no response came. */
  readonly status: number | undefined;
  /** Of a rate limit: how long GitHub wants nothing more of us, in seconds, where it says so. */
  readonly wait: number | undefined;

  constructor(
    reason: GithubErrorReason,
    message: string,
    details: {
      readonly status?: number | undefined;
      readonly help?: string | undefined;
      readonly wait?: number | undefined;
    } = {},
  ) {
    super(message, details.help === undefined ? {} : { help: details.help });
    this.name = "GithubError";
    this.reason = reason;
    this.status = details.status;
    this.wait = details.wait;
  }
}

export type GithubErrorReason =
  /** No response: name not found, refused, cut off, TLS, a proxy, no answer in time. */
  | "unreachable"
  /** 401. */
  | "unauthorized"
  /** 403, and it is no rate limit: the token may not do this. */
  | "forbidden"
  /** 404, 410: it is not there, or the token may not know of it. */
  | "not-found"
  /** 400, 422: what we sent is wrong. */
  | "invalid"
  /** 403, 429: too many requests, and the wait is longer than we wait. */
  | "rate-limited"
  /** 5xx, after all attempts. */
  | "server"
  /** Not what GitHub answers: a log-in page, another server. */
  | "malformed";

export interface Told {
  /** What we were about, such as `list the comments of o/r#7`. */
  readonly doing: string;
  /** What a job needs for it, such as `statuses: write`. */
  readonly permission: string;
  readonly apiUrl: string;
  readonly secrets: readonly string[];
}

/** Whatever a request threw, as an error for the user. What it does not know is a bug of ours, and stays as it is. */
export function githubError(thrown: unknown, { doing, permission, apiUrl, secrets }: Told): unknown {
  if (thrown instanceof UserError || !(thrown instanceof Error)) return thrown;
  const status = valueAt(thrown, ["status"]);
  const response = valueAt(thrown, ["response"]);
  if (typeof status !== "number") return thrown;
  if (response === undefined) {
    return new GithubError(
      "unreachable",
      `cannot ${doing}: no answer from ${apiUrl}: ${redacted(rootOf(thrown), secrets)}`,
      {
        help: "check GITHUB_API_URL, the network, and the proxies in HTTPS_PROXY and NO_PROXY",
      },
    );
  }
  const headers = headersIn(response);
  const { reason, help, wait } = isRateLimit(thrown.message, status, headers["x-ratelimit-remaining"])
    ? { reason: "rate-limited" as const, help: whenAgain(headers), wait: waitIn(headers) }
    : { ...meaningOf(status, headers, permission), wait: undefined };
  return new GithubError(
    reason,
    `cannot ${doing}: GitHub answers ${status}: ${redacted(thrown.message, secrets)}`,
    { status, help, wait },
  );
}

type Headers = Readonly<Record<string, unknown>>;

function headersIn(response: unknown): Headers {
  const headers = valueAt(response, ["headers"]);
  return typeof headers === "object" && headers !== null ? { ...headers } : {};
}

function whenAgain(headers: Headers): string {
  const wait = headers["retry-after"];
  const reset = headers["x-ratelimit-reset"];
  if (typeof wait === "string" && /^\d{1,6}$/.test(wait)) return `run again in ${wait} s`;
  if (headers["x-ratelimit-remaining"] === "0" && typeof reset === "string" && /^\d{1,11}$/.test(reset)) {
    return `run again after ${new Date(Number(reset) * 1000).toISOString()}`;
  }
  return "run again in some minutes";
}

function waitIn(headers: Headers): number | undefined {
  const { "retry-after": wait, "x-ratelimit-reset": reset, date } = headers;
  if (typeof wait === "string" && /^\d{1,9}$/.test(wait)) return Number(wait);
  if (headers["x-ratelimit-remaining"] !== "0" || typeof reset !== "string" || !/^\d{1,11}$/.test(reset)) {
    return undefined;
  }
  // By the server's clock: ours may be wrong.
  const said = typeof date === "string" ? Date.parse(date) : Number.NaN;
  return Math.max(0, Math.ceil(Number(reset) - (Number.isNaN(said) ? Date.now() : said) / 1000));
}

function meaningOf(
  status: number,
  headers: Headers,
  permission: string,
): { reason: GithubErrorReason; help?: string } {
  if (status === 401) return { reason: "unauthorized", help: "check the token: it is wrong, or has expired" };
  if (status === 403) return { reason: "forbidden", help: permissionHelp(headers, permission) };
  if (status === 404 || status === 410) {
    return {
      reason: "not-found",
      help: "check the repository and the number, and that the token may read them",
    };
  }
  return { reason: status >= 500 ? "server" : "invalid" };
}

/** GitHub names what would have been enough, such as `issues=write; pull_requests=write`. */
function permissionHelp(headers: Headers, permission: string): string {
  const accepted = headers["x-accepted-github-permissions"];
  if (typeof accepted !== "string" || !/^[\w=;, ]{1,200}$/.test(accepted)) {
    return `give the job the permission ${permission}`;
  }
  const written = accepted
    .split(";")
    .map((one) => one.trim().replaceAll("_", "-").replace("=", ": "))
    .join(" or ");
  return `give the job or the token one of these permissions: ${written}`;
}

/** Fetch tells only that it failed; what it wraps tells why. An error of several addresses has no message of its own. */
function rootOf(error: Error): string {
  let root = error;
  for (let depth = 0; depth < 5; depth++) {
    const inner: unknown = root instanceof AggregateError ? root.errors[0] : root.cause;
    if (!(inner instanceof Error)) break;
    root = inner;
  }
  return root.message || "the connection failed";
}
