import { isMap, type ValueMap, valueAt } from "../value.ts";
import type { Surroundings } from "./made.ts";

/**
 * Why the operator cannot ask the image's registry whether the image is native, and then takes it for an older one;
 * undefined where it can. Pull Secrets are read in their order up to the first that knows the registry; one that is missing
 * or cannot be read ends the question (trap T37).
 * Source: k8s-nim-operator internal/nimsource/imageinspect.go, Resolve and credentials.
 */
export function questionFault(
  image: string,
  pullSecrets: readonly (string | undefined)[],
  surroundings: Surroundings,
): string | undefined {
  const registry = registryOf(image);
  if ("fault" in registry) return registry.fault;
  for (const name of pullSecrets) {
    if (!name) continue;
    const secret = surroundings.find("Secret", name);
    if (!secret) return `the pull Secret ${name} is not there`;
    const text = configText(secret);
    if (text === undefined) return `the Secret ${name} has no key ${key}`;
    const entries = entriesOf(text);
    if (!entries) return `the key ${key} of the Secret ${name} cannot be read`;
    const entry = entries.find(([host]) => isSameHost(host, registry.host))?.[1];
    if (!entry) continue;
    return hasReadableAuth(entry)
      ? undefined
      : `the Secret ${name} has no readable \`auth\` for ${registry.host}`;
  }
  return undefined;
}

const key = ".dockerconfigjson";

/** Unlike a container runtime, the operator wants registry and tag (or digest) in the name. Source: oras-go v2.6.2, registry/reference.go. */
function registryOf(image: string): { readonly host: string } | { readonly fault: string } {
  const slash = image.indexOf("/");
  if (slash < 1) return { fault: "the image's name has no registry" };
  const [path = "", digest] = image.slice(slash + 1).split(/@(.*)/s);
  const [repository = "", tag = ""] = path.split(/:(.*)/s);
  const host = image.slice(0, slash);
  const isReadable = digest === undefined ? tag === "" || tagShape.test(tag) : digestShape.test(digest);
  if (!isReadable || !hostShape.test(host) || !repositoryShape.test(repository)) {
    return { fault: "the operator cannot read the image's name" };
  }
  if (digest === undefined && tag === "") return { fault: "the image's name has no tag" };
  return { host };
}

const hostShape = /^(?:[^\s/?#@%:[\]\\^`{|}]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?$/;
const repositoryPart = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const repositoryShape = new RegExp(`^${repositoryPart}(?:/${repositoryPart})*$`);
const tagShape = /^\w[\w.-]{0,127}$/;
const digestShape = /^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/;

/** The API server writes `stringData` into `data`. */
function configText(secret: ValueMap): string | undefined {
  const written = valueAt(secret, ["stringData", key]);
  if (typeof written === "string") return written;
  const encoded = valueAt(secret, ["data", key]);
  return typeof encoded === "string" ? Buffer.from(encoded, "base64").toString("utf8") : undefined;
}

/** Hosts with their credentials; undefined where Go cannot read the text. */
function entriesOf(text: string): (readonly [host: string, entry: ValueMap])[] | undefined {
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (config === null) return [];
  if (!isMap(config)) return undefined;
  const auths = field(config, "auths");
  if (auths === undefined || auths === null) return [];
  if (!isMap(auths)) return undefined;
  const entries = Object.entries(auths).map(([host, entry]) => [host, entry ?? {}] as const);
  return entries.every(isEntry) ? entries : undefined;
}

function isEntry(
  entry: readonly [string, ValueMap[string]],
): entry is readonly [host: string, entry: ValueMap] {
  const [, fields] = entry;
  return (
    isMap(fields) &&
    ["username", "password", "auth"].every((name) => typeof (field(fields, name) ?? "") === "string")
  );
}

/** Go reads the fields of JSON in any case. */
function field(map: ValueMap, name: string): ValueMap[string] | undefined {
  return Object.entries(map).findLast(([written]) => written.toLowerCase() === name)?.[1];
}

const dockerHub = ["docker.io", "index.docker.io", "registry-1.docker.io"];

function isSameHost(entry: string, registry: string): boolean {
  const host = entry
    .replace(/^https:\/\//, "")
    .replace(/^http:\/\//, "")
    .replace(/\/.*$/s, "");
  return host === registry || (dockerHub.includes(registry) && dockerHub.includes(host));
}

/** User and password count first; where there are none, `auth` must be base64 of both with a colon between. */
function hasReadableAuth(entry: ValueMap): boolean {
  if (field(entry, "username") || field(entry, "password")) return true;
  const auth = String(field(entry, "auth") ?? "").replace(/[\r\n]/g, "");
  if (auth === "") return true;
  if (auth.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(auth)) return false;
  return Buffer.from(auth, "base64").includes(":");
}
