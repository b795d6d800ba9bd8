import { createHash, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Counter, listen, type StandIn } from "./stand-in.ts";

export interface GcsStandIn extends StandIn {
  /** Sessions that were neither ended nor cancelled. */
  readonly sessions: ReadonlyMap<string, unknown>;
}

interface Session {
  readonly name: string;
  readonly metadata: Record<string, unknown>;
  received: Buffer;
  ended: Record<string, unknown> | undefined;
}

/**
 * One bucket of GCS, for what fake-gcs-server does not play: a status query answers 308 with the range that it has, what was cut off
 * is kept in steps of 256 KiB, and bytes that it has already are passed over.
 * Source: cloud.google.com/storage/docs/performing-resumable-uploads, "Check the status of a resumable upload".
 */
export async function gcsStandIn(bucket: string): Promise<GcsStandIn> {
  const counter = new Counter();
  const sessions = new Map<string, Session>();
  const resources = new Map<string, Record<string, unknown>>();
  const store = (name: string, bytes: Buffer, metadata: Record<string, unknown>) => {
    counter.objects.set(name, bytes);
    const resource = {
      ...metadata,
      kind: "storage#object",
      name,
      bucket,
      size: String(bytes.length),
      generation: String(resources.size + 1),
      updated: new Date(0).toISOString(),
      md5Hash: createHash("md5").update(bytes).digest("base64"),
    };
    resources.set(name, resource);
    return resource;
  };
  const { url, stop } = await listen(async (request, response) => {
    const asked = new URL(request.url ?? "/", "http://localhost");
    counter.requests.push(`${request.method} ${asked.pathname}${asked.search}`);
    const of = (path: string) =>
      new RegExp(`^${path}$`).exec(asked.pathname)?.slice(1).map(decodeURIComponent);
    const session = asked.searchParams.get("upload_id");
    if (session !== null) return resume(counter, sessions, store, session, request, response);
    const [uploadBucket] = of("/upload/storage/v1/b/([^/]+)/o") ?? [];
    const [objectBucket, name] = of("(?:/download)?/storage/v1/b/([^/]+)/o/([^/]+)") ?? [];
    const [listBucket] = of("/storage/v1/b/([^/]+)/o") ?? [];
    const asking = uploadBucket ?? objectBucket ?? listBucket;
    if (asking !== bucket) {
      await counter.body(request);
      return json(response, 404, { error: { code: 404, message: "The specified bucket does not exist." } });
    }
    if (uploadBucket !== undefined && asked.searchParams.get("uploadType") === "resumable") {
      const { bytes } = await counter.body(request);
      const metadata = JSON.parse(bytes.toString() || "{}");
      const id = randomUUID();
      sessions.set(id, {
        name: asked.searchParams.get("name") ?? metadata.name,
        metadata,
        received: Buffer.alloc(0),
        ended: undefined,
      });
      response.writeHead(200, { location: `${url}/upload/storage/v1/b/${bucket}/o?upload_id=${id}` }).end();
      return;
    }
    if (uploadBucket !== undefined) {
      const { bytes } = await counter.body(request);
      const boundary = /boundary=([^;]+)/.exec(request.headers["content-type"] ?? "")?.[1]?.replace(/"/g, "");
      const [head, metadata, content] = related(bytes, boundary ?? "");
      if (head === undefined || metadata === undefined || content === undefined)
        return json(response, 400, { error: { code: 400, message: "no parts" } });
      const target = asked.searchParams.get("name") ?? "";
      if (asked.searchParams.get("ifGenerationMatch") === "0" && counter.objects.has(target)) {
        return json(response, 412, { error: { code: 412, message: "conditionNotMet" } });
      }
      return json(response, 200, store(target, content, metadata));
    }
    if (listBucket !== undefined) {
      const prefix = asked.searchParams.get("prefix") ?? "";
      const items = [...resources.values()].filter((item) => String(item.name).startsWith(prefix));
      return json(response, 200, { kind: "storage#objects", items });
    }
    const resource = resources.get(name ?? "");
    const bytes = counter.objects.get(name ?? "");
    if (resource === undefined || bytes === undefined) {
      return json(response, 404, { error: { code: 404, message: "No such object" } });
    }
    if (request.method === "DELETE") {
      resources.delete(name ?? "");
      counter.objects.delete(name ?? "");
      response.writeHead(204).end();
    } else if (asked.searchParams.get("alt") === "media") {
      const [, start, end] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
      const piece =
        start === undefined ? bytes : bytes.subarray(Number(start), end ? Number(end) + 1 : undefined);
      response.writeHead(start === undefined ? 200 : 206, { "content-length": piece.length }).end(piece);
    } else json(response, 200, resource);
  });
  return Object.assign(counter, {
    url,
    sessions,
    [Symbol.asyncDispose]: stop,
  });
}

async function resume(
  counter: Counter,
  sessions: Map<string, Session>,
  store: (name: string, bytes: Buffer, metadata: Record<string, unknown>) => Record<string, unknown>,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const session = sessions.get(id);
  const { bytes, isWhole } = await counter.body(request);
  if (session === undefined) return json(response, 404, { error: { code: 404, message: "no such upload" } });
  if (request.method === "DELETE") {
    sessions.delete(id);
    response.writeHead(499).end();
    return;
  }
  if (session.ended) return json(response, 200, session.ended);
  const range = /^bytes (?:\*|(\d+)-(\d+))\/(\d+)$/.exec(request.headers["content-range"] ?? "");
  const [, first, , total] = range ?? [];
  if (first !== undefined) {
    const start = Number(first);
    if (start > session.received.length) return json(response, 503, { error: { code: 503, message: "gap" } });
    const grown = Buffer.concat([session.received, bytes.subarray(session.received.length - start)]);
    session.received = isWhole ? grown : grown.subarray(0, Math.floor(grown.length / quantum) * quantum);
  }
  if (!isWhole) return;
  if (session.received.length === Number(total)) {
    session.ended = store(session.name, session.received, session.metadata);
    sessions.delete(id);
    sessions.set(id, session);
    return json(response, 200, session.ended);
  }
  const kept = Math.floor(session.received.length / quantum) * quantum;
  session.received = session.received.subarray(0, kept);
  response.writeHead(308, kept > 0 ? { range: `bytes=0-${kept - 1}` } : {}).end();
}

const quantum = 256 * 1024;

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}

/** The two parts of multipart/related: JSON and content. */
function related(bytes: Buffer, boundary: string): [true, Record<string, unknown>, Buffer] | [] {
  const mark = Buffer.from(`--${boundary}`);
  const first = bytes.indexOf(mark);
  const second = bytes.indexOf(mark, first + mark.length);
  const last = bytes.lastIndexOf(mark);
  if (first < 0 || second < 0 || last <= second) return [];
  const bodyOf = (part: Buffer) => part.subarray(part.indexOf("\r\n\r\n") + 4);
  const metadata = JSON.parse(bodyOf(bytes.subarray(first, second)).toString());
  const content = bodyOf(bytes.subarray(second, last));
  return [true, metadata, content.subarray(0, content.length - 2)];
}
