import { createServer } from "node:http";
import { connect } from "node:net";

export interface ConnectProxy extends AsyncDisposable {
  /** `HOST:PORT`. */
  readonly host: string;
  /** What it was asked for, each with the credentials that came with it. */
  readonly asked: readonly string[];
}

/** A web proxy: tunnels with CONNECT, and passes plain requests on. With a login, 407 without it. */
export async function connectProxy(login?: string): Promise<ConnectProxy> {
  const asked: string[] = [];
  const isLetIn = (given: string | undefined) =>
    login === undefined || given === `Basic ${Buffer.from(login).toString("base64")}`;
  const server = createServer(async (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (!isLetIn(request.headers["proxy-authorization"])) {
      return void response.writeHead(407, { "proxy-authenticate": 'Basic realm="proxy"' }).end();
    }
    const {
      "proxy-authorization": _login,
      "proxy-connection": _kept,
      host: _host,
      ...headers
    } = request.headers;
    const body: Buffer[] = [];
    for await (const bytes of request) body.push(bytes);
    const answer = await fetch(request.url ?? "", {
      method: request.method ?? "GET",
      headers: Object.entries(headers)
        .map(([name, value]): [string, string] => [name, `${value}`])
        .filter(
          ([name]) =>
            !["connection", "content-length", "transfer-encoding", "accept-encoding"].includes(name),
        ),
      ...(body.length > 0 && { body: Buffer.concat(body) }),
    });
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  server.on("connect", ({ url = "", headers }, client, first) => {
    asked.push(`CONNECT ${url}`);
    if (!isLetIn(headers["proxy-authorization"])) {
      return void client.end(
        'HTTP/1.1 407 No\r\nproxy-authenticate: Basic realm="proxy"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n',
      );
    }
    const [host = "", port = ""] = url.split(":");
    const target = connect(Number(port), host, () => {
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
