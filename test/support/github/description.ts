import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type SchemaObject, type ValidateFunction } from "ajv";

/** A request as GitHub's description sees it. */
export interface DescribedRequest {
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Undefined where there is none. */
  readonly body: unknown;
}

export interface Operation {
  /** Such as `GET /user`. */
  readonly id: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** What the description does not allow; empty where all is well. */
  requestFaults(request: DescribedRequest): string[];
  responseFaults(status: number, body: unknown): string[];
}

interface Description {
  readonly operations: Readonly<Record<string, DescribedOperation>>;
  readonly definitions: Readonly<Record<string, SchemaObject>>;
}

interface DescribedOperation {
  readonly parameters: readonly { name: string; in: string; required: boolean; schema: SchemaObject }[];
  readonly request: SchemaObject | null;
  readonly responses: Readonly<Record<string, SchemaObject | null>>;
}

const description: Description = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../fixtures/github-description.json"), "utf8"),
);

// GitHub takes properties that it does not know, and so says nothing about a misspelt one.
for (const { request } of Object.values(description.operations)) {
  if (request !== null) request.additionalProperties = false;
}

export const { definitions } = description;

/** What GitHub answers everywhere, though its description names it only at times. */
const everywhere = [401, 403, 404, 422, 429, 500, 502, 503];

const ajv = new Ajv({
  strict: false,
  allErrors: true,
  formats: {
    "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/,
    uri: (text: string) => URL.canParse(text),
    email: /^[^@\s]+@[^@\s]+$/,
    int64: true,
  },
});
const compiled = new Map<SchemaObject, ValidateFunction>();

/** The operation that a path (without the prefix of an Enterprise Server) means; undefined where we have none. */
export function operationFor(method: string, path: string): Operation | undefined {
  for (const [id, operation] of Object.entries(description.operations)) {
    const [verb = "", template = ""] = id.split(" ");
    const match = verb === method ? patternOf(template).exec(path) : null;
    if (match !== null) return described(id, operation, { ...match.groups });
  }
  return undefined;
}

function patternOf(template: string): RegExp {
  return new RegExp(`^${template.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`);
}

function described(id: string, operation: DescribedOperation, parameters: Record<string, string>): Operation {
  return {
    id,
    parameters,
    requestFaults({ query, body }) {
      const found = operation.parameters.flatMap(({ name, in: where, required, schema }) => {
        const given = where === "path" ? parameters[name] : query.get(name);
        if (given === undefined || given === null) return required ? [`${name} is missing`] : [];
        return faultsOf(schema, typed(given, schema), name);
      });
      const known = operation.parameters.filter((one) => one.in === "query").map(({ name }) => name);
      for (const name of query.keys())
        if (!known.includes(name)) found.push(`no parameter ${name} in the query`);
      if (operation.request === null)
        return body === undefined ? found : [...found, "a body, where none is known"];
      return [...found, ...faultsOf(operation.request, body ?? {}, "body")];
    },
    responseFaults(status, body) {
      const schema = operation.responses[String(status)];
      if (schema === undefined) {
        return everywhere.includes(status)
          ? faultsOf({ $ref: "#/definitions/basic-error" }, body, String(status))
          : [`an answer of status ${status}`];
      }
      if (schema === null) return body === undefined ? [] : [`a body with status ${status}`];
      return faultsOf(schema, body, String(status));
    },
  };
}

function typed(text: string, { type }: SchemaObject): unknown {
  return type === "integer" && /^-?\d+$/.test(text) ? Number(text) : text;
}

function faultsOf(schema: SchemaObject, value: unknown, what: string): string[] {
  let validate = compiled.get(schema);
  if (validate === undefined) {
    validate = ajv.compile({ ...schema, definitions });
    compiled.set(schema, validate);
  }
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${what}${instancePath}: ${message} ${JSON.stringify(params)}`,
  );
}
