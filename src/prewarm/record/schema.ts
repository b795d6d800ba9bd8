import * as z from "zod";

/** The name that the file has in a cache and in a store. Written last: where it is, the rest is complete. */
export const recordFileName = "nim-cache.record.json";

export const protocols = ["legacy", "native-v1", "model-free", "hugging-face", "unknown"] as const;
export type Protocol = (typeof protocols)[number];

export const layouts = ["tree", "nim-mirror", "model-store", "tar"] as const;
export type Layout = (typeof layouts)[number];

const text = z.string().min(1).max(4096);
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, "must be sha256: and 64 hexadecimal digits");
const hash = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits");
const size = z.int().min(0);

/** Below the cache's folder, with `/`, and never out of it. */
const path = text.refine(
  (path) =>
    !path.includes("\0") && path.split("/").every((part) => part !== "" && part !== "." && part !== ".."),
  "must be a relative path without . and ..",
);

const file = z.strictObject({
  path,
  kind: z.literal("file"),
  size: size.describe("bytes"),
  sha256: hash,
  blake3: hash.optional().describe("where the model's own checksums.blake3 lists it"),
});

const link = z.strictObject({
  path,
  kind: z.literal("link"),
  target: text.describe("as the link says it, relative to the link's folder"),
});

/**
 * What a filled cache holds: `nim-cache.record.json`. One record is one cache: one image and its profiles. Two records of the
 * same cache are the same bytes, so there is no time in it.
 */
export const cacheRecord = z.strictObject({
  version: z.literal(1),
  tool: text.describe("the program that wrote it, with its version"),
  image: z.strictObject({
    reference: text.describe("as it was asked for"),
    digest: digest.optional().describe("of the index, or of the manifest where there is no index"),
    platforms: z
      .array(z.strictObject({ platform: text.describe("linux/amd64"), digest }))
      .optional()
      .describe("the manifests of the index"),
  }),
  protocol: z.enum(protocols).describe("how the image is made to download"),
  profiles: z
    .array(z.strictObject({ id: text, tags: z.record(z.string(), z.string()).optional() }))
    .describe("by id"),
  layout: z.enum(layouts).optional().describe("how the files are laid out in a store"),
  files: z
    .array(z.discriminatedUnion("kind", [file, link]))
    .optional()
    .describe("by path"),
  totals: z.strictObject({
    files: z.int().min(0).optional().describe("regular files"),
    bytes: size.optional().describe("of regular files"),
  }),
  cluster: z
    .strictObject({
      server: text.optional(),
      namespace: text,
      name: text,
      uid: text,
      claim: text.optional().describe("the persistent volume claim"),
      path: text.optional().describe("below the volume's root"),
      operator: text.optional().describe("version of the NIM Operator"),
    })
    .optional()
    .describe("the NIMCache, where a cluster filled it"),
});

export type CacheRecord = z.infer<typeof cacheRecord>;
export type RecordedFile = NonNullable<CacheRecord["files"]>[number];
