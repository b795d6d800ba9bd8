import { posix } from "node:path";
import { isMap } from "../nim/value.ts";
import { isKustomizationFile, referencesOf } from "./kustomization-file.ts";
import { readDocument } from "./yaml/index.ts";

/** Files that some kustomization lists as patches and none as whole manifests, by the path that people see. */
export class PatchFiles {
  readonly #patches = new Map<string, string>();
  readonly #resources = new Set<string>();

  /** Takes note of a file; all but kustomizations cost nothing. */
  see(path: string, textOf: () => string | undefined): void {
    const shown = path.replaceAll("\\", "/");
    if (!isKustomizationFile(shown)) return;
    const text = textOf();
    if (text === undefined) return;
    const { value } = readDocument(text, { start: 0, end: text.length });
    if (!isMap(value)) return;
    for (const reference of referencesOf(value)) {
      const file = posix.join(posix.dirname(shown), reference.text);
      if (reference.role === "patches") this.#patches.set(file, path);
      if (reference.role === "resources") this.#resources.add(file);
    }
  }

  /** The kustomization that lists a file as a patch. */
  kustomizationOf(path: string): string | undefined {
    return this.#resources.has(path) ? undefined : this.#patches.get(path);
  }
}
