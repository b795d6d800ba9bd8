import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import type { NimKind } from "../../src/nim/schema/kinds.ts";
import type { Value } from "../../src/nim/value.ts";
import type { OperatorVersion } from "../../src/nim/version.ts";

/** Where the CRDs of the operator lie, a folder a version. */
export const crdsDirectory = resolve(
  import.meta.dirname,
  "../..",
  process.env.NIMOPS_CRDS ?? "../shared/crds",
);

export const haveCrds = existsSync(join(crdsDirectory, "main"));

/** Said where tests are skipped; where CI is set they fail instead. */
export const noCrds = `no CRDs in ${crdsDirectory}: set NIMOPS_CRDS to a folder with v3.0.2 … main of the operator's CRDs`;

/** A node of a CRD's structural schema. */
export interface CrdSchema {
  type?: "object" | "array" | "string" | "integer" | "number" | "boolean";
  properties?: Record<string, CrdSchema>;
  additionalProperties?: CrdSchema;
  items?: CrdSchema;
  required?: string[];
  default?: Value;
  enum?: string[];
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  description?: string;
  "x-kubernetes-int-or-string"?: boolean;
  "x-kubernetes-preserve-unknown-fields"?: boolean;
  "x-kubernetes-list-type"?: string;
  "x-kubernetes-list-map-keys"?: string[];
  "x-kubernetes-validations"?: { rule: string; message: string }[];
}

interface Crd {
  spec: { versions: [{ schema: { openAPIV3Schema: CrdSchema } }] };
}

const schemas = new Map<string, CrdSchema>();

export function crdSchema(kind: NimKind, version: OperatorVersion): CrdSchema {
  const folder = version === "main" ? "main" : `v${version}`;
  const file = join(crdsDirectory, folder, `apps.nvidia.com_${kind.toLowerCase()}s.yaml`);
  let schema = schemas.get(file);
  if (!schema) {
    const crd: Crd = parse(readFileSync(file, "utf8"));
    schema = crd.spec.versions[0].schema.openAPIV3Schema;
    schemas.set(file, schema);
  }
  return schema;
}
