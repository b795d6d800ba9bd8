import { createServer, type Server } from "node:http";
import type { OpenWatch } from "./live-copies.ts";
import type { Metrics } from "./metrics.ts";

export interface ProbeSettings {
  readonly metrics: Metrics;
  /** All watches that ought to be alive. */
  readonly watches: () => readonly OpenWatch[];
  /** Milliseconds on the clock of the watches. */
  readonly now: () => number;
  /** What keeps us from being ready; undefined where nothing does. */
  readonly notReady: () => string | undefined;
}

/** `/healthz`, `/readyz` and `/metrics`: for the kubelet and for Prometheus, nothing that changes anything. */
export function probeServer({ metrics, watches, now, notReady }: ProbeSettings): Server {
  const pages: Readonly<Record<string, () => Promise<Page>>> = {
    "/healthz": async () => pageOf(deadWatch(watches(), now())),
    "/readyz": async () => pageOf(notReady()),
    "/metrics": async () => ({ status: 200, type: metrics.contentType, text: await metrics.text() }),
  };
  const server = createServer(
    { headersTimeout: 5_000, requestTimeout: 10_000, maxHeaderSize: 8 * 1024 },
    (request, response) => {
      const path = (request.url ?? "").split("?")[0] ?? "";
      const page = request.method === "GET" && Object.hasOwn(pages, path) ? pages[path] : undefined;
      // A page that fails is a fault that the kubelet should see.
      const made = page?.() ?? Promise.resolve({ status: 404, type: plain, text: "not here\n" });
      made
        .catch(() => ({ status: 500, type: plain, text: "internal error\n" }))
        .then(({ status, type, text }) => response.writeHead(status, { "content-type": type }).end(text))
        .catch(() => response.destroy());
    },
  );
  server.maxConnections = 50;
  server.on("clientError", (_, socket) => socket.destroy());
  return server;
}

/**
 * A watch that has heard nothing for longer than any watch lasts, and does not know of a fault: it will never hear anything
 * again, so a restart helps. One that knows of its fault tries again by itself. That the event loop turns is shown by the answer.
 */
function deadWatch(watches: readonly OpenWatch[], now: number): string | undefined {
  const dead = watches.find(
    ({ watch: { lastHeard, fault } }) =>
      fault === undefined && lastHeard !== undefined && now - lastHeard > longestSilence,
  );
  if (dead === undefined) return undefined;
  const where = dead.namespace === undefined ? "" : ` of ${dead.namespace}`;
  return `the watch of ${dead.kind}${where} has heard nothing for too long`;
}

/**
 * Milliseconds. A watch lasts at most 48 s, and knows 8 s later that nothing came (src/kube/watch-call.ts). The alert
 * NimopsWatchStale has the same limit.
 */
export const longestSilence = 3 * 60_000;

interface Page {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

const plain = "text/plain; charset=utf-8";

function pageOf(trouble: string | undefined): Page {
  return { status: trouble === undefined ? 200 : 503, type: plain, text: `${trouble ?? "ok"}\n` };
}
