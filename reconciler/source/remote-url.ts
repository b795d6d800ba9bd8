import { isIP } from "node:net";
import { hostOf } from "../../src/nim/host-and-port.ts";

/** The address of a repository, in a form that git takes for nothing else. */
export interface RemoteUrl {
  readonly url: string;
  readonly protocol: "https" | "http" | "ssh";
  /** In lower case, without port, brackets and a dot at its end. */
  readonly host: string;
}

/**
 * What the address of a repository says, or why it cannot be one: `https://HOST/PATH`, `ssh://USER@HOST/PATH` or ssh's
 * `USER@HOST:PATH`. Plain http is for this machine only, such as a sidecar. Credentials do not belong into it.
 */
export function remoteUrl(text: string): RemoteUrl | { readonly fault: string } {
  if (text.length > 2048) return { fault: "it is longer than 2048 characters" };
  // Git would take a leading hyphen for an option, and `ext::` for a program to run.
  if (!/^[A-Za-z0-9][\x21-\x7e]*$/.test(text)) return { fault: "it has characters that no address has" };
  if (/["'\\`<>]/.test(text)) return { fault: "it has quotes, angle brackets or backslashes" };
  const scp = /^(?<user>[A-Za-z0-9._-]+)@(?<host>[A-Za-z0-9.-]+):(?<path>[^:]+)$/.exec(text)?.groups;
  const written = scp ? `ssh://${scp.user}@${scp.host}/${scp.path?.replace(/^\//, "")}` : text;
  if (!URL.canParse(written)) return { fault: "it is no address" };
  const parsed = new URL(written);
  const { protocol, username, password, pathname, search, hash } = parsed;
  // A dot at its end says only that it is whole.
  const host = hostOf(parsed).replace(/\.$/, "");
  const scheme = protocol.slice(0, -1);
  if (scheme !== "https" && scheme !== "ssh" && scheme !== "http") {
    return { fault: "it begins neither with https:// nor with ssh://" };
  }
  if (scheme === "http" && !isLoopback(host)) {
    return { fault: "plain http:// shows the credentials to everybody on the way; write https://" };
  }
  if (host === "" || host.startsWith("-") || username.startsWith("-")) return { fault: "it names no host" };
  if (isLinkLocal(host)) return { fault: "it points at the node's own network, where no repository is" };
  if (pathname.length < 2) return { fault: "it names a host, but no repository" };
  if (search !== "" || hash !== "") return { fault: "it has a query or a fragment" };
  if (password !== "" || (scheme !== "ssh" && username !== "")) {
    return { fault: "it has credentials in it, which belong into a Secret" };
  }
  return { url: text, protocol: scheme, host };
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/** Where clouds answer with credentials of the node: 169.254.169.254, fd00:ec2::254 and their names. */
function isLinkLocal(host: string): boolean {
  if (isIP(host) === 4)
    return host.startsWith("169.254.") || host === "0.0.0.0" || host === "100.100.100.200";
  if (isIP(host) === 6) return /^(?:fe[89ab]|fd00:ec2:|::ffff:a9fe:|::$)/.test(host);
  return host === "metadata.google.internal" || host === "metadata";
}
