import { type ParseArgsConfig, parseArgs } from "node:util";
import { closest } from "../nim/closest.ts";
import { type ExitCode, UserError } from "../user-error.ts";
import type { World } from "./world.ts";

/** A flag, declared once: parsing, `--help` and the docs are made from it. */
export interface Flag {
  readonly type: "string" | "boolean";
  /** What stands for the value in the help. */
  readonly value?: string;
  readonly about: string;
  readonly multiple?: boolean;
  /** One letter that means the same, where people know it from kubectl. */
  readonly short?: string;
}

export interface Command {
  readonly name: string;
  readonly usage: string;
  readonly about: string;
  /** Paragraphs below the flags. */
  readonly more?: readonly string[];
  readonly flags: Readonly<Record<string, Flag>>;
  run(invocation: Invocation, world: World): ExitCode | Promise<ExitCode>;
}

export interface Invocation {
  readonly positionals: readonly string[];
  text(flag: string): string | undefined;
  texts(flag: string): readonly string[];
  isSet(flag: string): boolean;
}

const helpFlag: Record<string, Flag> = { help: { type: "boolean", about: "print this help", short: "h" } };

/** @throws UserError for a flag that is unknown or lacks its value. */
export function parseInvocation(command: Command, args: readonly string[]): Invocation {
  const flags = { ...command.flags, ...helpFlag };
  const options: NonNullable<ParseArgsConfig["options"]> = {};
  for (const [name, { type, multiple, short }] of Object.entries(flags)) {
    options[name] = { type, multiple: multiple ?? false, ...(short === undefined ? {} : { short }) };
  }
  // A lone `-` is standard input; a leading `--` before it is not needed.
  const parsed = parse([...args], options, command, Object.keys(flags));
  const values = parsed.values as Record<string, string | boolean | (string | boolean)[] | undefined>;
  const texts = (flag: string) => [values[flag] ?? []].flat().filter((value) => typeof value === "string");
  return {
    positionals: parsed.positionals,
    text: (flag) => texts(flag).at(-1),
    texts,
    isSet: (flag) => values[flag] === true,
  };
}

/** The help of a command, in 80 columns. */
export function helpOf(command: Command): string {
  const rows = Object.entries({ ...command.flags, ...helpFlag }).map(([name, flag]) => ({
    left: `  ${flag.short === undefined ? "    " : `-${flag.short}, `}--${name}${flag.value === undefined ? "" : ` ${flag.value}`}`,
    right: flag.about,
  }));
  const column = Math.min(34, Math.max(...rows.map(({ left }) => left.length)) + 2);
  const table = rows.flatMap(({ left, right }) => {
    const lines = wrap(right, 80 - column);
    const head = left.length + 2 > column ? [left] : [];
    const first = head.length > 0 ? " ".repeat(column) : left.padEnd(column);
    return [...head, `${first}${lines[0] ?? ""}`, ...lines.slice(1).map((line) => " ".repeat(column) + line)];
  });
  const more = (command.more ?? []).flatMap((paragraph) => [
    "",
    ...paragraph.split("\n").flatMap((line) => wrap(line, 80)),
  ]);
  return [
    ...wrap(command.about, 80),
    "",
    `Usage: ${command.usage}`,
    "",
    "Flags:",
    ...table,
    ...more,
    "",
  ].join("\n");
}

function parse(
  args: string[],
  options: NonNullable<ParseArgsConfig["options"]>,
  command: Command,
  names: readonly string[],
) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const unknown = /Unknown option '(--?[^']*)'/.exec(message)?.[1];
    const help = `see \`nimops ${command.name} --help\``;
    if (unknown === undefined) throw new UserError(misuseOf(message, command), { help });
    const meant = closest(unknown.replace(/^-+/, ""), names);
    throw new UserError(`nimops ${command.name} has no flag ${unknown}`, {
      help: meant === undefined ? help : `did you mean --${meant}?`,
    });
  }
}

/** Node's words for a flag that is known (lib/internal/util/parse_args), in ours. */
function misuseOf(message: string, { name, flags }: Command): string {
  const flag = /Option '(?:-\w, )?--([\w-]+)/.exec(message)?.[1] ?? "";
  const value = flags[flag]?.value;
  if (value !== undefined) return `nimops ${name} needs a value after --${flag}: --${flag} ${value}`;
  return flag === "" ? (message.split(". ")[0] ?? message) : `nimops ${name}: --${flag} takes no value`;
}

export function wrap(text: string, width: number): string[] {
  const indent = /^\s*/.exec(text)?.[0] ?? "";
  const lines: string[] = [];
  let line = "";
  for (const word of text.trim().split(/\s+/)) {
    if (line !== "" && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  lines.push(indent + line);
  return lines;
}
