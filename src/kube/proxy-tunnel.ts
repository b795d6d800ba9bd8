import { request } from "node:http";
import { request as tlsRequest } from "node:https";
import { isIP, type Socket } from "node:net";
import { hostOf, portOf } from "../nim/host-and-port.ts";
import type { ProxySettings } from "./proxy-connection.ts";
import { refusingProxy, silentProxy, unreachableProxy } from "./proxy-error.ts";
import { proxyLogin } from "./proxy-login.ts";

export interface TunnelSettings extends ProxySettings {
  /** `HOST:PORT`, an IPv6 address in brackets. */
  readonly target: string;
}

/** Asks a web proxy for a way through (CONNECT). @throws ProxyError */
export async function openTunnel({ proxy, target, timeout, ca }: TunnelSettings): Promise<Socket> {
  const host = hostOf(proxy);
  const headers = { host: target, ...proxyLogin(proxy) };
  return new Promise((resolve, reject) => {
    const ask = (proxy.protocol === "https:" ? tlsRequest : request)({
      host,
      // Otherwise Node takes the name in the header `host` for the proxy's, and holds its certificate against that.
      servername: isIP(host) === 0 ? host : "",
      port: portOf(proxy),
      method: "CONNECT",
      path: target,
      agent: false,
      timeout,
      headers,
      ...(ca && { ca: [...ca] }),
    });
    // Node calls every answer to CONNECT so, whatever its status.
    ask.once("connect", ({ statusCode: status = 0 }, socket) => {
      // RFC 9110, 9.3.6: any of them opens it.
      if (status >= 200 && status < 300) return resolve(socket.setTimeout(0));
      socket.destroy();
      reject(refusingProxy(proxy, target, status));
    });
    ask.once("timeout", () => ask.destroy(silentProxy(timeout)));
    ask.once("error", (cause) => reject(unreachableProxy(proxy, cause)));
    ask.end();
  });
}
