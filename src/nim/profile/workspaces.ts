import { type Decoded, decode } from "./yaml/decode.ts";
import { readYaml } from "./yaml/read.ts";
import { v1Shape, v2Shape } from "./yaml/shape.ts";

/** A part of a model manifest, without what is empty. */
export type WorkspacePart = string | readonly WorkspacePart[] | ReadonlyMap<string, WorkspacePart>;

/**
 * The lists of files of a manifest that can be read, one for each of its profiles and in their order, as the operator
 * keeps them before 3.1.2; null where the manifest itself is. Source: k8s-nim-operator internal/nimparser, Workspace in v1 and v2.
 */
export function workspacesOf(text: string, kind: "v1" | "v2"): WorkspacePart[] | null {
  const root = readYaml(text);
  const decoded = root && decode(root, kind === "v1" ? v1Shape : v2Shape);
  if (kind === "v1") return decoded instanceof Map ? [...decoded.values()].map(v1Workspace) : null;
  return listIn(decoded, "profiles").map(v2Workspace);
}

function v1Workspace(profile: Decoded): WorkspacePart {
  const components = listIn(fieldIn(profile, "workspace"), "components").map((component) => {
    const source = fieldIn(component, "src");
    const files = listIn(source, "files").map((name) => written({ name: textOf(name) }));
    // Go leaves out no structure, whatever is in it.
    const src = written({ repo_id: textOf(fieldIn(source, "repo_id")), files });
    return new Map([...written({ dst: textOf(fieldIn(component, "dst")) }), ["src", src] as const]);
  });
  return written({ components });
}

function v2Workspace(profile: Decoded): WorkspacePart {
  const files = fieldIn(fieldIn(profile, "workspace"), "files");
  const entries = files instanceof Map ? [...files] : [];
  return written({
    files: new Map(entries.map(([name, file]) => [name, written({ uri: textOf(fieldIn(file, "uri")) })])),
  });
}

/** Go leaves out what is empty. */
function written(fields: Readonly<Record<string, WorkspacePart>>): Map<string, WorkspacePart> {
  return new Map(
    Object.entries(fields).filter(([, part]) =>
      part instanceof Map ? part.size > 0 : Object.keys(part).length > 0,
    ),
  );
}

function fieldIn(fields: Decoded, name: string): Decoded {
  return fields instanceof Map ? fields.get(name) : undefined;
}

function listIn(fields: Decoded, name: string): Decoded[] {
  const list = fieldIn(fields, name);
  return Array.isArray(list) ? list : [];
}

function textOf(value: Decoded): string {
  return typeof value === "string" ? value : "";
}
