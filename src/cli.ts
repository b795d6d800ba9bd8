import { type Command, helpOf, parseInvocation } from "./commands/command.ts";
import { explainCommand } from "./commands/explain.ts";
import { lintCommand } from "./commands/lint.ts";
import { rulesCommand } from "./commands/rules.ts";
import { schemaCommand } from "./commands/schema.ts";
import type { World } from "./commands/world.ts";
import { closest } from "./nim/closest.ts";
import { printableLines } from "./report/printable.ts";
import { type ExitCode, exitCodes, UserError } from "./user-error.ts";
import { version } from "./version.ts";

export const commands: readonly Command[] = [lintCommand, rulesCommand, explainCommand, schemaCommand];

/** The command line: finds the command, runs it, turns what went wrong into a message and an exit code. */
export async function main(world: World): Promise<ExitCode> {
  try {
    return await dispatch(world);
  } catch (error) {
    if (error instanceof UserError) {
      world.stderr.write(`nimops: ${printableLines(error.message)}\n`);
      if (error.help !== undefined) world.stderr.write(`  help: ${printableLines(error.help)}\n`);
      return error.exitCode;
    }
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    world.stderr.write(
      `nimops: internal error; please report it with this trace\n${printableLines(trace)}\n`,
    );
    return exitCodes.internal;
  }
}

async function dispatch(world: World): Promise<ExitCode> {
  const [name, ...args] = world.argv;
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    const asked = commands.find((command) => command.name === args[0]);
    world.stdout.write(asked ? helpOf(asked) : overview());
    return name === undefined ? exitCodes.usage : exitCodes.clean;
  }
  if (name === "--version" || name === "version") {
    world.stdout.write(`${version}\n`);
    return exitCodes.clean;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) {
    const meant = closest(
      name,
      commands.map((candidate) => candidate.name),
    );
    throw new UserError(`there is no command ${JSON.stringify(name)}`, {
      help: meant === undefined ? "see `nimops --help`" : `did you mean \`nimops ${meant}\`?`,
    });
  }
  const invocation = parseInvocation(command, args);
  if (invocation.isSet("help")) {
    world.stdout.write(helpOf(command));
    return exitCodes.clean;
  }
  return await command.run(invocation, world);
}

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 4;
  const rows = commands.map(({ name, about }) => `  ${name.padEnd(width)}${about.split(/[:.] /)[0]}`);
  return [
    "nimops checks NVIDIA NIM manifests for Kubernetes before they are merged.",
    "",
    "Usage: nimops COMMAND [FLAGS]",
    "",
    "Commands:",
    ...rows,
    "",
    "`nimops COMMAND --help` tells the flags of a command; `nimops --version` the version.",
    "",
  ].join("\n");
}
