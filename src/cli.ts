import { airgapCommands } from "./commands/airgap.ts";
import { checkCommand } from "./commands/check.ts";
import { type Command, helpOf, parseInvocation, wrap } from "./commands/command.ts";
import { explainCommand } from "./commands/explain.ts";
import { findCommand } from "./commands/find-command.ts";
import { inventoryCommands } from "./commands/inventory.ts";
import { lintCommand } from "./commands/lint.ts";
import { planCommand } from "./commands/plan.ts";
import { prewarmCommand } from "./commands/prewarm.ts";
import { profilesCommands } from "./commands/profiles.ts";
import { reconcileCommand } from "./commands/reconcile.ts";
import { renderCommand } from "./commands/render.ts";
import { rulesCommand } from "./commands/rules.ts";
import { schemaCommand } from "./commands/schema.ts";
import { statusCommand } from "./commands/status.ts";
import type { World } from "./commands/world.ts";
import { printableLines } from "./report/printable.ts";
import { type ExitCode, exitCodes, UserError } from "./user-error.ts";
import { version } from "./version.ts";

export const commands: readonly Command[] = [
  lintCommand,
  planCommand,
  checkCommand,
  prewarmCommand,
  ...airgapCommands,
  reconcileCommand,
  renderCommand,
  ...profilesCommands,
  ...inventoryCommands,
  statusCommand,
  rulesCommand,
  explainCommand,
  schemaCommand,
];

/** The command line: finds the command, runs it, turns what went wrong into a message and an exit code. */
export async function main(world: World): Promise<ExitCode> {
  try {
    return await dispatch(world);
  } catch (error) {
    if (error instanceof UserError) {
      world.stderr.write(`nimops: ${printableLines(error.message)}\n`);
      if (error.help !== undefined) world.stderr.write(`  help: ${printableLines(error.help)}\n`);
      return exitCodeOf(error, world);
    }
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    world.stderr.write(
      `nimops: internal error; please report it with this trace\n${printableLines(trace)}\n`,
    );
    return exitCodes.internal;
  }
}

/** There 2 says that all is well and something is to do. */
function exitCodeOf({ exitCode }: UserError, { argv }: World): ExitCode {
  return argv.includes("--detailed-exitcode") ? exitCodes.findings : exitCode;
}

async function dispatch(world: World): Promise<ExitCode> {
  const [name, ...rest] = world.argv;
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    world.stdout.write(rest.length === 0 ? overview(commands) : helpFor(rest));
    return name === undefined ? exitCodes.usage : exitCodes.clean;
  }
  // -v as Node, npm, ESLint and Flux have it.
  if (name === "--version" || name === "-v" || name === "version") {
    world.stdout.write(`${version}\n`);
    return exitCodes.clean;
  }
  const found = findCommand(world.argv, commands);
  if ("group" in found) {
    world.stdout.write(overview(found.group));
    return rest.some((word) => word === "--help" || word === "-h") ? exitCodes.clean : exitCodes.usage;
  }
  const invocation = parseInvocation(found.command, found.args);
  if (invocation.isSet("help")) {
    world.stdout.write(helpOf(found.command));
    return exitCodes.clean;
  }
  return await found.command.run(invocation, world);
}

function helpFor(words: readonly string[]): string {
  const found = findCommand(words, commands);
  return "group" in found ? overview(found.group) : helpOf(found.command);
}

function overview(shown: readonly Command[]): string {
  const width = Math.max(...shown.map(({ name }) => name.length)) + 4;
  const rows = shown.flatMap(({ name, about }) => {
    const [first = "", ...more] = wrap(about.split(/[:.](?: |$)/)[0] ?? "", 78 - width);
    return [`  ${name.padEnd(width)}${first}`, ...more.map((line) => " ".repeat(width + 2) + line)];
  });
  return [
    "nimops checks NVIDIA NIM manifests for Kubernetes before they are merged.",
    "",
    "Usage: nimops COMMAND [FLAGS]",
    "",
    "Commands:",
    ...rows,
    "",
    "`nimops COMMAND --help` tells the flags of a command, `nimops --version` the",
    "version.",
    "",
  ].join("\n");
}
