import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A commit status on its way to GitHub. */
export interface SaidStatus {
  readonly token: string;
  readonly commit: string;
  readonly context: string;
  readonly state: string;
  readonly description: string;
}

export interface Overheard extends AsyncDisposable {
  readonly apiUrl: string;
  /** Those that GitHub took, in order. */
  readonly said: readonly SaidStatus[];
}

/** Stands before a GitHub and hears what is said: `before` ends before GitHub gets to know of it. */
export async function overhear(
  github: string,
  before: (status: SaidStatus) => Promise<void>,
): Promise<Overheard> {
  const said: SaidStatus[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = "GET", url = "/", headers } = request;
    const body = await text(request);
    const commit = method === "POST" ? /\/statuses\/([0-9a-f]{40})$/.exec(url)?.[1] : undefined;
    const status = commit === undefined ? undefined : statusIn(body, commit, headers.authorization ?? "");
    if (status) await before(status);
    const { host: _, connection: __, "content-length": ___, "transfer-encoding": ____, ...passed } = headers;
    const answer = await fetch(`${github}${url}`, {
      method,
      headers: Object.entries(passed).map(([name, value]): [string, string] => [name, String(value)]),
      ...(body !== "" && { body }),
    });
    if (status && answer.ok) said.push(status);
    const {
      "content-encoding": ____1,
      "content-length": ____2,
      ...kept
    } = Object.fromEntries(answer.headers);
    response.writeHead(answer.status, kept);
    response.end(Buffer.from(await answer.arrayBuffer()));
  };
  const server = createServer((request, response) => {
    serve(request, response).catch(() => void request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    apiUrl: `http://127.0.0.1:${port}`,
    said,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function statusIn(body: string, commit: string, authorization: string): SaidStatus {
  const { context = "", state = "", description = "" }: Record<string, string | undefined> = JSON.parse(body);
  return { token: authorization.replace(/^\S+ /, ""), commit, context, state, description };
}
