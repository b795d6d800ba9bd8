import { UserError } from "../../user-error.ts";
import { StepError } from "../airgap/step.ts";
import { failureOf, storeError } from "./failure.ts";
import { type HttpAnswer, HttpClient, type HttpRequest } from "./http-client.ts";
import type { NewObject, Store } from "./store.ts";
import type { StoreOptions, StoreWorld } from "./store-options.ts";
import type { StoreAddress } from "./store-url.ts";
import { type Body, streamed } from "./streamed.ts";
import { encodedPath } from "./url-path.ts";

/**
 * A server that takes PUT: WebDAV, Artifactory, Nexus, nginx. Credentials: NIMOPS_HTTP_TOKEN (bearer), or NIMOPS_HTTP_USER and
 * NIMOPS_HTTP_PASSWORD (basic).
 */
export async function openHttps(
  { server, prefix, url }: StoreAddress,
  options: StoreOptions,
  world: StoreWorld,
): Promise<Store> {
  const http = new HttpClient(options, world);
  const authorization = authorizationFor(server, world.env);
  const send = async (key: string, did: string, asked: Omit<HttpRequest, "url">): Promise<HttpAnswer> => {
    try {
      return await http.send({
        ...asked,
        url: `${server}/${encodedPath(prefix)}${pathOf(key)}`,
        headers: { ...asked.headers, ...authorization },
      });
    } catch (error) {
      world.signal?.throwIfAborted();
      if (error instanceof UserError) throw error;
      throw storeError(`${url}${key} ${did}`, failureOf(error), world.env);
    }
  };
  const refused = async (key: string, did: string, answer: HttpAnswer): Promise<StepError> => {
    await answer.drop();
    const { status } = answer;
    // RFC 4918, 9.7.1: PUT below a collection that is not there is a conflict.
    if (status === 409 || (status === 404 && did === "cannot be written")) {
      return new StepError(
        "store/no-bucket",
        `${url} is no place to write to: the server answers ${status}`,
        {
          help: "make the folder on the server; none is made, so that a slip of the pen does not make one",
        },
      );
    }
    return storeError(`${url}${key} ${did}`, { status, message: reasons[status] ?? "" }, world.env);
  };
  const write = async ({ key, size, sha256 }: NewObject, body: Body) => {
    const answer = await send(key, "cannot be written", {
      method: "PUT",
      headers: {
        "content-type": key.endsWith(".tar") ? "application/x-tar" : "application/octet-stream",
        "content-length": String(size),
        // Artifactory compares it with what came, and tells it when it is asked; others do not mind.
        "x-checksum-sha256": sha256,
      },
      body,
    });
    if (answer.status < 200 || answer.status > 299) throw await refused(key, "cannot be written", answer);
    await answer.drop();
  };
  return {
    kind: "https",
    url,
    prefix,
    keepsHashes: false,
    large: streamed(write),
    async check() {
      const answer = await send("", "cannot be reached", { method: "HEAD" });
      // What a server says of a folder tells little; that it knows us tells enough.
      if (answer.status === 401) throw await refused("", "cannot be used", answer);
      await answer.drop();
    },
    async head(key) {
      const answer = await send(key, "cannot be looked at", { method: "HEAD" });
      await answer.drop();
      if (answer.status === 404 || answer.status === 410) return undefined;
      if (answer.status !== 200) throw await refused(key, "cannot be looked at", answer);
      const size = Number(answer.header("content-length") ?? "0");
      const sha256 = answer.header("x-checksum-sha256")?.toLowerCase();
      const modified = Date.parse(answer.header("last-modified") ?? "");
      return {
        key,
        size,
        ...(sha256 !== undefined && /^[0-9a-f]{64}$/.test(sha256) ? { sha256 } : {}),
        ...(Number.isNaN(modified) ? {} : { modified }),
      };
    },
    put: (object, bytes) => write(object, bytes),
    async create() {
      // Servers that do not know If-None-Match write over what is there, and say nothing.
      return undefined;
    },
    async *read(key, range) {
      if (range && range.end <= range.start) return;
      const answer = await send(key, "cannot be read", {
        method: "GET",
        headers: range ? { range: `bytes=${range.start}-${range.end - 1}` } : {},
      });
      if (answer.status !== (range ? 206 : 200)) throw await refused(key, "cannot be read", answer);
      try {
        yield* answer.stream();
      } catch (error) {
        world.signal?.throwIfAborted();
        throw storeError(`${url}${key} cannot be read`, failureOf(error), world.env);
      }
    },
    async remove(key) {
      const answer = await send(key, "cannot be removed", { method: "DELETE" });
      await answer.drop();
      const isFine = answer.status < 300 || [404, 405, 410, 501].includes(answer.status);
      if (!isFine) throw await refused(key, "cannot be removed", answer);
    },
    close: () => http.close(),
  };
}

const reasons: Readonly<Record<number, string>> = {
  401: "it wants credentials: set NIMOPS_HTTP_TOKEN, or NIMOPS_HTTP_USER and NIMOPS_HTTP_PASSWORD",
  403: "it does not let these credentials do that",
  405: "it takes no PUT here",
  413: "it takes no bodies of this size",
  501: "it takes no PUT",
};

/**
 * A key of NIM's mirror is encoded already, and NIM asks for it as it is: encoded once more it would be another name.
 */
function pathOf(key: string): string {
  return /^[A-Za-z0-9._~%-]*%2F[A-Za-z0-9._~%-]*$/.test(key) ? key : encodedPath(key);
}

function authorizationFor(server: string, env: StoreWorld["env"]): Record<string, string> {
  const { NIMOPS_HTTP_TOKEN: token, NIMOPS_HTTP_USER: user, NIMOPS_HTTP_PASSWORD: password } = env;
  if (!token && !(user && password)) return {};
  const { protocol, hostname } = new URL(server);
  if (protocol !== "https:" && !/^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)) {
    throw new UserError(`${server} would be sent the credentials in clear text`, {
      help: "take https://, or unset NIMOPS_HTTP_TOKEN, NIMOPS_HTTP_USER and NIMOPS_HTTP_PASSWORD",
    });
  }
  const basic = Buffer.from(`${user}:${password}`).toString("base64");
  return { authorization: token ? `Bearer ${token}` : `Basic ${basic}` };
}
