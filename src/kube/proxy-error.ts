/** What a web proxy did to us; the message names it without its password. */
export class ProxyError extends Error {
  /** What the proxy answered; undefined where it answered nothing. */
  readonly status: number | undefined;
  /** Node's word for what is alike, by which clients know whether it may pass: a proxy that answers 5xx found nobody. */
  readonly code: string;

  constructor(message: string, { status, cause }: { status?: number; cause?: Error } = {}) {
    super(message, { cause });
    this.name = "ProxyError";
    this.status = status;
    this.code = codeOf(cause) || (status !== undefined && status >= 500 ? "ECONNRESET" : "ERR_PROXY_TUNNEL");
  }
}

/** It answers that we may not go to this server. @param target `HOST:PORT` */
export function refusingProxy(proxy: URL, target: string, status: number): ProxyError {
  const message = `${nameOf(proxy)} does not let us to ${target}: it answers ${status}`;
  return new ProxyError(message, { status });
}

/** It cannot be connected to, or does not answer. */
export function unreachableProxy(proxy: URL, cause: Error): ProxyError {
  return new ProxyError(`cannot reach ${nameOf(proxy)}: ${cause.message || codeOf(cause)}`, { cause });
}

/** After so many milliseconds. */
export function silentProxy(timeout: number): Error {
  const silence = new Error(`it did not answer within ${timeout / 1000} s`);
  return Object.assign(silence, { code: "ETIMEDOUT" });
}

/** As people are told it, without its password. */
export function nameOf({ protocol, host }: URL): string {
  return `the proxy ${protocol}//${host}`;
}

function codeOf(error: Error | undefined): string {
  return error !== undefined && "code" in error && typeof error.code === "string" ? error.code : "";
}
