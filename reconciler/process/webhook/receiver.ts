import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type PushedCommit, pushedCommit } from "./pushed-commit.ts";
import { isSigned } from "./signature.ts";

export interface ReceiverSettings {
  /** Read for each request, so that a Secret that was replaced counts at once; without one nothing is taken. */
  readonly secrets: () => readonly string[];
  readonly onPush: (commit: PushedCommit) => void;
  readonly onAnswer: (status: number) => void;
  readonly limits?: Partial<ReceiverLimits>;
}

export interface ReceiverLimits {
  /** Bytes; the largest that a push has. */
  readonly body: number;
  /** Milliseconds for the headers, and for the whole request. */
  readonly headers: number;
  readonly request: number;
  readonly connections: number;
  /** Requests that are read at once. */
  readonly readers: number;
}

const usualLimits: ReceiverLimits = {
  body: 1024 * 1024,
  headers: 10_000,
  request: 30_000,
  connections: 100,
  readers: 32,
};

/**
 * Takes webhooks of GitHub, and does nothing for them but look at Git sooner. The signature is checked over the bytes as they
 * came, before anything is parsed; whoever cannot sign learns nothing but that. Sources: GitHub, "Validating webhook
 * deliveries"; Argo CD CVE-2024-40634 for what happens without limits.
 */
export function webhookReceiver(settings: ReceiverSettings): Server {
  const limits = { ...usualLimits, ...settings.limits };
  let readers = 0;
  const server = createServer(
    {
      headersTimeout: limits.headers,
      requestTimeout: limits.request,
      keepAliveTimeout: 5_000,
      maxHeaderSize: 16 * 1024,
      connectionsCheckingInterval: Math.min(1_000, limits.headers),
    },
    (request, response) => {
      void (async () => {
        if (readers >= limits.readers) return answer(response, 503);
        readers += 1;
        try {
          const status = await received(request, limits.body, settings);
          if (status !== undefined) answer(response, status);
        } finally {
          readers -= 1;
        }
      })().catch(() => response.destroy());
    },
  );
  server.maxConnections = limits.connections;
  // Malformed requests end here and must not end us.
  server.on("clientError", (_, socket) => socket.destroy());

  function answer(response: ServerResponse, status: number): void {
    settings.onAnswer(status);
    // What was not read is not worth reading.
    const isRead = status === 202;
    response.writeHead(status, { "content-type": "text/plain", ...(isRead ? {} : { connection: "close" }) });
    response.end(`${words[status] ?? ""}\n`, () => {
      if (!isRead) response.socket?.destroySoon();
    });
  }

  return server;
}

const words: Readonly<Record<number, string>> = {
  202: "accepted",
  401: "not signed",
  404: "not here",
  405: "POST only",
  413: "too large",
  503: "busy",
};

async function received(
  request: IncomingMessage,
  most: number,
  settings: ReceiverSettings,
): Promise<number | undefined> {
  const path = (request.url ?? "").split("?")[0];
  if (path !== "/hook") return 404;
  if (request.method !== "POST") return 405;
  if (Number(request.headers["content-length"] ?? 0) > most) return 413;
  const body = await bodyOf(request, most);
  if (body === "too large") return 413;
  if (body === undefined) return undefined;
  const secrets = settings.secrets();
  if (!isSigned(body, header(request, "x-hub-signature-256"), secrets)) return 401;
  const push = pushIn(body, header(request, "x-github-event"));
  if (push) settings.onPush(push);
  return 202;
}

/** Undefined where the other end went away. Not `for await`: leaving that early would end the connection without an answer. */
function bodyOf(request: IncomingMessage, most: number): Promise<Buffer | "too large" | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= most) chunks.push(chunk);
      else {
        request.pause();
        resolve("too large");
      }
    });
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", () => resolve(undefined));
    request.on("close", () => resolve(undefined));
  });
}

/** Anything but a push is taken and means nothing, as a ping does. */
function pushIn(body: Buffer, event: string | undefined): PushedCommit | undefined {
  if (event !== "push" && event !== "create") return undefined;
  try {
    return pushedCommit(JSON.parse(body.toString("utf8")));
  } catch {
    return undefined;
  }
}

function header({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : undefined;
}
