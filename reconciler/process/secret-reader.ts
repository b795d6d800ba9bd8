import type { Cluster } from "../../src/kube/cluster.ts";
import { ClusterError } from "../../src/kube/cluster-error.ts";
import { isMap } from "../../src/nim/value.ts";
import { SourceError } from "../source/source.ts";
import type { SecretReader } from "../source/source-for.ts";

/** Reads named Secrets of a namespace, never lists them; what is in them is hidden from the log. */
export function secretReader(
  cluster: Pick<Cluster, "get">,
  namespace: string,
  hide: (secrets: Iterable<string>) => void,
): SecretReader {
  return async (name) => {
    const secret = await cluster
      .get({ apiVersion: "v1", kind: "Secret", namespace, name })
      .catch((error: unknown) => {
        throw error instanceof ClusterError && error.reason === "forbidden" ? mayNotRead(name) : error;
      });
    if (secret === undefined) return undefined;
    const data = isMap(secret.data) ? Object.entries(secret.data) : [];
    const read = data.flatMap(([key, value]): [string, string][] =>
      typeof value === "string" ? [[key, Buffer.from(value, "base64").toString("utf8")]] : [],
    );
    hide(read.filter(([key]) => !isPublic.has(key)).flatMap(([, value]) => formsOf(value)));
    return Object.fromEntries(read);
  };
}

/** Only somebody who gives the right helps: it is no fault that passes. */
function mayNotRead(name: string): SourceError {
  return new SourceError(
    "permanent",
    "SecretForbidden",
    `the controller may not read the Secret ${name}`,
    "add its name to resourceNames of the rule for Secrets of the Role nimops-reconciler",
  );
}

/** What may be shown: names and public keys. */
const isPublic: ReadonlySet<string> = new Set([
  "username",
  "known_hosts",
  "ca.crt",
  "allowed_signers",
  "githubAppID",
  "githubAppInstallationID",
  "githubAppBaseURL",
  "identity.pub",
]);

function formsOf(secret: string): string[] {
  const text = secret.trim();
  return [
    text,
    encodeURIComponent(text),
    Buffer.from(secret).toString("base64"),
    Buffer.from(text).toString("base64"),
  ];
}
