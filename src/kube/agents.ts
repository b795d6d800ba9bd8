import { type AgentOptions, type ClientRequestArgs, Agent as PlainAgent } from "node:http";
import { type RequestOptions, Agent as TlsAgent } from "node:https";
import { connect as connectPlain, isIP, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import { authorityOf, hostOf, portOf } from "../nim/host-and-port.ts";
import type { Clock } from "./clock.ts";
import { ClusterError } from "./cluster-error.ts";
import { timeoutError } from "./connection-error.ts";
import { ProxyError } from "./proxy-error.ts";
import { openTunnel } from "./proxy-tunnel.ts";

export interface AgentSettings {
  readonly server: URL;
  readonly proxy: URL | undefined;
  /** Milliseconds to a connection that is ready. */
  readonly connectTimeout: number;
  readonly clock: Clock;
}

/** Shorter than the 90 s after which an API server closes an idle connection, so that none closes under a request. */
const idleMilliseconds = 45_000;

/** Connections to one server that are kept and used again, through a proxy where there is one, within a time limit. */
export function agentFor(settings: AgentSettings): PlainAgent {
  const options: AgentOptions = {
    keepAlive: true,
    keepAliveMsecs: 30_000,
    timeout: idleMilliseconds,
    scheduling: "lifo",
  };
  return settings.server.protocol === "http:"
    ? new PlainConnections(options, settings)
    : new TlsConnections(options, settings);
}

/** Lets what is under way end, and keeps no connection after that. */
export function retire(agent: PlainAgent): void {
  agent.maxFreeSockets = 0;
  for (const sockets of Object.values(agent.freeSockets))
    for (const socket of sockets ?? []) socket.destroy();
}

type Made = (error: Error | null, socket: Duplex) => void;

class PlainConnections extends PlainAgent {
  readonly #settings: AgentSettings;

  constructor(options: AgentOptions, settings: AgentSettings) {
    super(options);
    this.#settings = settings;
  }

  override createConnection(_options: ClientRequestArgs, made?: Made): undefined {
    open(this.#settings, undefined, made ?? ignore);
  }
}

class TlsConnections extends TlsAgent {
  readonly #settings: AgentSettings;

  constructor(options: AgentOptions, settings: AgentSettings) {
    super(options);
    this.#settings = settings;
  }

  override createConnection(options: RequestOptions, made?: Made): undefined {
    open(this.#settings, options, made ?? ignore);
  }
}

/** Node always hands one in. */
function ignore(): void {}

function open(settings: AgentSettings, tls: RequestOptions | undefined, made: Made): void {
  const { server, proxy, clock, connectTimeout } = settings;
  let underway: Socket | undefined;
  let settled = false;
  const settle = (error: Error | null, socket?: Socket) => {
    if (settled) return socket?.destroy();
    settled = true;
    callOff();
    if (error !== null) underway?.destroy();
    // Node looks at the socket only where there is no error.
    made(error, socket ?? new Socket());
  };
  const callOff = clock.after(connectTimeout, () =>
    settle(timeoutError("connecting", server.origin, connectTimeout)),
  );
  const watch = (socket: Socket, ready: "connect" | "secureConnect", then: () => void) => {
    underway = socket;
    const failed = (error: Error) => settle(error);
    socket.once("error", failed);
    const closed = () => settle(Object.assign(new Error("closed"), { code: "ECONNRESET" }));
    socket.once("close", closed);
    socket.once(ready, () => {
      socket.off("error", failed);
      socket.off("close", closed);
      then();
    });
  };
  const secure = (socket: Socket) => {
    if (tls === undefined) return settle(null, socket);
    const host = hostOf(server);
    const { ca, cert, key, rejectUnauthorized = true } = tls;
    const servername = tls.servername || (isIP(host) === 0 ? host : "");
    const trust = { ca, cert, key, rejectUnauthorized };
    const secured = connectTls({ ...trust, socket, servername, host, ALPNProtocols: ["http/1.1"] });
    watch(secured, "secureConnect", () => settle(null, secured));
  };
  if (proxy === undefined) {
    const socket = connectPlain({
      host: hostOf(server),
      port: portOf(server),
      keepAlive: true,
      noDelay: true,
    });
    watch(socket, "connect", () => secure(socket));
  } else {
    openTunnel({ proxy, target: authorityOf(server), timeout: connectTimeout })
      .then(secure)
      .catch((error) => settle(proxyError(error)));
  }
}

/** What a proxy did to us, as one is told who speaks to a cluster. */
function proxyError(error: unknown): Error {
  if (!(error instanceof ProxyError)) return error instanceof Error ? error : new Error(String(error));
  return error.cause === undefined
    ? new ClusterError("unreachable", error.message, {
        help: "check the proxy's user and rules, or name the server in NO_PROXY",
      })
    : new ClusterError("unreachable", error.message, {
        help: "check proxy-url in the kubeconfig, HTTPS_PROXY and NO_PROXY",
        retry: "always",
      });
}
