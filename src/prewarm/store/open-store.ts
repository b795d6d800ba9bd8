import { StepError } from "../airgap/step.ts";
import type { Store } from "./store.ts";
import type { StoreOptions, StoreWorld } from "./store-options.ts";
import { parseStoreUrl } from "./store-url.ts";
import { storeOpeners } from "./stores.ts";

/**
 * The store that a URL means. Nothing is asked of it yet, see `Store.check`.
 *
 * - `s3://BUCKET/PREFIX/`, `gs://BUCKET/PREFIX/`, `https://ACCOUNT.blob.core.windows.net/CONTAINER/PREFIX/`
 * - `webhdfs://HOST:PORT/PATH`, `swebhdfs://` with TLS, `hdfs://…/PATH` with the option `namenode`
 * - `https://HOST/PATH/` (PUT)
 * - `file:///PATH` or a path: a folder
 *
 * @throws UserError for a URL that means no store or has credentials in it, and for options that it has no use for.
 */
export async function openStore(url: string, options: StoreOptions, world: StoreWorld): Promise<Store> {
  const address = parseStoreUrl(url, options);
  const { needsNode, open } = storeOpeners[address.kind];
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major * 100 + minor < needsNode * 100) {
    throw new StepError(
      "tool/missing",
      `${address.url} needs Node ${needsNode} or newer; this is ${process.version}`,
      {
        help: `run nimops with Node ${needsNode} or newer, for example through \`npx --package=node@24\``,
      },
    );
  }
  return open(address, options, world);
}
