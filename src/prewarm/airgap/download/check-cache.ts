import { posix } from "node:path";
import { fileBehind } from "../../record/file-behind.ts";
import { isRecord } from "../../record/of-folder.ts";
import { type Found, walk } from "../../record/walk.ts";
import type { ExpectedModel } from "../profiles/expected-files.ts";
import type { StepProblem } from "../step.ts";
import { isLeftover } from "../verify/leftovers.ts";
import { safetensorsFault } from "./safetensors.ts";

export interface CheckedCache {
  /** Regular files, without a record. */
  readonly files: number;
  readonly bytes: number;
  /** What makes the cache unfit. */
  readonly problems: readonly StepProblem[];
  /** What an interrupted download left; the next one goes on from it or leaves it alone. */
  readonly leftovers: readonly string[];
}

/**
 * Looks at a cache as it lies on the disk: every file of every wanted profile is there, links lead to files of the cache,
 * weights are as long as they say. An exit code of 0 is no proof of any of it.
 *
 * @param expected what the wanted profiles download; empty where nobody knows.
 * @throws StepError `cache/unsafe`
 */
export async function checkCache(
  folder: string,
  expected: readonly ExpectedModel[],
  signal?: AbortSignal,
): Promise<CheckedCache> {
  const found = (await walk(folder, { signal })).filter(({ path }) => !isRecord(path));
  const byPath = new Map(found.map((each) => [each.path, each]));
  const files = found.filter((each) => each.kind === "file");
  const leftovers = files.map(({ path }) => path).filter(isLeftover);
  const bytes = files.reduce((sum, { stats }) => sum + stats.size, 0);
  const problems = [
    ...(bytes === 0 ? [nothing(folder)] : missingFiles(expected, byPath)),
    ...found.flatMap((each) => brokenLink(each, byPath)),
    ...(await wrongWeights(folder, found, byPath)),
  ];
  return { files: files.length, bytes, problems, leftovers };
}

function nothing(folder: string): StepProblem {
  return { code: "download/nothing", path: folder, message: "nothing was downloaded" };
}

/** Wherever `ngc/hub` is below the folder: some put a folder of their own above it. */
function missingFiles(expected: readonly ExpectedModel[], byPath: ReadonlyMap<string, Found>): StepProblem[] {
  if (expected.length === 0) return [];
  const hubs = new Set<string>();
  for (const path of byPath.keys()) {
    const hub = /^(?:.*?\/)?ngc\/hub\//.exec(path)?.[0];
    if (hub !== undefined) hubs.add(hub);
  }
  return expected.flatMap(({ model, version, files }) => {
    const below = `models--${model.replaceAll("/", "--")}/snapshots/${version}`;
    const missing = files.filter((file) => ![...hubs].some((hub) => byPath.has(`${hub}${below}/${file}`)));
    const [first] = missing;
    if (first === undefined) return [];
    const more = missing.length === 1 ? "" : `, and ${missing.length - 1} more of its files`;
    const path = `ngc/hub/${below}/${first}`;
    return [{ code: "cache/missing", path, message: `${path} is not there${more}` } satisfies StepProblem];
  });
}

function brokenLink(found: Found, byPath: ReadonlyMap<string, Found>): StepProblem[] {
  if (found.kind === "file" || fileBehind(found.path, byPath) !== undefined) return [];
  const { path, target } = found;
  return [
    { code: "cache/broken-link", path, message: `${path} leads to ${target}, where no file of the cache is` },
  ];
}

/** Files of one blob are read once. */
async function wrongWeights(
  folder: string,
  found: readonly Found[],
  byPath: ReadonlyMap<string, Found>,
): Promise<StepProblem[]> {
  const problems: StepProblem[] = [];
  const read = new Set<string>();
  for (const { path } of found) {
    const file = path.endsWith(".safetensors") ? fileBehind(path, byPath) : undefined;
    if (file === undefined || read.has(file.path)) continue;
    read.add(file.path);
    const fault = await safetensorsFault(posix.join(folder, file.path), file.stats.size);
    if (fault !== undefined) problems.push({ ...fault, path, message: `${path} ${fault.message}` });
  }
  return problems;
}
