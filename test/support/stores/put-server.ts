import { Counter, listen, type StandIn } from "./stand-in.ts";

export interface PutServer extends StandIn {
  /** The Authorization that came with each request. */
  readonly authorizations: (string | undefined)[];
}

/** A server that keeps what is PUT to it, by the path as it came. Below `/missing/` there is no folder. */
export async function putServer(): Promise<PutServer> {
  const counter = new Counter();
  const authorizations: (string | undefined)[] = [];
  const { url, stop } = await listen(async (request, response) => {
    const { method = "GET", url: path = "/" } = request;
    counter.requests.push(`${method} ${path}`);
    authorizations.push(request.headers.authorization);
    const { bytes, isWhole } = await counter.body(request);
    const known = counter.objects.get(path);
    if (method === "PUT") {
      if (path.startsWith("/missing/")) return void response.writeHead(409).end();
      if (!isWhole) return;
      counter.objects.set(path, bytes);
      return void response.writeHead(known ? 204 : 201).end();
    }
    if (known === undefined) return void response.writeHead(404).end();
    if (method === "DELETE") {
      counter.objects.delete(path);
      return void response.writeHead(204).end();
    }
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
    const piece = start === undefined ? known : known.subarray(Number(start), Number(end) + 1);
    response.writeHead(start === undefined ? 200 : 206, { "content-length": piece.length });
    response.end(method === "HEAD" ? undefined : piece);
  });
  return Object.assign(counter, { url, authorizations, [Symbol.asyncDispose]: stop });
}
