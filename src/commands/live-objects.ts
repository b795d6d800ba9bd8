import { resolve } from "node:path";
import { FileReader } from "../manifest/file-reader.ts";
import { reasonOf } from "../manifest/find.ts";
import { readDocument, splitDocuments } from "../manifest/yaml/index.ts";
import { textAt } from "../nim/health/fields.ts";
import { quoted } from "../nim/quoted.ts";
import { nimKinds } from "../nim/schema/kinds.ts";
import { isMap, type Value, type ValueMap, valueAt } from "../nim/value.ts";
import { UserError } from "../user-error.ts";
import { newestTime } from "./newest-time.ts";
import type { World } from "./world.ts";

/** Bytes: a namespace of a thousand pods is about 10 MB. */
const largestFile = 128 * 1024 * 1024;

export interface LiveObjects {
  readonly objects: readonly ValueMap[];
  /** Milliseconds since 1970. */
  readonly now?: number;
}

/**
 * What `kubectl get … -o yaml` (or json) printed, lists taken apart. The newest time that stands in it is taken for now:
 * so the same file gives the same answer at any time.
 *
 * @throws UserError where it cannot be read, or holds manifests rather than live objects.
 */
export function readLiveObjects(file: string, world: World): LiveObjects {
  const objects = valuesOf(textOf(file, world), called(file)).flatMap((value) => itemsOf(value, 0));
  const nims = objects.filter((object) => nimKinds.some((kind) => kind === object.kind));
  if (nims.length > 0 && !nims.some(isLive)) {
    throw new UserError(`${called(file)} holds manifests, not live objects: none has a status or a uid`, {
      help: "give what the cluster has: `kubectl get nimcaches,nimservices,jobs,pods,pvc,deployments,events -o yaml | nimops status -f -`; manifests are for `nimops lint`",
    });
  }
  const now = newestTime(objects);
  return { objects, ...(now === undefined ? {} : { now }) };
}

function called(file: string): string {
  return file === "-" ? "standard input" : quoted(file);
}

function textOf(file: string, { stdin, cwd }: World): string {
  let bytes: Uint8Array | undefined;
  try {
    bytes = file === "-" ? stdin(largestFile) : new FileReader(largestFile).read(resolve(cwd, file), true);
  } catch (error) {
    throw new UserError(`${called(file)} cannot be read: ${reasonOf(error)}`);
  }
  if (bytes === undefined) {
    throw new UserError(`${called(file)} is larger than ${largestFile} bytes`, {
      help: "give fewer namespaces or kinds at once",
    });
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  return text;
}

function valuesOf(text: string, where: string): Value[] {
  // kubectl's own JSON, which is often large, is read at once.
  const whole = /^\s*\{/.test(text) ? parsedJson(text) : undefined;
  if (whole !== undefined) return [whole];
  return [...splitDocuments(text)].flatMap((range) => {
    const { value, problems } = readDocument(text, range);
    const [problem] = problems.filter(({ code }) => code !== "duplicate-key" && code !== "ignored-content");
    if (problem !== undefined) {
      const line = text.slice(0, problem.range.start).split("\n").length;
      throw new UserError(`${where} cannot be read, line ${line}: ${problem.message}`, {
        help: "give what `kubectl get … -o yaml` prints, unchanged",
      });
    }
    return value === undefined ? [] : [value];
  });
}

function parsedJson(text: string): ValueMap | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isMap(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Lists may stand in lists; nobody needs more than a few. */
const deepest = 5;

function itemsOf(value: Value, depth: number): ValueMap[] {
  if (!isMap(value)) return [];
  const items = valueAt(value, ["items"]);
  if (!/List$/.test(textAt(value, "kind")) || !Array.isArray(items)) return [value];
  return depth === deepest ? [] : items.flatMap((item) => itemsOf(item, depth + 1));
}

function isLive(object: ValueMap): boolean {
  return textAt(object, "metadata", "uid") !== "" || isMap(valueAt(object, ["status"]));
}
