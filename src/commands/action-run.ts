import { resolve } from "node:path";
import { printable, printableLines } from "../report/printable.ts";
import { type ExitCode, exitCodes, UserError } from "../user-error.ts";
import { actionInputs } from "./action-inputs.ts";
import { type ActionWorld, type Toolkit, title } from "./action-world.ts";
import { checkAction } from "./check-action.ts";

/**
 * The Action: inputs and event in; log, annotations, job summary, comment, files and outputs out.
 *
 * @returns what the process ends with; everything but 0 fails the step.
 */
export async function runAction(toolkit: Toolkit, world: ActionWorld): Promise<ExitCode> {
  try {
    return await run(toolkit, world);
  } catch (error) {
    if (error instanceof UserError) {
      const help = error.help === undefined ? "" : `\nhelp: ${printable(error.help)}`;
      toolkit.error(`${printable(error.message)}${help}`, title);
      return error.exitCode;
    }
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    toolkit.error(`internal error; please report it with this trace\n${printableLines(trace)}`, title);
    return exitCodes.internal;
  }
}

async function run(toolkit: Toolkit, world: ActionWorld): Promise<ExitCode> {
  const inputs = actionInputs((name) => toolkit.getInput(name));
  const { command, workingDirectory } = inputs;
  if (command === "comment") {
    const { commentAction } = await import("./comment-action.ts");
    return commentAction(inputs, toolkit, world);
  }
  if (command !== "check" && command !== "lint" && command !== "plan") {
    throw new UserError(`the input command: ${JSON.stringify(command)} is not known`, {
      help: "one of check, lint, plan, comment",
    });
  }
  const cwd = resolve(world.cwd, workingDirectory);
  if (!world.isFolder(cwd)) {
    throw new UserError(`the input working-directory: ${JSON.stringify(workingDirectory)} is no folder`, {
      help: "it counts from the workspace; is the repository checked out?",
    });
  }
  return checkAction(command, inputs, cwd, toolkit, world);
}
