import { resolve } from "node:path";
import { printable, printableLines } from "../report/printable.ts";
import { type ExitCode, exitCodes, UserError } from "../user-error.ts";
import { actionInputs } from "./action-inputs.ts";
import { type ActionWorld, type Toolkit, title } from "./action-world.ts";
import { checkAction } from "./check-action.ts";
import { openTellings } from "./open-tellings.ts";

/**
 * The Action: inputs and event in; log, annotations, job summary, comment, files and outputs out.
 *
 * @returns what the process ends with; everything but 0 fails the step.
 */
export async function runAction(toolkit: Toolkit, world: ActionWorld): Promise<ExitCode> {
  try {
    // It runs a second time after the job's steps where it failed or was cancelled: `post-if` of action.yml.
    if (toolkit.getState("ran") !== "") return await afterwards(toolkit, world);
    toolkit.saveState("ran", "true");
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

async function afterwards(toolkit: Toolkit, world: ActionWorld): Promise<ExitCode> {
  if (toolkit.getState(openTellings) === "") return exitCodes.clean;
  const { closeTellings } = await import("./close-tellings.ts");
  return closeTellings(toolkit, world);
}

async function run(toolkit: Toolkit, world: ActionWorld): Promise<ExitCode> {
  const inputs = actionInputs((name) => toolkit.getInput(name));
  const { command, workingDirectory } = inputs;
  if (command === "comment") {
    const { commentAction } = await import("./comment-action.ts");
    return commentAction(inputs, toolkit, world);
  }
  const cwd = resolve(world.cwd, workingDirectory);
  if (command === "prewarm") {
    refuseNoFolder(cwd, workingDirectory, world);
    const { prewarmAction } = await import("./prewarm-action.ts");
    return prewarmAction(inputs, cwd, toolkit, world);
  }
  if (command === "airgap") {
    refuseNoFolder(cwd, workingDirectory, world);
    const { airgapAction } = await import("./airgap-action.ts");
    return airgapAction(inputs, cwd, toolkit, world);
  }
  if (command !== "check" && command !== "lint" && command !== "plan") {
    throw new UserError(`the input command: ${JSON.stringify(command)} is not known`, {
      help: "one of check, lint, plan, comment, prewarm, airgap",
    });
  }
  refuseNoFolder(cwd, workingDirectory, world);
  return checkAction(command, inputs, cwd, toolkit, world);
}

function refuseNoFolder(cwd: string, given: string, { isFolder }: ActionWorld): void {
  if (isFolder(cwd)) return;
  throw new UserError(`the input working-directory: ${JSON.stringify(given)} is no folder`, {
    help: "it counts from the workspace; is the repository checked out?",
  });
}
