import { scalarText } from "../../manifest/edit/scalar-text.ts";
import { bounded } from "../../nim/bounded.ts";
import { credentialsIn } from "../../nim/credential.ts";
import { isReference, isSecretName as isSecretVariable } from "../../nim/secret-variable.ts";
import { isMap, type Path, type Value, type ValueMap, valueAt } from "../../nim/value.ts";

/** What stands for a value that may be a secret. */
export const hidden = "(hidden)";

/**
 * A value at a path of a resource, as YAML flow text; `(hidden)` where its name, or its looks, say that it may be a
 * secret. `root` is the resource that has the value: a variable's name stands beside it.
 */
export function shownValue(value: Value | undefined, path: Path, root: ValueMap): string | undefined {
  if (value === undefined) return undefined;
  if (isSecretPlace(value, path, root)) return hidden;
  return bounded(flow(value), mostShown);
}

/** UTF-16 units: enough to see what a field becomes, and a comment on a pull request has an end. */
const mostShown = 200;

function isSecretPlace(value: Value, path: Path, root: ValueMap): boolean {
  if (path.some((step) => typeof step === "string" && isSecretName(step)) && isScalar(value)) {
    return !(typeof value === "string" && isReference(value));
  }
  const last = path.at(-1);
  const parent = valueAt(root, path.slice(0, -1));
  if (isMap(parent) && isSecretEntry(parent, last) && !(typeof value === "string" && isReference(value))) {
    return true;
  }
  return Array.isArray(parent) && typeof last === "number" && isSecretFlag(parent[last - 1]);
}

function flow(value: Value): string {
  if (Array.isArray(value)) {
    const items = value.map((item, index) => (isSecretFlag(value[index - 1]) ? hidden : flow(item)));
    return `[${items.join(", ")}]`;
  }
  if (isMap(value)) {
    const entries = Object.entries(value).map(([key, item]) => {
      const isSecret = (isSecretName(key) && isScalar(item)) || isSecretEntry(value, key);
      const isMeant = isSecret && !(typeof item === "string" && isReference(item));
      return `${text(key)}: ${isMeant ? hidden : flow(item)}`;
    });
    return `{${entries.join(", ")}}`;
  }
  if (typeof value === "string") return looksSecret(value) ? hidden : text(value);
  return String(value);
}

function text(value: string): string {
  return scalarText(value, { flow: true, style: "plain" });
}

/** `value` beside a secret `name`, `envValue` beside a secret `envName`. */
function isSecretEntry(map: ValueMap, key: unknown): boolean {
  const beside = key === "value" ? "name" : key === "envValue" ? "envName" : undefined;
  const name = beside !== undefined && Object.hasOwn(map, beside) ? map[beside] : undefined;
  return typeof name === "string" && isSecretName(name);
}

/** As environment variables are called, and as keys of ConfigMaps and annotations are. */
function isSecretName(name: string): boolean {
  return (
    isSecretVariable(name) ||
    name === wholeObject ||
    (name.length <= 1000 && (secretKey.test(name) || camelKey.test(name)))
  );
}

/** An annotation that holds the whole object, its variables included. */
const wholeObject = "kubectl.kubernetes.io/last-applied-configuration";

const secretWord =
  "(?:api[-_]?key|access[-_]?key|private[-_]?key|token|password|passwd|passphrase|secret|credentials?)";
/** `hf-token`, `ngc.api-key` and `accessToken`; not `authSecret`, which names a Secret. */
const secretKey = new RegExp(`(?:^|[^A-Za-z0-9])${secretWord}$`, "i");
const camelKey = /(?:[a-z0-9](?:Token|Password|Passwd|Passphrase)|(?:[aA]pi|[aA]ccess|[pP]rivate)Key)$/;
/** `--api-key`, whose value is the next item. */
const flag = new RegExp(`^--?(?:[\\w-]*[-_])?${secretWord}$`, "i");
/** `token=abc`, `"password": "abc"` and `--api-key abc` inside of a longer text. */
const assignment = new RegExp(
  `(?:${secretWord}["']?[ \\t]{0,8}[=:]|(?<!\\S)--?(?:[\\w-]{0,100}[-_])?${secretWord}[ \\t])[ \\t]{0,8}(?!\\$[({]|-)["']?[^\\s"']`,
  "i",
);

function isSecretFlag(value: Value | undefined): boolean {
  return typeof value === "string" && value.length < 200 && flag.test(value);
}

function looksSecret(value: string): boolean {
  return credentialsIn(value).length > 0 || assignment.test(value);
}

function isScalar(value: Value): boolean {
  return typeof value !== "object";
}
