import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { PageAnswer } from "./page-answers.ts";

/**
 * Serves badges and the status page to everybody: reads nothing of a request but its method, path and `If-None-Match`, sets
 * no cookie and changes nothing. Whatever is not to be seen is answered as what does not exist, byte for byte.
 */
export function pageServer(
  answer: (url: string) => PageAnswer | undefined,
  isReady: () => boolean = () => true,
  longestAnswer = usualLongestAnswer,
): Server {
  const server = createServer(
    {
      headersTimeout: 5_000,
      requestTimeout: 10_000,
      keepAliveTimeout: 5_000,
      maxHeaderSize: 8 * 1024,
      connectionsCheckingInterval: 1_000,
    },
    (request, response) => {
      const late = setTimeout(() => response.destroy(), longestAnswer).unref();
      response.once("close", () => clearTimeout(late));
      try {
        respond(request, response, isReady() ? answer : undefined);
      } catch {
        response.destroy();
      }
    },
  );
  server.maxConnections = 100;
  server.maxRequestsPerSocket = 100;
  // Malformed requests end here and must not end us.
  server.on("clientError", (_, socket) => socket.destroy());
  return server;
}

/** Milliseconds until an answer has to be read: whoever never reads his would keep a connection from others for ever. */
const usualLongestAnswer = 60_000;

function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: ((url: string) => PageAnswer | undefined) | undefined,
): void {
  const { method = "", headers, url = "" } = request;
  const hasBody = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
  // What was not read is not worth reading.
  const shared = { ...always, ...(hasBody && { connection: "close" }) };
  if (method !== "GET" && method !== "HEAD") {
    response.writeHead(405, { ...shared, ...plain(getOnly), allow: "GET, HEAD" });
    response.end(getOnly);
    return;
  }
  if (answer === undefined) {
    response.writeHead(503, { ...shared, ...plain(notYet), "retry-after": "2" });
    response.end(method === "HEAD" ? undefined : notYet);
    return;
  }
  const found = answer(url);
  if (found === undefined) {
    response.writeHead(404, { ...shared, ...plain(notHere) });
    response.end(method === "HEAD" ? undefined : notHere);
    return;
  }
  const { type, body, etag, policy } = found;
  const own = { ...shared, "content-security-policy": policy, etag };
  if (isKnown(headers["if-none-match"], etag)) {
    response.writeHead(304, own).end();
    return;
  }
  // A badge is a picture in somebody else's page.
  const readers = type.startsWith("text/html") ? "same-origin" : "cross-origin";
  response.writeHead(200, {
    ...own,
    "cross-origin-resource-policy": readers,
    "content-type": type,
    "content-length": body.length,
  });
  response.end(method === "HEAD" ? undefined : body);
}

const notHere = "not here\n";
/** Whatever is asked for: until all are listed nobody knows what there is. */
const notYet = "not yet\n";
const getOnly = "GET and HEAD only\n";

const always = {
  // What was true a minute ago may be false now: ask again, and be told that nothing has changed.
  "cache-control": "no-cache",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
} as const;

function plain(text: string) {
  return { "content-type": "text/plain; charset=utf-8", "content-length": Buffer.byteLength(text) };
}

/** Source: RFC 9110, 13.1.2: a list, compared without what marks weak ones. */
function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === "*" || header.split(",").some((each) => each.trim().replace(/^W\//, "") === etag);
}
