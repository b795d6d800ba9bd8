import type { Value, ValueMap } from "../nim/value.ts";
import { goYaml } from "../nim/workload/go-yaml.ts";
import { logLine, printable } from "../report/printable.ts";

/** Objects as one `List`, in JSON. */
export function jsonList(objects: readonly ValueMap[]): string {
  return `${json({ apiVersion: "v1", kind: "List", items: [...objects] }, "")}\n`;
}

/** Objects as YAML documents, each as kubectl prints it. */
export function yamlStream(objects: readonly ValueMap[]): string {
  return objects.map((object) => `---\n${yaml(object)}`).join("");
}

function yaml(object: ValueMap): string {
  const text = goYaml(object);
  // JSON is YAML too; it can write every character as an escape, and begins no line with a text.
  return isPlain(text) ? text : `${json(object, "")}\n`;
}

/** Whether nothing in it hides from a terminal, or is a command to a runner whose log it comes into. */
function isPlain(text: string): boolean {
  return text.split("\n").every((line) => logLine(printable(line)) === line);
}

/** Unlike `JSON.stringify` it keeps every digit of large integers. */
function json(value: Value, indent: string): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return `[\n${value.map((item) => inner + json(item, inner)).join(",\n")}\n${indent}]`;
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value);
    if (entries.length === 0) return "{}";
    return `{\n${entries.map(([key, item]) => `${inner}${textJson(key)}: ${json(item, inner)}`).join(",\n")}\n${indent}}`;
  }
  return typeof value === "string" ? textJson(value) : String(value);
}

function textJson(text: string): string {
  return printable(JSON.stringify(text));
}
