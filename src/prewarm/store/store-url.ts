import { isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { withoutCredentials } from "../../nim/credential.ts";
import { parsedUrl } from "../../nim/parsed-url.ts";
import { UserError } from "../../user-error.ts";
import type { StoreKind } from "./store.ts";
import type { StoreOptions } from "./store-options.ts";

/** What a store's URL means. */
export interface StoreAddress {
  readonly kind: StoreKind;
  /** As it is told to people; ends with `/`. */
  readonly url: string;
  /** Bucket or container; empty where there is none. */
  readonly bucket: string;
  /** Below the bucket or the server, without a slash at its start, with one at its end; empty for the root. */
  readonly prefix: string;
  /** The server in the URL, `https://host:port`; empty where the vendor's SDK knows it. */
  readonly server: string;
}

/** @throws UserError */
export function parseStoreUrl(text: string, options: StoreOptions): StoreAddress {
  const scheme = /^([^/]*):\/\//.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return folder(text);
  const url = parsedUrl(text);
  if (url === undefined) throw refused(text, "it is not a URL");
  if (url.username !== "" || url.password !== "") {
    throw new UserError(
      `${JSON.stringify(shown(text))} has credentials in it, which would stand in logs and lists of processes`,
      {
        help: "take them out; they come from the environment or files, see docs/airgap.md",
      },
    );
  }
  if (url.search !== "" || url.hash !== "") {
    throw refused(text, "it has a query or a fragment; a signature (SAS) comes from the environment");
  }
  const form = forms[scheme];
  if (form === undefined) throw refused(text, `no store is called ${scheme}://`);
  return form(url, text, options);
}

type Form = (url: URL, text: string, options: StoreOptions) => StoreAddress;

const forms: Readonly<Record<string, Form>> = Object.assign(Object.create(null), {
  s3: (url, text) => bucketOf("s3", url, text),
  gs: (url, text) => bucketOf("gs", url, text),
  webhdfs: (url, text) => hdfs(`http://${url.host}`, url, text),
  swebhdfs: (url, text) => hdfs(`https://${url.host}`, url, text),
  hdfs: (url, text, { namenode }) => {
    if (namenode === undefined) {
      throw new UserError(`${JSON.stringify(text)} does not say where the name node answers HTTP`, {
        help: "tell it with --namenode http://HOST:PORT, as KServe is told HDFS_NAMENODE, or write webhdfs://HOST:PORT/PATH",
      });
    }
    const server = parsedUrl(namenode);
    if (
      server === undefined ||
      !/^https?:$/.test(server.protocol) ||
      server.username !== "" ||
      server.search !== ""
    ) {
      throw new UserError(
        `the name node ${JSON.stringify(shown(namenode))} is not an address such as http://HOST:9870`,
      );
    }
    return hdfs(server.origin, url, text);
  },
  https: (url, text) => (isAzure(url) ? azure(url, text) : web(url, text)),
  http: (url, text) => web(url, text),
  file: (_url, text) => folder(fileURLToPath(text)),
} satisfies Record<string, Form>);

function bucketOf(kind: "s3" | "gs", url: URL, text: string): StoreAddress {
  // The host of a URL that has no special scheme stays as it is written; buckets of GCS may have underscores.
  const bucket = url.host;
  if (bucket === "") throw refused(text, "it names no bucket");
  // Keys are taken as they are written: a `%20` in one is three characters, as the vendors' own commands have it.
  const prefix = checkedPrefix(text.replace(/^[^/]*\/\/[^/]*\/?/, ""), text);
  return { kind, url: `${url.protocol}//${bucket}/${prefix}`, bucket, prefix, server: "" };
}

/** docs: `https://ACCOUNT.blob.core.windows.net/CONTAINER/PREFIX`, in national clouds with other endings, and KServe's second form. */
function isAzure({ hostname }: URL): boolean {
  return /\.blob\.core\.[a-z.]+$|\.blob\.storage\.azure\.net$/.test(hostname);
}

function azure(url: URL, text: string): StoreAddress {
  const path = prefixOf(url, text);
  const slash = path.indexOf("/");
  if (slash <= 0)
    throw refused(text, "it names no container: https://ACCOUNT.blob.core.windows.net/CONTAINER/PREFIX/");
  const prefix = path.slice(slash + 1);
  const bucket = path.slice(0, slash);
  return { kind: "azure", url: `${url.origin}/${bucket}/${prefix}`, bucket, prefix, server: url.origin };
}

function hdfs(server: string, url: URL, text: string): StoreAddress {
  const prefix = prefixOf(url, text);
  if (prefix === "") throw refused(text, "it names no folder");
  return { kind: "webhdfs", url: `${url.protocol}//${url.host}/${prefix}`, bucket: "", prefix, server };
}

function web(url: URL, text: string): StoreAddress {
  const prefix = prefixOf(url, text);
  return { kind: "https", url: `${url.origin}/${prefix}`, bucket: "", prefix, server: url.origin };
}

function folder(path: string): StoreAddress {
  if (path === "") throw refused(path, "it is empty");
  const absolute = isAbsolute(path) ? path : resolve(path);
  return {
    kind: "directory",
    url: absolute.endsWith("/") ? absolute : `${absolute}/`,
    bucket: "",
    prefix: "",
    server: "",
  };
}

/** The path as it is meant: a `%20` is a blank. */
function prefixOf(url: URL, text: string): string {
  let path: string;
  try {
    path = decodeURIComponent(url.pathname).replace(/^\/+/, "");
  } catch {
    throw refused(text, "its path is not properly encoded");
  }
  return checkedPrefix(path, text);
}

function checkedPrefix(path: string, text: string): string {
  if (
    path
      .split("/")
      .some((part, index, all) => part === "." || part === ".." || (part === "" && index < all.length - 1))
  ) {
    throw refused(text, "its path has an empty part");
  }
  return path === "" || path.endsWith("/") ? path : `${path}/`;
}

function refused(text: string, why: string): UserError {
  return new UserError(`${JSON.stringify(shown(text))} names no store: ${why}`, {
    help: "write s3://BUCKET/PREFIX/, gs://BUCKET/PREFIX/, https://ACCOUNT.blob.core.windows.net/CONTAINER/PREFIX/, webhdfs://HOST:PORT/PATH, https://HOST/PATH/ or a folder",
  });
}

/** Without anything that may be secret. */
function shown(text: string): string {
  return withoutCredentials(text)
    .replace(/\/\/[^/@]*@/, "//***@")
    .replace(/[?#].*$/s, "?***")
    .slice(0, 300);
}
