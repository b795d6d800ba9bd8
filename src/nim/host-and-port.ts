/** The host of a URL as sockets take it: in lower case, an IPv6 address without its brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, "$1").toLowerCase();
}

/** The port, also where the URL leaves it to its scheme. */
export function portOf({ port, protocol }: URL): number {
  return Number(port) || (protocol === "https:" ? 443 : 80);
}

/** `HOST:PORT` as CONNECT takes it: an IPv6 address in its brackets. */
export function authorityOf(server: URL): string {
  return `${server.hostname}:${portOf(server)}`;
}
