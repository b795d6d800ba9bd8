import { posix } from "node:path";
import { tarEntries } from "./tar.ts";

export interface LayerSearch {
  /** Bytes of a file that is read. */
  readonly maxContent: number;
  /** When the search is given up. */
  readonly signal?: AbortSignal;
}

/**
 * The content of the first of some paths that an image has, or undefined where it has none of them. Layers are
 * opened newest first, and only as far down as needed; each opening gives the uncompressed tar stream.
 * Deletions (`.wh.name`, `.wh..wh..opq`) hide what is in older layers; links are followed inside the image.
 * Source: OCI image specification, layer.md.
 *
 * @throws Error for a layer that is no tar archive, a file that is too large, and links that go in a circle.
 */
export async function findInLayers(
  layers: readonly (() => AsyncIterable<Uint8Array>)[],
  paths: readonly string[],
  search: LayerSearch,
): Promise<Buffer | undefined> {
  const answers = new Map<string, Answer>();
  let open = paths.map((path) => ({ asked: path, path: path.replace(/^\/+/, "") }));
  for (let hop = 0; open.length > 0; hop++) {
    if (hop > maxHops) throw new Error(`has links at ${paths.join(" or ")} that lead nowhere`);
    const found = await pass(
      layers,
      open.map(({ path }) => path),
      search,
    );
    const redirected: typeof open = [];
    for (const { asked, path } of open) {
      const answer = found.get(path) ?? { is: "absent" };
      if (answer.is === "elsewhere") redirected.push({ asked, path: answer.path });
      else answers.set(asked, answer);
    }
    open = redirected;
  }
  for (const path of paths) {
    const answer = answers.get(path);
    if (answer?.is === "here") return answer.content;
  }
  return undefined;
}

const maxHops = 8;

type Answer =
  | { readonly is: "here"; readonly content: Buffer }
  | { readonly is: "elsewhere"; readonly path: string }
  | { readonly is: "absent" };

/** Looks for every path at once, since opening a layer is what costs. */
async function pass(
  layers: readonly (() => AsyncIterable<Uint8Array>)[],
  paths: readonly string[],
  search: LayerSearch,
): Promise<Map<string, Answer>> {
  const answers = new Map<string, Answer>();
  let wanted = [...new Set(paths)];
  for (const layer of layers) {
    if (wanted.length === 0) break;
    const inLayer = await look(layer(), wanted, search);
    for (const [path, answer] of inLayer) answers.set(path, answer);
    wanted = wanted.filter((path) => !inLayer.has(path));
  }
  return answers;
}

/** What one layer says about the paths; those that it says nothing about are left out. */
async function look(
  layer: AsyncIterable<Uint8Array>,
  paths: readonly string[],
  { maxContent, signal }: LayerSearch,
): Promise<Map<string, Answer>> {
  const own = new Map<string, Answer>();
  const above = new Map<string, Answer>();
  const hidden = new Set<string>();
  for await (const entry of tarEntries(layer, { wants: (path) => paths.includes(path), maxContent })) {
    signal?.throwIfAborted();
    const { path, type, target, content } = entry;
    for (const asked of paths) {
      if (hides(path, asked)) hidden.add(asked);
      const isOwn = path === asked;
      if (!isOwn && !asked.startsWith(`${path}/`)) continue;
      if (type === "symbolic link" || (isOwn && type === "hard link")) {
        const to = posix.resolve("/", type === "hard link" ? "" : posix.dirname(path), target);
        const moved = posix.join("/", to, asked.slice(path.length)).slice(1);
        (isOwn ? own : above).set(asked, { is: "elsewhere", path: moved });
      } else if (isOwn) own.set(asked, content === undefined ? { is: "absent" } : { is: "here", content });
      // A file where a folder should be.
      else if (type !== "folder") above.set(asked, { is: "absent" });
    }
  }
  const answers = new Map<string, Answer>();
  for (const path of paths) {
    const answer =
      own.get(path) ?? above.get(path) ?? (hidden.has(path) ? { is: "absent" as const } : undefined);
    if (answer !== undefined) answers.set(path, answer);
  }
  return answers;
}

/** Whether an entry is a mark that deletes a path, or a folder above it, from the layers below. */
function hides(entry: string, path: string): boolean {
  const name = posix.basename(entry);
  if (!name.startsWith(".wh.")) return false;
  const folder = posix.dirname(entry) === "." ? "" : `${posix.dirname(entry)}/`;
  if (name === ".wh..wh..opq") return path.startsWith(folder);
  const deleted = folder + name.slice(".wh.".length);
  return path === deleted || path.startsWith(`${deleted}/`);
}
