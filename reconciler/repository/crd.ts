import { stringify } from "yaml";
import * as z from "zod/mini";
import type { Value, ValueMap } from "../../src/nim/value.ts";
import { repositoryKind } from "./kind.ts";
import { mostNamespaces, mostPublished, mostRegistries } from "./most-items.ts";
import { repositoryRules } from "./rules.ts";
import { repositorySchema } from "./spec-schema.ts";
import { statusSchema } from "./status-schema.ts";

/** The file of the CRD, made of the schemas. */
export function repositoryCrdText(): string {
  // kubectl reads YAML 1.1, to which `off` without quotes is no text.
  const text = stringify(repositoryCrd(), { lineWidth: 0, aliasDuplicateObjects: false, compat: "yaml-1.1" });
  return `# Made by \`npm run docs\` from the schemas in reconciler/repository.\n${text}`;
}

export function repositoryCrd(): ValueMap {
  const { group, version, kind, plural, singular, shortName } = repositoryKind;
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: {
        kind,
        plural,
        singular,
        listKind: `${kind}List`,
        shortNames: [shortName],
        categories: ["nimops"],
      },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: columns.map(([name, jsonPath, more]) => ({
            name,
            type: "string",
            jsonPath,
            ...more,
          })),
          schema: {
            openAPIV3Schema: {
              type: "object",
              description: "A Git repository with NIM manifests, and the namespaces that they go to.",
              required: ["spec"],
              properties: {
                apiVersion: { type: "string" },
                kind: { type: "string" },
                metadata: { type: "object" },
                spec: specSchema(),
                status: statusPart(),
              },
            },
          },
        },
      ],
    },
  };
}

const ready = '.status.conditions[?(@.type=="Ready")]';
const wide = { priority: 1 };

/** What `kubectl get nimrepositories` tells, with `-o wide` the last ones too. */
const columns: readonly (readonly [name: string, jsonPath: string, more?: ValueMap])[] = [
  ["Ready", `${ready}.status`],
  ["Reason", `${ready}.reason`],
  ["Resources", ".status.summary"],
  ["Applied", ".status.revision.applied"],
  ["Suspended", ".spec.suspend", { type: "boolean" }],
  ["Age", ".metadata.creationTimestamp", { type: "date" }],
  ["Mode", ".spec.mode", wide],
  ["Url", ".spec.url", wide],
  ["Path", ".spec.path", wide],
  ["Attempted", ".status.revision.attempted", wide],
  ["Healthy", ".status.revision.healthy", wide],
  ["Message", `${ready}.message`, wide],
];

function specSchema(): ValueMap {
  const schema = structural(z.toJSONSchema(repositorySchema(), { io: "input", target: "draft-07" }));
  const spec = part(schema, "spec");
  // The API server fills defaults inside of what is there, so that has to be there.
  for (const name of ["prune", "gates"]) part(spec, name).default = {};
  part(spec, "ref").default = { branch: "main" };
  Object.assign(part(spec, "targetNamespaces"), { minItems: 1, maxItems: mostNamespaces });
  part(part(spec, "gates"), "registries").maxItems = mostRegistries;
  for (const name of ["resources", "pools"]) part(part(spec, "publish"), name).maxItems = mostPublished;
  spec["x-kubernetes-validations"] = repositoryRules.flatMap(({ cel, message, help }) =>
    cel === undefined ? [] : [{ rule: cel, message: `${message}: ${help}` }],
  );
  return spec;
}

function statusPart(): ValueMap {
  const schema = structural(z.toJSONSchema(statusSchema(), { io: "input", target: "draft-07" }));
  Object.assign(part(schema, "conditions"), {
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": ["type"],
  });
  // A status is written bit by bit.
  delete schema.required;
  return schema;
}

/** Keywords of a structural schema that ours have; what is left out is JSON Schema's own. */
const kept = [
  "description",
  "type",
  "format",
  "default",
  "enum",
  "minLength",
  "maxLength",
  "pattern",
  "minimum",
  "maximum",
  "minItems",
  "maxItems",
  "required",
];

/** The schema as a CRD may have it. Unknown fields are the API server's to refuse, so `additionalProperties: false` goes. */
function structural(schema: z.core.JSONSchema._JSONSchema | undefined): ValueMap {
  if (typeof schema !== "object") return {};
  const result: ValueMap = {};
  for (const name of kept) {
    const value: unknown = Reflect.get(schema, name);
    if (value !== undefined && !isZodsOwn(name, value)) result[name] = plain(value);
  }
  if (schema.const !== undefined) Object.assign(result, { enum: [plain(schema.const)] });
  if (schema.type === "integer") result.format = "int64";
  if (schema.properties) {
    result.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, inner]) => [name, structural(inner)]),
    );
  }
  if (typeof schema.items === "object" && !Array.isArray(schema.items))
    result.items = structural(schema.items);
  return result;
}

/** zod's own bounds of a whole number, which are no limit of the API server. */
function isZodsOwn(name: string, value: unknown): boolean {
  return (name === "minimum" || name === "maximum") && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER;
}

function plain(value: unknown): Value {
  return JSON.parse(JSON.stringify(value));
}

/** A property that is there by construction. */
function part(schema: ValueMap, name: string): ValueMap {
  const { properties } = schema;
  const found =
    typeof properties === "object" && properties !== null ? Reflect.get(properties, name) : undefined;
  if (typeof found !== "object" || found === null) throw new Error(`the schema has no ${name}`);
  return found;
}
