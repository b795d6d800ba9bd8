import { BlockList, isIP } from "node:net";
import { proxyFor } from "../../kube/proxy.ts";
import { hostOf } from "../../nim/host-and-port.ts";
import { parsedUrl } from "../../nim/parsed-url.ts";
import { UserError } from "../../user-error.ts";
import type { StoreWorld } from "./store-options.ts";

/**
 * The proxy that requests to a server of a store, or to one that gives credentials for it, go through: HTTPS_PROXY, for a plain
 * server HTTP_PROXY, unless NO_PROXY names the server. Link-local addresses are never proxied: a machine's metadata service gives
 * credentials there.
 *
 * @throws UserError for a proxy that is not spoken to over HTTP, or whose address is malformed.
 */
export function storeProxy(server: URL, env: StoreWorld["env"]): URL | undefined {
  if (isLinkLocal(hostOf(server))) return undefined;
  const proxy = proxyFor(server, undefined, env);
  if (proxy === undefined || proxy.protocol === "http:" || proxy.protocol === "https:") return proxy;
  throw new UserError(`stores cannot be reached through a proxy of the form ${proxy.protocol}//`, {
    help: "name an http:// or https:// proxy in HTTPS_PROXY, or the store's host in NO_PROXY",
  });
}

/** Before anything is tried. @throws as `storeProxy` does */
export function refuseBadProxy(server: string, env: StoreWorld["env"]): void {
  const url = parsedUrl(server);
  if (url !== undefined) storeProxy(url, env);
}

/** `fd00:ec2::` is to EC2 over IPv6 what link-local is: `254` knows machines, `23` containers. Source: docs.aws.amazon.com, "Instance metadata" and "EKS Pod Identity". */
const linkLocal = new BlockList();
linkLocal.addSubnet("169.254.0.0", 16, "ipv4");
linkLocal.addSubnet("fe80::", 10, "ipv6");
linkLocal.addSubnet("fd00:ec2::", 32, "ipv6");

function isLinkLocal(host: string): boolean {
  const family = isIP(host);
  return family !== 0 && linkLocal.check(host, family === 4 ? "ipv4" : "ipv6");
}
