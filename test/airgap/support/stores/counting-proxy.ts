import { createServer, request as forward, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** Stands before a server, counts what goes through, and may do something when enough has. */
export interface CountingProxy extends AsyncDisposable {
  readonly url: string;
  /** `PUT /bucket/key`, without queries. */
  readonly requests: readonly string[];
  /** Bytes of bodies that were sent with PUT, POST and PATCH. */
  readonly sent: number;
  /** Forgets what was counted; what requests that have begun still send, such as those of a process that was killed, is not. */
  reset(): void;
  /** Answers in the server's place with this status, where it gives one. */
  intercept: (method: string, url: string, headers: IncomingHttpHeaders) => number | undefined;
  /** A header that answers lose. */
  strip: string;
  /** Called once, when so many bytes were sent. */
  at(bytes: number, act: () => void): void;
}

export async function countingProxy(upstream: string): Promise<CountingProxy> {
  const { hostname, port } = new URL(upstream);
  let requests: string[] = [];
  let sent = 0;
  let era = 0;
  let trigger: { bytes: number; act: () => void } | undefined;
  const server = createServer((request, response) => {
    const { method = "GET", url = "/", headers } = request;
    const begun = era;
    requests.push(`${method} ${url.replace(/\?.*/, "")}`);
    const status = proxy.intercept(method, url, headers);
    if (status !== undefined) {
      request.resume().on("end", () => response.writeHead(status).end());
      return;
    }
    const onward = forward({ hostname, port, method, path: url, headers }, (answer) => {
      const kept = Object.entries(answer.headers).filter(([name]) => name !== proxy.strip);
      response.writeHead(answer.statusCode ?? 502, Object.fromEntries(kept));
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    request.on("data", (piece: Buffer) => {
      if (begun !== era) return;
      sent += piece.length;
      if (trigger === undefined || sent < trigger.bytes) return;
      const { act } = trigger;
      trigger = undefined;
      act();
    });
    request.on("aborted", () => onward.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const proxy: CountingProxy = {
    intercept: () => undefined,
    strip: "",
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get requests() {
      return requests;
    },
    get sent() {
      return sent;
    },
    reset() {
      requests = [];
      sent = 0;
      era += 1;
    },
    at(bytes, act) {
      trigger = { bytes, act };
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}
