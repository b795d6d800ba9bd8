import { createServer, request as forward } from "node:http";
import { connect } from "node:net";

export interface ConnectProxy extends AsyncDisposable {
  /** `HOST:PORT`. */
  readonly host: string;
  /** What it was asked for, each with its method. */
  readonly asked: readonly string[];
}

/**
 * A web proxy: tunnels with CONNECT, and passes plain requests on. With a login, 407 without it; with `refuses`, that status for
 * everybody. Names below `.test` are this machine, and nobody but the proxy knows it (RFC 6761).
 */
export async function connectProxy(
  login?: string,
  { refuses }: { readonly refuses?: number } = {},
): Promise<ConnectProxy> {
  const asked: string[] = [];
  const refusal = (given: string | undefined) => {
    if (refuses !== undefined) return refuses;
    const isLetIn = login === undefined || given === `Basic ${Buffer.from(login).toString("base64")}`;
    return isLetIn ? undefined : 407;
  };
  const server = createServer((request, response) => {
    const { method = "GET", url = "", headers } = request;
    asked.push(`${method} ${url}`);
    const status = refusal(headers["proxy-authorization"]);
    if (status !== undefined) {
      return void response.writeHead(status, { "proxy-authenticate": 'Basic realm="proxy"' }).end();
    }
    const { hostname, port, pathname, search } = new URL(url);
    const { "proxy-authorization": _login, "proxy-connection": _kept, ...passed } = headers;
    const onward = forward(
      { host: addressOf(hostname), port: port || 80, method, path: `${pathname}${search}`, headers: passed },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  server.on("connect", ({ url = "", headers }, client, first) => {
    asked.push(`CONNECT ${url}`);
    const status = refusal(headers["proxy-authorization"]);
    if (status !== undefined) {
      return void client.end(
        `HTTP/1.1 ${status} No\r\nproxy-authenticate: Basic realm="proxy"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
      );
    }
    const [host = "", port = ""] = url.split(":");
    const target = connect(Number(port), addressOf(host), () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      target.write(first);
      target.pipe(client).pipe(target);
    });
    for (const socket of [target, client]) socket.on("error", () => client.destroy() && target.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    host: `127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function addressOf(host: string): string {
  return host.endsWith(".test") ? "127.0.0.1" : host;
}
