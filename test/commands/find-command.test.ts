import { expect, test } from "vitest";
import type { Command } from "../../src/commands/command.ts";
import { findCommand } from "../../src/commands/find-command.ts";

const named = (name: string): Command => ({ name, usage: "", about: "", flags: {}, run: () => 0 });
const commands = ["lint", "profiles list", "profiles select", "inventory show", "inventory export kwok"].map(
  named,
);
const find = (...words: string[]) => {
  const found = findCommand(words, commands);
  return "group" in found
    ? found.group.map(({ name }) => name)
    : { name: found.command.name, args: found.args };
};

test("names of one, two and three words; what follows are the arguments", () => {
  expect(find("lint", "a", "b")).toEqual({ name: "lint", args: ["a", "b"] });
  expect(find("profiles", "list", "--format", "json")).toEqual({
    name: "profiles list",
    args: ["--format", "json"],
  });
  expect(find("inventory", "export", "kwok")).toEqual({ name: "inventory export kwok", args: [] });
  expect(find("profiles list", "x")).toEqual({ name: "profiles list", args: ["x"] });
});

test("a word that only begins names stands for the group", () => {
  expect(find("profiles")).toEqual(["profiles list", "profiles select"]);
  expect(find("profiles", "--help")).toEqual(["profiles list", "profiles select"]);
  expect(find("inventory", "export")).toEqual(["inventory export kwok"]);
  expect(find("inventory export", "-h")).toEqual(["inventory export kwok"]);
});

test.each([
  [["lnt"], "did you mean `nimops lint`?"],
  [["profile"], "did you mean `nimops profiles`?"],
  [["profiles", "lst"], "did you mean `nimops profiles list`?"],
  [["profiles", "quite-different"], "see `nimops profiles --help`"],
  [["inventory", "expotr", "kwok"], "did you mean `nimops inventory export`?"],
  [["inventory", "export", "kwk"], "did you mean `nimops inventory export kwok`?"],
  [["inventory", "export", "quite-different"], "see `nimops inventory export --help`"],
  [["quite-different"], "see `nimops --help`"],
])("no such command: %j", (words, help) => {
  expect(() => find(...words)).toThrow(expect.objectContaining({ help }));
});
