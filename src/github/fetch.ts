import { UserError } from "../user-error.ts";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Of Node's fetch and of undici's, whose classes do not know each other. */
interface Answer {
  readonly status: number;
  readonly headers: Iterable<[string, string]>;
  readonly body: AsyncIterable<Uint8Array> | null;
}

type Send = (url: string, init: RequestInit) => Promise<Answer>;

interface FetchSettings {
  readonly proxy: URL | undefined;
  /** Milliseconds of one request, with reading its answer. */
  readonly timeout: number;
  /** PEM: then only these are trusted. */
  readonly certificateAuthority?: string | undefined;
  /** Aborted when nothing is to be asked any more. */
  readonly signal?: AbortSignal | undefined;
}

/** Bytes of an answer: a page of a hundred comments that are all as long as may be has less. */
const maxAnswer = 64 * 1024 * 1024;

/**
 * What Octokit sends requests with: within a time and a size, through a proxy where there is one. Node's own fetch knows
 * proxies since 24.5 only, so undici's comes in for them.
 *
 * @throws UserError for a proxy that is not spoken to over HTTP, or whose address is malformed.
 */
export async function fetchFor(settings: FetchSettings): Promise<Fetch> {
  const { proxy, timeout, certificateAuthority: ca, signal: end } = settings;
  const send: Send = proxy === undefined && ca === undefined ? fetch : await through(proxy, ca);
  return async (url, init) => {
    const limit = AbortSignal.timeout(timeout);
    const signal = end === undefined ? limit : AbortSignal.any([limit, end]);
    try {
      return await readWhole(await answerOf(url, { ...init, signal }, send));
    } catch (error) {
      if (limit.aborted) throw new Error(`no answer in ${timeout / 1000} s`);
      throw error;
    }
  };
}

async function through(proxy: URL | undefined, ca: string | undefined): Promise<Send> {
  if (proxy !== undefined && proxy.protocol !== "http:" && proxy.protocol !== "https:") {
    throw new UserError(`GitHub cannot be reached through a proxy of the form ${proxy.protocol}//`, {
      help: "name an http:// or https:// proxy in HTTPS_PROXY, or GitHub's host in NO_PROXY",
    });
  }
  const { fetch: send, Agent, ProxyAgent } = await import("undici");
  const tls = ca === undefined ? {} : { ca };
  const dispatcher =
    proxy === undefined
      ? new Agent({ connect: tls })
      : agentOf(proxy, () => new ProxyAgent({ uri: proxy.href, requestTls: tls }));
  return async (url, { method = "GET", headers, body, redirect = "manual", signal }) =>
    send(url, {
      method,
      redirect,
      dispatcher,
      headers: Object.fromEntries(new Headers(headers)),
      ...(typeof body === "string" ? { body } : {}),
      ...(signal ? { signal } : {}),
    });
}

function agentOf<Agent>(proxy: URL, make: () => Agent): Agent {
  try {
    return make();
  } catch {
    // A stray `%`, as in a password that was not encoded.
    throw new UserError(`the address of the proxy ${proxy.host} for GitHub cannot be read`, {
      help: "encode what is special in its user and password in HTTPS_PROXY, such as % as %25",
    });
  }
}

/**
 * Follows GitHub to where a repository went that was renamed, with the same request (docs.github.com, "Using the REST API",
 * redirects), but to no other server: the address may be a stranger's, and would have us ask who trusts us.
 */
async function answerOf(url: string, init: RequestInit, send: Send): Promise<Answer> {
  for (let hops = 0; ; hops++) {
    const answer = await send(url, { ...init, redirect: "manual" });
    if (!redirects.has(answer.status)) return answer;
    const place = new Headers([...answer.headers]).get("location") ?? "";
    const next = URL.canParse(place, url) ? new URL(place, url) : undefined;
    if (next?.origin !== new URL(url).origin) throw new Error("it sends us to another server");
    if (hops === mostHops) throw new Error("it sends us on without end");
    for await (const _ of answer.body ?? []) break;
    url = next.href;
  }
}

const redirects: ReadonlySet<number> = new Set([301, 302, 307, 308]);
const mostHops = 5;

/** Reads the body at once, so that it is read within the time limit too. */
async function readWhole({ status, headers, body }: Answer): Promise<Response> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body ?? []) {
    size += piece.length;
    if (size > maxAnswer) throw new Error(`the answer has more than ${maxAnswer / 2 ** 20} MiB`);
    pieces.push(piece);
  }
  // The Fetch standard calls these "null body status": a `Response` takes none.
  const hasNone = [204, 205, 304].includes(status);
  return new Response(hasNone ? null : Buffer.concat(pieces), { status, headers: [...headers] });
}
