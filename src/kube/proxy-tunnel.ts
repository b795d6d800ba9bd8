import { request } from "node:http";
import { request as tlsRequest } from "node:https";
import { isIP, type Socket } from "node:net";
import { hostOf, portOf } from "../nim/host-and-port.ts";

export interface TunnelSettings {
  readonly proxy: URL;
  /** `HOST:PORT`, an IPv6 address in brackets. */
  readonly target: string;
  /** Milliseconds in which the proxy has to say something. */
  readonly timeout: number;
  /** PEM: of those who sign for a proxy that is spoken to over TLS; undefined: the usual ones. */
  readonly ca?: readonly string[] | undefined;
}

/** Asks a web proxy for a way through (CONNECT). @throws TunnelError */
export function openTunnel({ proxy, target, timeout, ca }: TunnelSettings): Promise<Socket> {
  const name = `the proxy ${proxy.protocol}//${proxy.host}`;
  const host = hostOf(proxy);
  return new Promise((resolve, reject) => {
    const login = loginOf(proxy);
    if (login === undefined) {
      return reject(new TunnelError(`${name} cannot be told its user and password: a stray % is in them`));
    }
    const ask = (proxy.protocol === "https:" ? tlsRequest : request)({
      host,
      // Otherwise Node takes the name in the header `host` for the proxy's, and holds its certificate against that.
      servername: isIP(host) === 0 ? host : "",
      port: portOf(proxy),
      method: "CONNECT",
      path: target,
      agent: false,
      timeout,
      headers: { host: target, ...(login === "" ? {} : { "proxy-authorization": `Basic ${login}` }) },
      ...(ca === undefined ? {} : { ca: [...ca] }),
    });
    // Node calls every answer to CONNECT so, whatever its status.
    ask.once("connect", ({ statusCode: status = 0 }, socket) => {
      if (status === 200) return resolve(socket.setTimeout(0));
      socket.destroy();
      const message = `${name} does not let us to ${target}: it answers ${status}`;
      reject(new TunnelError(message, { status }));
    });
    ask.once("timeout", () => {
      const silence = new Error(`it did not answer within ${timeout / 1000} s`);
      ask.destroy(Object.assign(silence, { code: "ETIMEDOUT" }));
    });
    ask.once("error", (cause) => {
      reject(new TunnelError(`cannot reach ${name}: ${cause.message || codeOf(cause)}`, { cause }));
    });
    ask.end();
  });
}

/** No way through a proxy; the message names it without its password. */
export class TunnelError extends Error {
  /** What the proxy answered; undefined where it answered nothing. */
  readonly status: number | undefined;
  /** Node's word for what is alike, by which clients know whether it may pass: a proxy that answers 5xx found nobody. */
  readonly code: string;

  constructor(message: string, { status, cause }: { status?: number; cause?: Error } = {}) {
    super(message, { cause });
    this.name = "TunnelError";
    this.status = status;
    this.code = codeOf(cause) || (status !== undefined && status >= 500 ? "ECONNRESET" : "ERR_PROXY_TUNNEL");
  }
}

/** User and password as a proxy wants them; empty where there are none, undefined where they are not encoded as a URL's are. */
function loginOf({ username, password }: URL): string | undefined {
  if (username === "" && password === "") return "";
  try {
    return Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64");
  } catch {
    return undefined;
  }
}

function codeOf(error: Error | undefined): string {
  return error !== undefined && "code" in error && typeof error.code === "string" ? error.code : "";
}
