import { enforcers } from "../lint/finding.ts";
import { rules } from "../lint/rules/index.ts";
import { type ExitCode, exitCodes, UserError } from "../user-error.ts";
import { type Command, type Invocation, wrap } from "./command.ts";
import type { World } from "./world.ts";

export const rulesCommand: Command = {
  name: "rules",
  usage: "nimops rules [FLAGS]",
  about:
    "Lists the rules, by who would complain if nimops did not: the parser, the API server, the webhook, the operator, the scheduler, or nobody.",
  flags: {
    format: { type: "string", value: "FORMAT", about: "text or json (default: text)" },
  },
  run: runRules,
};

function runRules(invocation: Invocation, { stdout }: World): ExitCode {
  const [stray] = invocation.positionals;
  if (stray !== undefined) {
    throw new UserError(`nimops rules takes no argument ${JSON.stringify(stray)}`, {
      help: "`nimops explain RULE` tells more about one rule",
    });
  }
  const format = invocation.text("format") ?? "text";
  if (format === "json") {
    const listed = rules.map(({ id, title, severity, enforcedBy, since, until, preset }) => ({
      id,
      title,
      severity,
      enforcedBy,
      since: since ?? null,
      until: until ?? null,
      preset: preset ?? null,
    }));
    stdout.write(`${JSON.stringify(listed, undefined, 2)}\n`);
    return exitCodes.clean;
  }
  if (format !== "text")
    throw new UserError(`--format ${format} is not known`, { help: "one of text, json" });
  for (const enforcer of enforcers) {
    const group = rules.filter(({ enforcedBy }) => enforcedBy === enforcer);
    if (group.length === 0) continue;
    stdout.write(`${enforcer} (${group.length})\n`);
    for (const { id, title, severity, preset } of group) {
      const mark = `${severity}${preset === undefined ? "" : `, preset ${preset}`}`;
      stdout.write(`  ${id} (${mark})\n`);
      for (const line of wrap(title, 74)) stdout.write(`      ${line}\n`);
    }
    stdout.write("\n");
  }
  stdout.write(`${rules.length} rules; \`nimops explain RULE\` tells more about one\n`);
  return exitCodes.clean;
}
