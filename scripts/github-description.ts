/**
 * Takes the operations that our tests need out of GitHub's OpenAPI description, as JSON Schema and without its prose, into
 * test/fixtures/github-description.json. The npm package has 394 MB, so it is no dependency; to bring it up to date:
 *
 *     npm install --prefix /tmp/description @octokit/openapi@VERSION
 *     node scripts/github-description.ts /tmp/description/node_modules/@octokit/openapi
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

type Json = string | number | boolean | null | Json[] | JsonMap;
interface JsonMap {
  [key: string]: Json;
}

const repository = "/repos/{owner}/{repo}";

const operations: readonly (readonly [method: string, path: string])[] = [
  ["get", "/user"],
  ["get", "/app"],
  ["get", "/rate_limit"],
  ["get", `${repository}/installation`],
  ["post", "/app/installations/{installation_id}/access_tokens"],
  ["get", `${repository}/issues/{issue_number}/comments`],
  ["post", `${repository}/issues/{issue_number}/comments`],
  ["get", `${repository}/issues/comments/{comment_id}`],
  ["patch", `${repository}/issues/comments/{comment_id}`],
  ["delete", `${repository}/issues/comments/{comment_id}`],
  ["get", `${repository}/pulls`],
  ["post", `${repository}/statuses/{sha}`],
  ["get", `${repository}/commits/{ref}/status`],
  ["get", `${repository}/commits/{ref}/statuses`],
  ["get", `${repository}/deployments`],
  ["post", `${repository}/deployments`],
  ["get", `${repository}/deployments/{deployment_id}/statuses`],
  ["post", `${repository}/deployments/{deployment_id}/statuses`],
];

const folder = process.argv[2] ?? "";
const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
const whole: JsonMap = JSON.parse(readFileSync(join(folder, "generated/api.github.com.json"), "utf8"));

const prose = new Set([
  "description",
  "summary",
  "title",
  "example",
  "examples",
  "externalDocs",
  "deprecated",
  "nullable",
  "default",
]);

const taken: JsonMap = {};
/** Every `$ref` that was met, with what it points to. */
const definitions: JsonMap = {};

for (const [method, path] of operations) {
  const operation = mapAt(mapAt(mapAt(whole, "paths"), path), method);
  const parameters = listAt(operation, "parameters").map(resolved);
  const responses = Object.entries(mapAt(operation, "responses")).map(([status, response]) => [
    status,
    schemaIn(resolved(response)),
  ]);
  taken[`${method.toUpperCase()} ${path}`] = {
    parameters: parameters.map((parameter) => ({
      name: parameter.name ?? null,
      in: parameter.in ?? null,
      required: parameter.required === true,
      schema: schemaOf(parameter.schema ?? {}),
    })),
    request: schemaIn(operation.requestBody === undefined ? {} : resolved(operation.requestBody)),
    responses: Object.fromEntries(responses),
  };
}

const source = `@octokit/openapi ${version} (${license}), generated/api.github.com.json`;
const out = join(import.meta.dirname, "../test/fixtures/github-description.json");
const sorted = Object.fromEntries(Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1)));
// A line for each, so that a change of the description can be read.
const lines = (map: JsonMap) =>
  Object.entries(map)
    .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
    .join(",\n");
writeFileSync(
  out,
  `{"source": ${JSON.stringify(source)},\n"operations": {\n${lines(taken)}},\n"definitions": {\n${lines(sorted)}}}\n`,
);

function resolved(value: Json): JsonMap {
  const map = asMap(value);
  return typeof map.$ref === "string" ? asMap(targetOf(map.$ref)) : map;
}

/** Null where a request or a response has no body in JSON. */
function schemaIn(message: JsonMap): Json {
  const content = message.content === undefined ? {} : asMap(message.content);
  const media = content["application/json"];
  return media === undefined ? null : schemaOf(asMap(media).schema ?? {});
}

/** OpenAPI 3.0 as JSON Schema: `nullable` is a type, a reference leads into our own definitions; prose is left out. */
function schemaOf(value: Json): Json {
  if (Array.isArray(value)) return value.map(schemaOf);
  if (typeof value !== "object" || value === null) return value;
  if (typeof value.$ref === "string") return { $ref: definitionOf(value.$ref) };
  const schema: JsonMap = {};
  for (const [key, inner] of Object.entries(value)) {
    if (prose.has(key) || key.startsWith("x-")) continue;
    // Here the keys are names, and one may be called `description`.
    if (key === "properties")
      schema[key] = Object.fromEntries(
        Object.entries(asMap(inner)).map(([name, one]) => [name, schemaOf(one)]),
      );
    else schema[key] = schemaOf(inner);
  }
  if (value.nullable !== true) return schema;
  if (typeof schema.type !== "string") return { anyOf: [schema, { type: "null" }] };
  const { enum: allowed } = schema;
  return {
    ...schema,
    type: [schema.type, "null"],
    ...(Array.isArray(allowed) ? { enum: [...allowed, null] } : {}),
  };
}

function definitionOf(ref: string): string {
  const name = ref.split("/").at(-1) ?? "";
  if (!Object.hasOwn(definitions, name)) {
    // First the name: a definition may lead back to itself.
    definitions[name] = {};
    definitions[name] = schemaOf(targetOf(ref));
  }
  return `#/definitions/${name}`;
}

function targetOf(ref: string): Json {
  return ref
    .slice("#/".length)
    .split("/")
    .reduce<Json>((at, step) => asMap(at)[step.replaceAll("~1", "/").replaceAll("~0", "~")] ?? null, whole);
}

function mapAt(map: JsonMap, key: string): JsonMap {
  return asMap(map[key] ?? null, key);
}

function listAt(map: JsonMap, key: string): Json[] {
  const list = map[key] ?? [];
  return Array.isArray(list) ? list : [];
}

function asMap(value: Json, what = "it"): JsonMap {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new Error(`${what} is no object in the description`);
}
