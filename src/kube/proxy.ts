import { BlockList, isIP } from "node:net";
import { hostOf } from "../nim/host-and-port.ts";
import { parsedUrl } from "../nim/parsed-url.ts";
import { UserError } from "../user-error.ts";

/**
 * The proxy that requests to a server go through: the kubeconfig's `proxy-url`, else HTTPS_PROXY (HTTP_PROXY for a
 * plain server) unless NO_PROXY names the server. Loopback addresses are never proxied by variables.
 * Source: golang.org/x/net/http/httpproxy, which kubectl uses.
 */
export function proxyFor(
  server: URL,
  proxyUrl: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): URL | undefined {
  if (proxyUrl !== undefined && proxyUrl !== "") return parsed(proxyUrl, "proxy-url in the kubeconfig");
  const name = server.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  const value = env[name] || env[name.toLowerCase()];
  if (!value || isLoopback(hostOf(server)) || isExcepted(server, env.NO_PROXY || env.no_proxy || "")) {
    return undefined;
  }
  return parsed(value, name);
}

const schemes = ["http:", "https:", "socks4:", "socks4a:", "socks5:", "socks5h:"];

function parsed(text: string, source: string): URL {
  const url = parsedUrl(text.includes("://") ? text : `http://${text}`);
  if (url === undefined || !schemes.includes(url.protocol) || url.hostname === "") {
    throw new UserError(`${source} is not the address of a proxy`, {
      help: "write it as http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT",
    });
  }
  return url;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/** `*`, a host with or without a port, a domain, an address, a range. */
function isExcepted(server: URL, noProxy: string): boolean {
  const host = hostOf(server);
  const port = server.port || (server.protocol === "https:" ? "443" : "80");
  return noProxy.split(",").some((part) => {
    const entry = part.trim().toLowerCase();
    if (entry === "") return false;
    if (entry === "*") return true;
    if (entry.includes("/")) return isInRange(host, entry);
    const { name, port: only } = splitPort(entry);
    if (only !== undefined && only !== port) return false;
    if (isIP(host) !== 0) return host === name;
    const domain = name.replace(/^\*?\./, "");
    // `.example.com` is only what lies below it, `example.com` is that and itself.
    return host.endsWith(`.${domain}`) || (host === domain && domain === name);
  });
}

function splitPort(entry: string): { name: string; port?: string } {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(entry);
  if (match === null) return { name: entry.replace(/^\[(.*)\]$/, "$1") };
  return { name: match[1] ?? match[2] ?? "", port: match[3] ?? "" };
}

function isInRange(host: string, range: string): boolean {
  const [network = "", bits = ""] = range.split("/");
  const family = isIP(network);
  if (family === 0 || isIP(host) !== family || !/^\d{1,3}$/.test(bits)) return false;
  if (Number(bits) > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  const kind = family === 4 ? "ipv4" : "ipv6";
  list.addSubnet(network, Number(bits), kind);
  return list.check(host, kind);
}
