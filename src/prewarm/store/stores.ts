import type { Store, StoreKind } from "./store.ts";
import type { StoreOptions, StoreWorld } from "./store-options.ts";
import type { StoreAddress } from "./store-url.ts";

export interface StoreOpener {
  /** Major and minor version of Node that its SDK needs, `22` or `22.19`. */
  readonly needsNode: number;
  readonly open: (address: StoreAddress, options: StoreOptions, world: StoreWorld) => Promise<Store>;
}

/** One line a store; each is loaded when it is used, with its vendor's SDK. */
export const storeOpeners: Readonly<Record<StoreKind, StoreOpener>> = {
  s3: { needsNode: 20, open: async (...args) => (await import("./s3.ts")).openS3(...args) },
  gs: { needsNode: 22, open: async (...args) => (await import("./gs.ts")).openGs(...args) },
  azure: { needsNode: 22, open: async (...args) => (await import("./azure.ts")).openAzure(...args) },
  webhdfs: { needsNode: 20, open: async (...args) => (await import("./webhdfs.ts")).openWebHdfs(...args) },
  https: { needsNode: 20, open: async (...args) => (await import("./https.ts")).openHttps(...args) },
  directory: {
    needsNode: 20,
    open: async (...args) => (await import("./directory.ts")).openDirectory(...args),
  },
};
