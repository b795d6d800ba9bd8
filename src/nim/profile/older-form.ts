import type { ModelProfile } from "./model-manifest.ts";
import { decode } from "./yaml/decode.ts";
import { readYaml } from "./yaml/read.ts";
import { olderShape } from "./yaml/shape.ts";
import { YamlFault } from "./yaml/yaml-fault.ts";

/**
 * The profiles of a manifest of the first images, with `model_profile` and a list `manifest`; undefined where it is none.
 * No version of the operator reads it: it tells what an image has, not what a NIMCache gets.
 * Source: k8s-nim-operator issue 913.
 */
export function olderFormProfiles(text: string): readonly ModelProfile[] | undefined {
  try {
    const root = readYaml(text);
    const fields = root && decode(root, olderShape);
    const list = fields instanceof Map ? fields.get("manifest") : undefined;
    if (!Array.isArray(list)) return undefined;
    return list.flatMap((item) => {
      const id = item instanceof Map ? item.get("id") : undefined;
      const tags = item instanceof Map ? item.get("tags") : undefined;
      if (typeof id !== "string" || id === "") return [];
      const texts = [...(tags instanceof Map ? tags : [])].flatMap(([key, value]): [string, string][] =>
        typeof value === "string" ? [[key, value]] : [],
      );
      return [{ id, tags: new Map(texts), model: "", release: "", containerUrl: "" }];
    });
  } catch (error) {
    // Nested too deep, as in a manifest of the other forms.
    if (error instanceof YamlFault || error instanceof RangeError) return undefined;
    throw error;
  }
}
