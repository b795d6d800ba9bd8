import type { Rule } from "../lint/rule.ts";
import { rules } from "../lint/rules/index.ts";
import { closest } from "../nim/closest.ts";
import { type ExitCode, exitCodes, UserError } from "../user-error.ts";
import { type Command, type Invocation, wrap } from "./command.ts";
import type { World } from "./world.ts";

export const explainCommand: Command = {
  name: "explain",
  usage: "nimops explain RULE…",
  about:
    "Explains a rule: what it finds, why that matters, a bad and a good manifest, where the facts come from.",
  flags: {},
  run: runExplain,
};

function runExplain({ positionals }: Invocation, { stdout }: World): ExitCode {
  if (positionals.length === 0) {
    throw new UserError("name the rule to explain", { help: "`nimops rules` lists them" });
  }
  const found = positionals.map((id) => {
    const rule = rules.find((candidate) => candidate.id === id);
    if (rule) return rule;
    const meant = closest(
      id,
      rules.map((candidate) => candidate.id),
    );
    throw new UserError(`there is no rule ${JSON.stringify(id)}`, {
      help: meant === undefined ? "`nimops rules` lists them" : `did you mean ${meant}?`,
    });
  });
  stdout.write(found.map(explanation).join("\n"));
  return exitCodes.clean;
}

function explanation(rule: Rule): string {
  const paragraphs = rule.why
    .trim()
    .split(/\n{2,}/)
    .flatMap((paragraph) => [...wrapParagraph(paragraph), ""]);
  const indented = (yaml: string) =>
    yaml
      .trim()
      .split("\n")
      .map((line) => (line === "" ? "" : `    ${line}`));
  return [
    `${rule.id} (${rule.severity}, ${rule.enforcedBy})`,
    ...wrap(rule.title, 80),
    "",
    ...paragraphs,
    `Operator versions: ${versionsOf(rule)}`,
    ...(rule.preset === undefined ? [] : [`Runs with the preset ${rule.preset}.`]),
    "",
    `Bad${mannerOf(rule)}:`,
    "",
    ...indented(rule.examples.bad),
    "",
    `Good${mannerOf(rule)}:`,
    "",
    ...indented(rule.examples.good),
    "",
    ...wrap(`Source: ${rule.source}`, 80),
    "",
  ].join("\n");
}

function mannerOf({ examples }: Rule): string {
  if (examples.shownBy === "commands") return " (made by these commands)";
  return examples.path === undefined ? "" : ` (${examples.path})`;
}

/** Lists keep their lines; running text is wrapped anew. */
function wrapParagraph(paragraph: string): string[] {
  if (/^\s*([-*|]|```)/.test(paragraph)) return paragraph.split("\n");
  return wrap(paragraph, 80);
}

export function versionsOf({ since, until }: Rule): string {
  if (since === undefined && until === undefined) return "all";
  if (until === undefined) return `${since} and newer`;
  return since === undefined ? `${until} and older` : `${since} to ${until}`;
}
