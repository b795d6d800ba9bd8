/**
 * A value read from YAML or JSON, as kubectl would send it to the API server.
 *
 * Integers beyond ±(2^53 - 1) are `bigint`, so that none loses a digit; every other number is a `number`.
 */
export type Value = Scalar | Value[] | ValueMap;
export type Scalar = string | number | bigint | boolean | null;
export type ValueMap = { [key: string]: Value };

/** A place in a document: map keys and list indexes from the document's root. */
export type Path = readonly (string | number)[];

export function isMap(value: unknown): value is ValueMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a path, or undefined where the path leaves the document. */
export function valueAt(root: unknown, path: Path): Value | undefined {
  let current: unknown = root;
  for (const step of path) {
    if (Array.isArray(current)) current = typeof step === "number" ? current[step] : undefined;
    else if (isMap(current)) current = Object.hasOwn(current, step) ? current[step as string] : undefined;
    else return undefined;
  }
  return current as Value | undefined;
}

/** `spec.services[0].name`; keys that are no plain words are quoted: `metadata.labels["app.kubernetes.io/name"]`. */
export function formatPath(path: Path): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (/^[A-Za-z_$][\w$-]*$/.test(step)) text += text === "" ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}
