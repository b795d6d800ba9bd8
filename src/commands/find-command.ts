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
  const found = commands
    .filter(({ name }) => ` ${words.join(" ")} `.startsWith(` ${name} `))
    .sort((one, other) => other.name.length - one.name.length)[0];
  if (found) return { command: found, args: words.slice(wordsIn(words, found.name)) };
  const [first = "", second] = words;
  const group = commands.filter(({ name }) => name.startsWith(`${first} `));
  if (group.length > 0 && (second === undefined || second === "--help" || second === "-h")) return { group };
  const names = commands.map(({ name }) => name);
  const wanted = group.length > 0 ? `${first} ${second}` : first;
  const meant = closest(wanted, [...names, ...names.map((name) => name.split(" ")[0] ?? "")]);
  throw new UserError(`there is no command ${JSON.stringify(wanted)}`, {
    help:
      meant !== undefined
        ? `did you mean \`nimops ${meant}\`?`
        : `see \`nimops ${group.length > 0 ? `${first} ` : ""}--help\``,
  });
}

/** A shell may hand over a name of two words as one. */
function wordsIn(words: readonly string[], name: string): number {
  return words.findIndex((_, index) => words.slice(0, index + 1).join(" ") === name) + 1;
}
