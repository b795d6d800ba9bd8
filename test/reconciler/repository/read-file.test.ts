import { expect, it } from "vitest";
import { repositoryIn } from "../../../reconciler/repository/read-file.ts";
import { SourceFile } from "../../../src/manifest/document.ts";
import { UserError } from "../../../src/user-error.ts";
import { withinCpu } from "../../support/within-cpu.ts";

const read = (text: string) => repositoryIn(new SourceFile("repository.yaml", text));

function mistake(text: string): UserError {
  try {
    read(text);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("it was read");
}

const head = "apiVersion: nimops.dev/v1alpha1\nkind: NIMRepository\nmetadata:\n  name: models\n";

it("a file may have other documents beside it", () => {
  const text = `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n---\n${head}spec:\n  url: https://h/a.git\n`;
  expect(read(text).spec.url).toBe("https://h/a.git");
});

it("what is wrong is told with line and column, all of it, and how it is right", () => {
  const { message, help } = mistake(
    `${head}spec:\n  url: http://h/a.git\n  intervall: 1m\n  ref:\n    branch: main\n`,
  );
  expect(message.split("\n").map((line) => line.split(": ")[0])).toEqual([
    "repository.yaml:6:8",
    "repository.yaml:7:3",
  ]);
  expect(message).toContain("https://HOST/OWNER/NAME.git");
  expect(help).toBeDefined();
});

it("rules between fields have a place too", () => {
  const { message } = mistake(
    `${head}spec:\n  url: https://h/a.git\n  ref:\n    branch: main\n    tag: v1\n`,
  );
  expect(message).toBe(
    "repository.yaml:7:3: spec.ref must have exactly one of branch, tag, semver and commit",
  );
});

it("`off` without quotes is told as what kubectl takes it for", () => {
  const { message, help } = mistake(`${head}spec:\n  url: https://h/a.git\n  gates:\n    lint: off\n`);
  expect(message).toMatch(/^repository\.yaml:8:11: /);
  expect(help).toBe('write "off" with quotes: without them kubectl reads it as false');
});

it("no NIMRepository, a second one, and text that is no YAML are told", () => {
  expect(mistake("kind: Other\n").message).toBe("there is no NIMRepository in repository.yaml");
  const whole = `${head}spec:\n  url: https://h/a.git\n`;
  expect(mistake(`${whole}---\n${whole}`).message).toBe(
    "repository.yaml:9:7: this is a second NIMRepository",
  );
  expect(mistake(`${head}spec: [\n`).message).toMatch(/^repository\.yaml:\d+:\d+: /);
});

it.each([
  [
    "alias bomb",
    `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefghij"
      .split("")
      .map((name, index) => `${name}: &${name} [${`*${"abcdefghi"[index]},`.repeat(9)}]`)
      .join("\n")}\n`,
  ],
  ["deep nesting", `spec: ${"[".repeat(100_000)}\n`],
  ["duplicate keys", "spec: {}\nspec: {}\n"],
  ["tabs", "spec:\n\turl: https://h/a\n"],
])("T38 %s: an error soon, and not much memory", async (_, text) => {
  await withinCpu(3000, () => mistake(head + text));
});
