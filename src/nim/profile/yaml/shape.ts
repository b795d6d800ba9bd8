/** What a value is decoded into, as the operator's Go types say. `type` is Go's name, as it stands in its messages. */
export type Shape =
  | { readonly kind: "text"; readonly type: "string" }
  | { readonly kind: "texts"; readonly type: string; readonly of: Shape }
  | { readonly kind: "fields"; readonly type: string; readonly fields: ReadonlyMap<string, Shape> }
  | { readonly kind: "list"; readonly type: string; readonly of: Shape }
  /** A pointer may stay empty. */
  | { readonly kind: "pointer"; readonly type: string; readonly of: Shape }
  /** Read into nothing in particular, but read: mistakes in it count. */
  | { readonly kind: "any"; readonly type: "interface {}" }
  /** A map that reads itself. */
  | { readonly kind: "source"; readonly type: "map[string]interface {}" };

const text: Shape = { kind: "text", type: "string" };
const tags: Shape = { kind: "texts", type: "map[string]string", of: text };

/** Source of the types: k8s-nim-operator internal/nimparser, v1 and v2. */
const v1Workspace = fields("v1.Workspace", {
  components: {
    kind: "list",
    type: "[]v1.Component",
    of: fields("v1.Component", { dst: text, src: { kind: "source", type: "map[string]interface {}" } }),
  },
});

/** The form v1: profile ids as keys. */
export const v1Shape: Shape = {
  kind: "texts",
  type: "v1.NIMManifest",
  of: fields("v1.NIMProfile", {
    model: text,
    release: text,
    tags,
    container_url: text,
    workspace: { kind: "pointer", type: "v1.Workspace", of: v1Workspace },
  }),
};

const v2Workspace = fields("v2.Workspace", {
  files: { kind: "texts", type: "map[string]v2.Uri", of: fields("v2.Uri", { uri: text }) },
});

/** The form v2: a list of profiles beside `schema_version`. */
export const v2Shape: Shape = fields("v2.NIMManifest", {
  schema_version: text,
  profile_selection_criteria: text,
  profiles: {
    kind: "list",
    type: "[]v2.NIMProfile",
    of: fields("v2.NIMProfile", {
      id: text,
      tags,
      workspace: { kind: "pointer", type: "v2.Workspace", of: v2Workspace },
    }),
  },
});

/** The form of the first images, which the operator never reads. */
export const olderShape: Shape = fields("older manifest", {
  manifest: { kind: "list", type: "older profiles", of: fields("older profile", { id: text, tags }) },
});

/** What the operator reads to tell the forms apart. */
export const probeShape: Shape = fields("nimparser.NIMSchemaManifest", { schema_version: text });

function fields(type: string, members: Readonly<Record<string, Shape>>): Shape {
  return { kind: "fields", type, fields: new Map(Object.entries(members)) };
}
