/** A line of a step's output that the runner takes for a command. */
export interface WorkflowCommand {
  readonly name: string;
  /** Keys in lower case: the runner looks them up in any case. */
  readonly properties: ReadonlyMap<string, string>;
  readonly data: string;
}

/** What a runner 2.336 registers; `internal-set-repo-path` only for checkout. */
export const commandNames = [
  "set-env",
  "set-output",
  "save-state",
  "add-mask",
  "add-path",
  "add-matcher",
  "remove-matcher",
  "debug",
  "warning",
  "error",
  "notice",
  "group",
  "endgroup",
  "echo",
  "stop-commands",
] as const;

/**
 * Reads a line as actions/runner does (src/Runner.Common/ActionCommand.cs): `::name key=value::data` after leading
 * white space, else the older `##[name key=value]data`, which counts wherever it stands in the line.
 */
export function parseWorkflowCommand(
  line: string,
  registered: ReadonlySet<string>,
): WorkflowCommand | undefined {
  return parseColons(line.trimStart(), registered) ?? parseBrackets(line, registered);
}

function parseColons(line: string, registered: ReadonlySet<string>): WorkflowCommand | undefined {
  if (!line.startsWith("::")) return undefined;
  const end = line.indexOf("::", 2);
  if (end < 0) return undefined;
  const [name, properties] = split(line.slice(2, end));
  if (!registered.has(name.toLowerCase())) return undefined;
  return {
    name: name.toLowerCase(),
    properties: propertiesOf(properties.trim(), ",", propertyEscapes),
    data: unescaped(line.slice(end + 2), dataEscapes),
  };
}

function parseBrackets(line: string, registered: ReadonlySet<string>): WorkflowCommand | undefined {
  const start = line.indexOf("##[");
  const end = line.indexOf("]", start);
  if (start < 0 || end < 0) return undefined;
  const [name, properties] = split(line.slice(start + 3, end));
  if (!registered.has(name.toLowerCase())) return undefined;
  return {
    name: name.toLowerCase(),
    properties: propertiesOf(properties, ";", bracketEscapes),
    data: unescaped(line.slice(end + 1), bracketEscapes),
  };
}

function split(text: string): [name: string, properties: string] {
  const space = text.indexOf(" ");
  return space < 0 ? [text, ""] : [text.slice(0, space), text.slice(space + 1)];
}

type Escapes = readonly (readonly [written: string, meant: string])[];

// In the runner's order: the percent sign last.
const dataEscapes: Escapes = [
  ["%0D", "\r"],
  ["%0A", "\n"],
  ["%25", "%"],
];
const propertyEscapes: Escapes = [
  ["%0D", "\r"],
  ["%0A", "\n"],
  ["%3A", ":"],
  ["%2C", ","],
  ["%25", "%"],
];
const bracketEscapes: Escapes = [
  ["%3B", ";"],
  ["%0D", "\r"],
  ["%0A", "\n"],
  ["%5D", "]"],
  ["%25", "%"],
];

function propertiesOf(text: string, separator: string, escapes: Escapes): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  for (const pair of text.split(separator)) {
    const equals = pair.indexOf("=");
    if (equals <= 0 || equals === pair.length - 1) continue;
    properties.set(pair.slice(0, equals).toLowerCase(), unescaped(pair.slice(equals + 1), escapes));
  }
  return properties;
}

function unescaped(text: string, escapes: Escapes): string {
  let result = text;
  for (const [written, meant] of escapes) result = result.replaceAll(written, meant);
  return result;
}
