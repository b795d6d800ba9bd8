import { describe, expect, test } from "vitest";
import { nimKinds, schemaOf } from "../../../src/nim/schema/kinds.ts";
import { type Outline, outlineOf } from "../../../src/nim/schema/outline.ts";
import { operatorVersions } from "../../../src/nim/version.ts";
import { type CrdSchema, crdSchema, haveCrds, noCrds } from "../../support/crds.ts";

test("the CRDs are there", ({ skip }) => {
  if (!haveCrds && process.env.CI) expect.fail(noCrds);
  skip(!haveCrds, noCrds);
});

// The server knows these itself; the CRD says no more of them than their type.
const servers = ["apiVersion", "kind", "metadata"];

describe.skipIf(!haveCrds)(
  `the schemas have what the CRDs have, and nothing else (${haveCrds ? "all" : noCrds})`,
  () => {
    describe.each(operatorVersions)("operator %s", (version) => {
      test.each(nimKinds)("%s", (kind) => {
        expect(linesOfOutline(outlineOf(schemaOf(kind, version)))).toEqual(
          linesOfCrd(crdSchema(kind, version)),
        );
      });
    });
  },
);

describe.skipIf(!haveCrds)("a pattern that is written otherwise than in the CRD", () => {
  test("takes the same domains", () => {
    const router = crdSchema("NIMService", "main").properties?.spec?.properties?.expose?.properties?.router;
    const theirs = new RegExp(router?.properties?.hostDomainName?.pattern ?? "there is none");
    const ours = patternAt(outlineOf(schemaOf("NIMService", "main")), [
      "spec",
      "expose",
      "router",
      "hostDomainName",
    ]);
    const differing: string[] = [];
    for (const text of textsOf(["a", "x", "n", "1", "-", "."], 7)) {
      if (ours.test(text) !== theirs.test(text)) differing.push(text);
    }
    expect(differing).toEqual([]);
  });
});

function patternAt(root: Outline, path: readonly string[]): RegExp {
  let place: Outline | undefined = root;
  for (const name of path) place = place?.is === "map" ? place.fields.get(name)?.outline : undefined;
  if (place?.is !== "text" || !place.pattern) throw new Error(`no pattern at ${path.join(".")}`);
  return place.pattern;
}

/** Every text over an alphabet, up to a length. */
function textsOf(alphabet: readonly string[], length: number): string[] {
  let longest = [""];
  let all = longest;
  for (let count = 0; count < length; count++) {
    longest = longest.flatMap((text) => alphabet.map((letter) => text + letter));
    all = all.concat(longest);
  }
  return all;
}

/** Field by field: path, whether it is required, type, default and limits. */
function linesOfCrd(schema: CrdSchema): string[] {
  const lines: string[] = [];
  const visit = (node: CrdSchema, path: string, required: boolean) => {
    const limits = {
      default: node.default,
      enum: node.enum,
      min: node.minimum ?? node.minLength,
      max: node.maximum ?? node.maxLength,
      go: node.type === "integer" ? (node.format ?? "int64") : undefined,
      byte: node.format === "byte" ? true : undefined,
      pattern: node.pattern !== undefined,
      keyedBy: node["x-kubernetes-list-map-keys"]?.join(),
      open: node["x-kubernetes-preserve-unknown-fields"],
    };
    lines.push(
      `${path}${required && node.default === undefined ? "!" : ""} ${typeOf(node)} ${JSON.stringify(limits)}`,
    );
    for (const [name, field] of Object.entries(node.properties ?? {})) {
      if (path === "" && servers.includes(name)) continue;
      visit(field, `${path}.${name}`, node.required?.includes(name) === true);
    }
    if (node.items) visit(node.items, `${path}[]`, false);
    if (node.additionalProperties) visit(node.additionalProperties, `${path}{}`, false);
  };
  visit(schema, "", false);
  return lines.sort();
}

function typeOf(node: CrdSchema): string {
  if (node["x-kubernetes-int-or-string"])
    return node.pattern === undefined ? "integer or string" : "quantity";
  if (node.type === "object") return node.additionalProperties ? "free map" : "map";
  return node.type ?? "anything";
}

function linesOfOutline(outline: Outline): string[] {
  const lines: string[] = [];
  const visit = (node: Outline, path: string, required: boolean, fallback: unknown) => {
    const limits = {
      default: fallback,
      enum: node.is === "choice" ? node.of : undefined,
      min: "min" in node ? node.min : undefined,
      max: "max" in node ? node.max : undefined,
      // Where Go has an unsigned integer, the CRD's format says int32 none the less.
      go: node.is === "integer" ? node.go.replace("uint32", "int32") : undefined,
      byte: node.is === "text" && node.format === "byte" ? true : undefined,
      pattern:
        node.is === "quantity" ||
        (node.is === "text" && node.pattern !== undefined && node.format !== "byte"),
      keyedBy: node.is === "list" ? node.keyedBy : undefined,
      open: node.is === "map" && node.open ? true : undefined,
    };
    lines.push(`${path}${required ? "!" : ""} ${types[node.is]} ${JSON.stringify(limits)}`);
    if (node.is === "map") {
      for (const [name, field] of node.fields) {
        if (path === "" && servers.includes(name)) continue;
        visit(field.outline, `${path}.${name}`, field.required, field.default);
      }
    }
    if (node.is === "list") visit(node.item, `${path}[]`, false, undefined);
    if (node.is === "free map") visit(node.value, `${path}{}`, false, undefined);
  };
  visit(outline, "", false, undefined);
  return lines.sort();
}

const types: Record<Outline["is"], string> = {
  map: "map",
  "free map": "free map",
  list: "array",
  text: "string",
  choice: "string",
  integer: "integer",
  number: "number",
  flag: "boolean",
  quantity: "quantity",
  "integer-or-text": "integer or string",
};
