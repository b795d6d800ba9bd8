import { readFileSync } from "node:fs";
import { request as forward } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** Stands before a server and speaks TLS, with the certificate of the folder that `makeCertificates` filled. */
export async function behindTls(
  upstream: string,
  certificates: string,
): Promise<AsyncDisposable & { url: string }> {
  const { hostname, port } = new URL(upstream);
  const pair = {
    cert: readFileSync(join(certificates, "apiserver.crt")),
    key: readFileSync(join(certificates, "apiserver.key")),
  };
  const server = createServer(pair, ({ method, url, headers }, response) => {
    const path = url ?? "/";
    forward({ hostname, port, path, headers, ...(method === undefined ? {} : { method }) }, (answer) => {
      // Whether a connection is kept is between two neighbours.
      const { connection: _, ...told } = answer.headers;
      response.writeHead(answer.statusCode ?? 502, told);
      answer.pipe(response);
    }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
