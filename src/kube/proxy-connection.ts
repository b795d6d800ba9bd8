import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { hostOf, portOf } from "../nim/host-and-port.ts";
import { silentProxy, unreachableProxy } from "./proxy-error.ts";

export interface ProxySettings {
  readonly proxy: URL;
  /** Milliseconds in which the proxy has to say something. */
  readonly timeout: number;
  /** PEM: of those who sign for a proxy that is spoken to over TLS; undefined: the usual ones. */
  readonly ca?: readonly string[] | undefined;
}

/** Connects to a web proxy itself, which is then asked for servers without TLS. @throws ProxyError */
export function connectToProxy({ proxy, timeout, ca }: ProxySettings): Promise<Socket> {
  const host = hostOf(proxy);
  const place = { host, port: portOf(proxy), timeout };
  return new Promise((resolve, reject) => {
    const isTls = proxy.protocol === "https:";
    const socket: Socket = isTls
      ? connectTls({ ...place, servername: isIP(host) === 0 ? host : "", ...(ca && { ca: [...ca] }) })
      : connect(place);
    const fail = (error: Error) => reject(unreachableProxy(proxy, error));
    const giveUp = () => void socket.destroy(silentProxy(timeout));
    socket.once("error", fail);
    socket.once("timeout", giveUp);
    socket.once(isTls ? "secureConnect" : "connect", () => {
      socket.off("error", fail).off("timeout", giveUp).setTimeout(0);
      resolve(socket);
    });
  });
}
