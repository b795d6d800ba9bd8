import { recordFileName } from "../../record/schema.ts";
import { StepError } from "../step.ts";
import type { CacheFiles, CacheName } from "./cache-files.ts";
import type { LayoutPlan } from "./layout.ts";
import { snapshotOf } from "./mirror-key.ts";

/**
 * What NIM_MODEL_PATH reads: one model's files, each once. Of a cache it is the only snapshot; a folder that `create-model-store`
 * made is taken as it is.
 */
export function modelStorePlan({ names, leftOut }: CacheFiles): LayoutPlan {
  const snapshots = new Map<string, (CacheName & { key: string })[]>();
  const others: CacheName[] = [];
  for (const name of names) {
    const found = snapshotOf(name.path);
    if (found === undefined) others.push(name);
    else {
      const title = `models--${found.model}/snapshots/${found.version}`;
      snapshots.set(title, [...(snapshots.get(title) ?? []), { ...name, key: found.file }]);
    }
  }
  if (snapshots.size > 1) throw manyModels([...snapshots.keys()]);
  const [only] = snapshots.values();
  const taken = only ?? names.map((name) => ({ ...name, key: name.path }));
  const sources = new Set(taken.map(({ source }) => source));
  return {
    objects: taken.map(({ key, size, source }) => ({ key, size, source })),
    recordKey: recordFileName,
    doubledBytes: doubled(taken),
    leftOut: [
      ...leftOut,
      ...(only ? others : [])
        .filter(({ path }) => !sources.has(path))
        .map(({ path }) => ({ path, why: "it is no file of the model's snapshot" })),
    ],
    readerKey: "",
  };
}

function doubled(names: readonly CacheName[]): number {
  const seen = new Set<string>();
  let bytes = 0;
  for (const { source, size } of names) {
    if (seen.has(source)) bytes += size;
    seen.add(source);
  }
  return bytes;
}

function manyModels(titles: readonly string[]): StepError {
  const shown = titles.slice(0, 5).map((title) => JSON.stringify(title));
  return new StepError(
    "cache/unexpected",
    `the layout model-store holds one model, and the cache has ${titles.length}: ${shown.join(", ")}${titles.length > 5 ? ", …" : ""}`,
    { help: "fill a cache with the profile of one model only, or take the layout tree or nim-mirror" },
  );
}
