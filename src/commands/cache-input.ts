import { findFiles } from "../manifest/find.ts";
import { loadManifests } from "../manifest/load.ts";
import type { PipedText } from "../manifest/open.ts";
import { isOfKind, type Resource } from "../manifest/resource.ts";
import { closest } from "../nim/closest.ts";
import { quoted } from "../nim/quoted.ts";
import { formatPath } from "../nim/value.ts";
import type { OperatorVersion } from "../nim/version.ts";
import { printable } from "../report/printable.ts";
import { UserError } from "../user-error.ts";
import type { World } from "./world.ts";

/** Bytes. */
const largestFile = 16 * 1024 * 1024;

interface Asked {
  /** A file, or `-` for standard input. */
  readonly file: string;
  /** Which one, where the file has several. */
  readonly name: string | undefined;
  readonly operatorVersion: OperatorVersion;
}

/**
 * The NIMCache of a file. What the API server would refuse in it is told on standard error, and left out.
 *
 * @throws UserError where the file cannot be read, or does not have that one NIMCache.
 */
export function cacheIn({ file, name, operatorVersion }: Asked, world: World): Resource<"NIMCache"> {
  const sources = file === "-" ? [piped(world)] : findFiles([file], world.cwd);
  const { clusters } = loadManifests(sources, {
    maxFileSize: largestFile,
    cwd: world.cwd,
    scopes: [{ name: undefined, namespace: "default", operatorVersion, covers: () => true }],
  });
  const [cluster] = clusters;
  const caches = cluster?.set.resources.filter((resource) => isOfKind(resource, "NIMCache")) ?? [];
  const problem = cluster?.problems.find(({ code }) => code !== "ambiguous-scalar");
  if (caches.length === 0 && problem !== undefined) {
    const help = problem.help === undefined ? {} : { help: problem.help };
    throw new UserError(`${quoted(file)} cannot be read: ${problem.message}`, help);
  }
  const cache = chosen(caches, file, name);
  for (const { path, message } of cache.problems) {
    const place = printable(`${cache.document.file.path}: ${formatPath(path)}`);
    world.stderr.write(`nimops: the API server refuses this NIMCache: ${place}: ${printable(message)}\n`);
  }
  return cache;
}

function chosen(
  caches: readonly Resource<"NIMCache">[],
  file: string,
  name: string | undefined,
): Resource<"NIMCache"> {
  const names = caches.map((cache) => cache.name);
  const [only, ...others] = name === undefined ? caches : caches.filter((cache) => cache.name === name);
  if (only !== undefined && others.length === 0) return only;
  if (caches.length === 0) {
    throw new UserError(`${quoted(file)} has no NIMCache`, {
      help: "a manifest of apiVersion apps.nvidia.com/v1alpha1 and kind NIMCache is wanted",
    });
  }
  if (only !== undefined) {
    throw new UserError(`${quoted(file)} has ${caches.length} NIMCaches`, {
      help:
        name === undefined
          ? `choose with --name: ${listed(names)}`
          : "they have the same name: give one alone",
    });
  }
  const meant = name === undefined ? undefined : closest(name, names);
  throw new UserError(`${quoted(file)} has no NIMCache ${quoted(name ?? "")}`, {
    help: meant === undefined ? `it has ${listed(names)}` : `did you mean ${meant}?`,
  });
}

function listed(names: readonly string[]): string {
  const shown = [...new Set(names)].sort().slice(0, 10);
  return `${shown.join(", ")}${names.length > shown.length ? " …" : ""}`;
}

function piped({ stdin }: World): PipedText {
  return { path: "-", bytes: stdin(largestFile) };
}
