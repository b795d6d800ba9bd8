import { type Layout, recordFileName } from "../../record/schema.ts";
import type { CacheFiles } from "./cache-files.ts";
import type { LayoutOptions, LayoutPlan } from "./layout.ts";
import { mirrorKey, snapshotOf } from "./mirror-key.ts";
import { modelStorePlan } from "./model-store.ts";
import { archiveSize } from "./tar-archive.ts";

type Planner = (cache: CacheFiles, options: LayoutOptions) => LayoutPlan;

/** One planner a layout; each says where everything goes, and what it has no place for. */
export const layoutPlanners: Readonly<Record<Layout, Planner>> = {
  tree: treePlan,
  "nim-mirror": mirrorPlan,
  "model-store": modelStorePlan,
  tar: tarPlan,
};

/** The folder as it is. */
function treePlan({ entries, names, leftOut }: CacheFiles, { links = "dup" }: LayoutOptions): LayoutPlan {
  const linked = new Set(names.filter(({ path, source }) => path !== source).map(({ source }) => source));
  const isReplaced = (path: string) => links === "flatten" && linked.has(path) && blob.test(path);
  const objects = names
    .filter(({ path, source }) => path !== source || !isReplaced(path))
    .map(({ path, source, size }) => ({ key: path, size, source }));
  const once = entries.reduce((sum, entry) => sum + (entry.kind === "file" ? entry.size : 0), 0);
  const stored = objects.reduce((sum, { size }) => sum + size, 0);
  return {
    objects,
    recordKey: recordFileName,
    doubledBytes: Math.max(0, stored - once),
    leftOut,
    readerKey: "",
  };
}

/** Content in the way of a hub: `models--…/blobs/HASH`, with links to it from `snapshots`. */
const blob = /(?:^|\/)blobs\/[^/]+$/;

/** What NIM_REPOSITORY_OVERRIDE reads: docs.nvidia.com, NIM for LLMs, "Repository Override". */
function mirrorPlan({ names, leftOut }: CacheFiles, { name }: LayoutOptions): LayoutPlan {
  const objects: { key: string; size: number; source: string }[] = [];
  const seen = new Map<string, string>();
  const mirrored = new Set<string>();
  for (const { path, source, size } of names) {
    const key = mirrorKey(path);
    if (key === undefined) continue;
    mirrored.add(path).add(source);
    // The same file under two names of one cache is one object; two different ones are told as a collision.
    if (seen.get(key) === source) continue;
    seen.set(key, source);
    objects.push({ key, size, source });
  }
  const homeless = names
    .filter(({ path }) => !mirrored.has(path))
    .map(({ path }) => ({ path, why: whyNotMirrored(path) }));
  return {
    objects,
    // The bucket's root is shared by all models, so that each needs a record of its own.
    recordKey: `nim-cache.records/${name}.json`,
    doubledBytes: 0,
    leftOut: [...leftOut, ...homeless],
    readerKey: "",
  };
}

function whyNotMirrored(path: string): string {
  if (/(?:^|\/)huggingface\//.test(path)) return "NIM_REPOSITORY_OVERRIDE is for models of NGC only";
  if (/(?:^|\/)refs\/[^/]+$/.test(path)) return "a mirror has no place for the names of versions";
  if (blob.test(path)) return "no snapshot leads to it";
  return snapshotOf(path) === undefined
    ? "it belongs to no snapshot of a model"
    : "its model's name is not one of NGC";
}

/** One object with links kept, which KServe's reader unpacks. */
function tarPlan({ entries, leftOut }: CacheFiles, { name }: LayoutOptions): LayoutPlan {
  const key = `${name}.tar`;
  return {
    objects: [{ key, size: archiveSize(entries) }],
    recordKey: `${name}.record.json`,
    doubledBytes: 0,
    leftOut,
    readerKey: key,
  };
}
