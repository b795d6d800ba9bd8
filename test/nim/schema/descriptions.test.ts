import { describe, expect, test } from "vitest";
import * as z from "zod";
import { nimKinds, schemaOf } from "../../../src/nim/schema/kinds.ts";
import { type Outline, outlineOf } from "../../../src/nim/schema/outline.ts";

describe.each(nimKinds)("%s", (kind) => {
  test("every field says what it means, in one short sentence", () => {
    const wordless: string[] = [];
    visit(outlineOf(schemaOf(kind, "main")), "", (path, description) => {
      if (!description || !/^.{5,140}\.$/.test(description)) wordless.push(`${path}: ${description}`);
    });
    expect(wordless).toEqual([]);
  });

  test("makes a JSON Schema with the descriptions", () => {
    const schema = z.toJSONSchema(schemaOf(kind, "main"), { io: "input" });
    expect(schema).toMatchObject({
      type: "object",
      required: ["apiVersion", "kind", "metadata"],
      additionalProperties: false,
      properties: {
        metadata: { description: expect.any(String) },
        spec: { description: expect.any(String) },
      },
    });
  });
});

function visit(outline: Outline, path: string, found: (path: string, description?: string) => void): void {
  if (outline.is === "map") {
    for (const [name, field] of outline.fields) {
      found(`${path}.${name}`, field.description);
      visit(field.outline, `${path}.${name}`, found);
    }
  }
  if (outline.is === "list") visit(outline.item, `${path}[]`, found);
  if (outline.is === "free map") visit(outline.value, `${path}{}`, found);
}
