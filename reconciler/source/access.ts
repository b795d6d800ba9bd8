import { createPrivateKey } from "node:crypto";
import { SourceError } from "./source.ts";

/** What it takes to get at a repository. Secrets: it is asked for anew before each call, and shown to nobody. */
export interface GitAccess {
  readonly credentials?: GitCredentials;
  /** `http://USER:PASSWORD@HOST:PORT`; also https and socks5. */
  readonly proxy?: string;
  /** PEM; then only these are trusted. */
  readonly certificateAuthority?: string;
  /** In ssh-keygen's form of an allowed signers file: then only commits that one of them has signed are read. */
  readonly allowedSigners?: string;
}

export type GitCredentials =
  | {
      readonly is: "password";
      readonly username: string;
      readonly password: string;
      /** What the password was handed out for, where that stays the same while passwords come and go; a secret too. */
      readonly handedOutFor?: string;
    }
  | {
      readonly is: "ssh";
      /** A private key without a passphrase. */
      readonly identity: string;
      /** In the form of ssh's file. */
      readonly knownHosts: string;
    };

/** All that must not be seen, in no message and in no log. */
export function secretsOf({ credentials, proxy }: GitAccess): string[] {
  const found: string[] = [];
  if (credentials?.is === "password") {
    const { username, password } = credentials;
    found.push(password, Buffer.from(`${username}:${password}`).toString("base64"));
  } else if (credentials) found.push(credentials.identity);
  if (proxy !== undefined && URL.canParse(proxy)) {
    const { password } = new URL(proxy);
    found.push(password, decoded(password));
  }
  return found.filter((secret) => secret !== "");
}

/** @throws SourceError where it cannot be what it is meant to be. */
export function checkAccess({ credentials, certificateAuthority, allowedSigners, proxy }: GitAccess): void {
  if (credentials?.is === "password" && /\p{Cc}/u.test(credentials.username + credentials.password)) {
    throw unfit("the user name or the password has control characters", "remove the line's end from it");
  }
  if (credentials?.is === "ssh") {
    if (!credentials.knownHosts.split("\n").some((line) => /^[^#\s]\S*\s+\S+\s+\S/.test(line))) {
      throw unfit(
        "known_hosts has no host, so nobody could tell the Git server from an impostor",
        "put the lines that `ssh-keyscan HOST` prints into the Secret, after comparing them with what the host publishes",
      );
    }
    if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(credentials.identity)) {
      throw unfit("identity is no private key", "put the whole file that ssh-keygen made into it");
    }
    if (isLocked(credentials.identity)) {
      throw unfit("the private key has a passphrase", "make a key of its own, with `ssh-keygen -N ''`");
    }
  }
  if (certificateAuthority !== undefined && !certificateAuthority.includes("-----BEGIN CERTIFICATE-----")) {
    throw unfit("ca.crt has no certificate in PEM form", "it begins with -----BEGIN CERTIFICATE-----");
  }
  if (allowedSigners !== undefined && !allowedSigners.split("\n").some((line) => /^[^#\s]/.test(line))) {
    throw unfit(
      "allowed_signers names nobody, so no commit could ever be read",
      "see ALLOWED SIGNERS in ssh-keygen(1)",
    );
  }
  if (proxy !== undefined && !/^(?:https?|socks5h?):\/\/[^\s"\\]+$/.test(proxy)) {
    throw unfit("the proxy is no address", "write http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT");
  }
}

function unfit(what: string, help: string): SourceError {
  return new SourceError("permanent", "CredentialsUnusable", what, help);
}

/** OpenSSH's own form names the cipher in its first bytes; the older ones say it in plain text. */
function isLocked(key: string): boolean {
  const own = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]+?)-----END/.exec(key)?.[1];
  if (own === undefined) return /ENCRYPTED/.test(key) && !isReadable(key);
  const bytes = Buffer.from(own, "base64");
  const length = bytes.length > 19 ? bytes.readUInt32BE(15) : 0;
  return bytes.toString("latin1", 19, 19 + length) !== "none";
}

function isReadable(key: string): boolean {
  try {
    createPrivateKey(key);
    return true;
  } catch {
    return false;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
