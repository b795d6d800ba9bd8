import { closest } from "../nim/closest.ts";
import { UserError } from "../user-error.ts";
import type { Command } from "./command.ts";

/**
 * The command that the words begin with, and the words behind its name: names may be of several words, such as
 * `profiles select`. A word that only begins names of commands stands for all of them.
 *
 * @throws UserError where no command begins like that.
 */
export function findCommand(
  words: readonly string[],
  commands: readonly Command[],
): { readonly command: Command; readonly args: readonly string[] } | { readonly group: readonly Command[] } {
  const found = longestBeginning(words, commands);
  if (found) return { command: found, args: words.slice(wordsIn(words, found.name)) };
  const beginnings = commands.flatMap(({ name }) => beginningsOf(name)).map((name) => ({ name }));
  const known = longestBeginning(words, beginnings)?.name ?? "";
  const group = commands.filter(({ name }) => name.startsWith(`${known} `));
  const next = words[wordsIn(words, known)];
  if (group.length > 0 && (next === undefined || next === "--help" || next === "-h")) return { group };
  const behind = known === "" ? "" : `${known} `;
  const wanted = `${behind}${next ?? ""}`;
  const meant = closest(
    wanted,
    [...commands, ...beginnings].map(({ name }) => name),
  );
  throw new UserError(`there is no command ${JSON.stringify(wanted)}`, {
    help: meant === undefined ? `see \`nimops ${behind}--help\`` : `did you mean \`nimops ${meant}\`?`,
  });
}

function longestBeginning<T extends { readonly name: string }>(
  words: readonly string[],
  named: readonly T[],
): T | undefined {
  const text = ` ${words.join(" ")} `;
  return named
    .filter(({ name }) => text.startsWith(` ${name} `))
    .sort((one, other) => other.name.length - one.name.length)[0];
}

/** `inventory` and `inventory export` of `inventory export kwok`. */
function beginningsOf(name: string): string[] {
  const words = name.split(" ");
  return words.slice(1).map((_, index) => words.slice(0, index + 1).join(" "));
}

/** A shell may hand over a name of two words as one. */
function wordsIn(words: readonly string[], name: string): number {
  return words.findIndex((_, index) => words.slice(0, index + 1).join(" ") === name) + 1;
}
