import { once } from "node:events";
import {
  type AgentOptions,
  type ClientRequest,
  type ClientRequestArgs,
  Agent as PlainAgent,
} from "node:http";
import { type RequestOptions, Agent as TlsAgent } from "node:https";
import { isIPv6, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { connectToProxy } from "../../kube/proxy-connection.ts";
import { proxyLogin } from "../../kube/proxy-login.ts";
import { openTunnel } from "../../kube/proxy-tunnel.ts";
import { authorityOf } from "../../nim/host-and-port.ts";
import type { StoreWorld } from "./store-options.ts";
import { storeProxy } from "./store-proxy.ts";

interface Way {
  readonly env: StoreWorld["env"];
  /** PEM: those who sign for servers, and for a proxy that is spoken to over TLS; undefined: the usual ones. */
  readonly ca: readonly string[] | undefined;
}

/**
 * What the vendors' SDKs open connections with: they are kept, and go to each server through the proxy that the environment
 * names for it. An SDK that finds a proxy itself knows NO_PROXY less well, takes what the proxy answers for the store's answer,
 * or forgets the certificates.
 */
export function storeAgents(way: Way, options: Pick<AgentOptions, "maxSockets"> = {}) {
  const kept = { ...options, keepAlive: true };
  return {
    httpAgent: new PlainConnections(kept, way),
    httpsAgent: new TlsConnections({ ...kept, ...(way.ca === undefined ? {} : { ca: [...way.ca] }) }, way),
  };
}

type Made = (error: Error | null, socket: Duplex) => void;

declare module "node:http" {
  interface Agent {
    /** Each request goes through it, before it has a connection and before anything is sent. Node's types leave it out. */
    addRequest(request: ClientRequest, options: ClientRequestArgs): void;
  }
}

class PlainConnections extends PlainAgent {
  readonly #way: Way;

  constructor(options: AgentOptions, way: Way) {
    super(options);
    this.#way = way;
  }

  /** A proxy is told the whole address (RFC 9112, 3.2.2): by CONNECT many let nobody through to a server without TLS. */
  override addRequest(request: ClientRequest, options: ClientRequestArgs): void {
    const { server, proxy } = hopsTo("http:", options, this.#way);
    if (proxy) {
      request.path = `${server.origin}${request.path}`;
      for (const [name, value] of Object.entries(proxyLogin(proxy))) request.setHeader(name, value);
    }
    super.addRequest(request, options);
  }

  override createConnection(options: ClientRequestArgs, made: Made = ignore): Duplex | null | undefined {
    return connected("http:", options, this.#way, made, {
      directly: () => super.createConnection(options, made),
      through: (proxy) => connectToProxy({ proxy, timeout: patience, ca: this.#way.ca }),
    });
  }
}

class TlsConnections extends TlsAgent {
  readonly #way: Way;

  constructor(options: ConstructorParameters<typeof TlsAgent>[0], way: Way) {
    super(options);
    this.#way = way;
  }

  override createConnection(options: RequestOptions, made: Made = ignore): Duplex | null | undefined {
    return connected("https:", options, this.#way, made, {
      directly: () => super.createConnection(options, made),
      through: async (proxy, server) => {
        const target = authorityOf(server);
        const socket = await openTunnel({ proxy, target, timeout: patience, ca: this.#way.ca });
        const inside: RequestOptions & { socket: Socket } = { ...options, socket };
        return secured(super.createConnection(inside));
      },
    });
  }
}

/** Node always hands one in. */
function ignore(): void {}

interface Ways {
  readonly directly: () => Duplex | null | undefined;
  readonly through: (proxy: URL, server: URL) => Promise<Duplex>;
}

/** Milliseconds; shorter than the SDKs' own limits, so that it is the proxy of which people are told. */
const patience = 8000;

function connected(
  protocol: Protocol,
  options: ClientRequestArgs,
  way: Way,
  made: Made,
  { directly, through }: Ways,
): Duplex | null | undefined {
  // Node looks at the socket only where there is no error.
  const fail = (error: unknown) => {
    made(error instanceof Error ? error : new Error(String(error)), new Socket());
    return undefined;
  };
  try {
    const { server, proxy } = hopsTo(protocol, options, way);
    if (proxy === undefined) return directly();
    through(proxy, server).then((socket) => made(null, socket), fail);
    return undefined;
  } catch (error) {
    return fail(error);
  }
}

type Protocol = "http:" | "https:";

/** @throws UserError as `storeProxy` does */
function hopsTo(protocol: Protocol, { host, port }: ClientRequestArgs, { env }: Way) {
  const name = host ?? "localhost";
  const server = new URL(`${protocol}//${isIPv6(name) ? `[${name}]` : name}:${port || ""}`);
  return { server, proxy: storeProxy(server, env) };
}

/** TLS inside a tunnel. It is waited for, as an SDK's limit of time for a connection would not know of it. */
async function secured(socket: Duplex | null | undefined): Promise<Duplex> {
  if (!socket) throw new Error("no connection was made");
  const signal = AbortSignal.timeout(patience);
  try {
    await once(socket, "secureConnect", { signal });
    return socket;
  } catch (error) {
    socket.destroy();
    if (!signal.aborted) throw error;
    throw Object.assign(new Error(`no TLS within ${patience / 1000} s`), { code: "ETIMEDOUT" });
  }
}
