import { remembered } from "../../remembered.ts";

/**
 * Why Kubernetes does not take a text for a name of some form, in the API server's words; nothing where it does.
 * Source: apimachinery 0.35 pkg/util/validation/validation.go, and pkg/api/validate/content for labels (which counts
 * "bytes" where the other counts "characters").
 */
export type NameRule = (text: string) => readonly string[];

export const dnsLabel: NameRule = remembered((text) => labelFaults(text, "characters"));
export const dnsSubdomain: NameRule = remembered((text) => subdomainFaults(text, "characters"));

export const dns1035Label: NameRule = (text) => [
  ...tooLong(text, 63, "characters"),
  ...unlike(
    text,
    "[a-z]([-a-z0-9]*[a-z0-9])?",
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
    ["my-name", "abc-123"],
  ),
];

export const wildcardSubdomain: NameRule = (text) => [
  ...tooLong(text, 253, "characters"),
  ...unlike(
    text,
    `\\*\\.${subdomain}`,
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
    ["*.example.com"],
  ),
];

export const labelValue: NameRule = remembered((text) => [
  ...tooLong(text, 63, "bytes"),
  ...unlike(
    text,
    `(${labelName})?`,
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
    ["MyValue", "my_value", "12345"],
  ),
]);

/** Also the form of annotations (in lower case), resources and topology keys. */
export const labelKey: NameRule = remembered((text) => {
  const examples = ["MyName", "my.name", "123-abc"];
  const sentence =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  const parts = text.split("/");
  if (parts.length > 2) {
    const shape = formSentence(`a valid label key ${sentence}`, labelName, examples);
    return [`${shape} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const name = parts.at(-1) ?? "";
  const faults: string[] = [];
  if (parts.length === 2) {
    const prefix = parts[0] ?? "";
    if (prefix === "") faults.push("prefix part must be non-empty");
    else faults.push(...subdomainFaults(prefix, "bytes").map((fault) => `prefix part ${fault}`));
  }
  if (name === "") faults.push("name part must be non-empty");
  faults.push(...tooLong(name, 63, "bytes").map((fault) => `name part ${fault}`));
  faults.push(...unlike(name, labelName, `name part ${sentence}`, examples));
  return faults;
});

/** A key of a ConfigMap or a Secret. */
export const configKey: NameRule = (text) => [
  ...tooLong(text, 253, "characters"),
  ...unlike(
    text,
    "[-._a-zA-Z0-9]+",
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
    ["key.name", "KEY_NAME", "key-name"],
  ),
  ...upwards(text),
];

/** Since Kubernetes 1.32, where the rule was relaxed. */
export const variableName: NameRule = (text) =>
  /^[\x20-\x3c\x3e-\x7e]*$/.test(text)
    ? []
    : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];

export const portName: NameRule = (text) => [
  ...tooLong(text, 15, "characters"),
  ...(/^[-a-z0-9]+$/.test(text)
    ? []
    : ["must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"]),
  ...(/[a-z]/.test(text) ? [] : ["must contain at least one letter (a-z)"]),
  ...(text.includes("--") ? ["must not contain consecutive hyphens"] : []),
  ...(/^-|-$/.test(text) ? ["must not begin or end with a hyphen"] : []),
];

export const headerName: NameRule = (text) =>
  unlike(text, "[-A-Za-z0-9]+", "a valid HTTP header must consist of alphanumeric characters or '-'", [
    "X-Header-Name",
  ]);

/** Names of roles and of what an autoscaler refers to: anything that can stand in a URL's path. */
export const pathSegment: NameRule = (text) => {
  if (text === "." || text === "..") return [`may not be '${text}'`];
  return ["/", "%"].filter((one) => text.includes(one)).map((one) => `may not contain '${one}'`);
};

/** Why a number is no port; nothing where it is one. */
export function portNumber(port: number): string[] {
  return port >= 1 && port <= 65535 ? [] : ["must be between 1 and 65535, inclusive"];
}

const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const subdomain = `${label}(\\.${label})*`;
const labelName = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

function labelFaults(text: string, unit: string): string[] {
  const faults = tooLong(text, 63, unit);
  if (matches(text, label)) return faults;
  if (matches(text, subdomain)) return [...faults, "must not contain dots"];
  const sentence =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
  return [...faults, formSentence(sentence, label, ["my-name", "123-abc"])];
}

function subdomainFaults(text: string, unit: string): string[] {
  const sentence =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
  return [...tooLong(text, 253, unit), ...unlike(text, subdomain, sentence, ["example.com"])];
}

/** Counts bytes, whatever the message says. */
function tooLong(text: string, most: number, unit: string): string[] {
  return Buffer.byteLength(text) > most ? [`must be no more than ${most} ${unit}`] : [];
}

function unlike(text: string, form: string, sentence: string, examples: readonly string[]): string[] {
  return matches(text, form) ? [] : [formSentence(sentence, form, examples)];
}

function formSentence(sentence: string, form: string, examples: readonly string[]): string {
  const list = examples.map((example) => `'${example}', `).join(" or ");
  return `${sentence} (e.g. ${list}regex used for validation is '${form}')`;
}

const expressions = new Map<string, RegExp>();

function matches(text: string, form: string): boolean {
  let expression = expressions.get(form);
  if (!expression) {
    expression = new RegExp(`^(?:${form})$`);
    expressions.set(form, expression);
  }
  return expression.test(text);
}

function upwards(text: string): string[] {
  if (text === "." || text === "..") return [`must not be '${text}'`];
  return text.startsWith("..") ? ["must not start with '..'"] : [];
}
