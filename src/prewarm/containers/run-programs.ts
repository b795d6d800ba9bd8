import type { Run } from "./run.ts";
import { runContainerTool } from "./run-container-tool.ts";
import { runProgram } from "./run-program.ts";

/**
 * Containers are started through @actions/exec; what can be killed without harm, such as a pull or skopeo, by our own means,
 * which can.
 */
export const runPrograms: Run = (command, args, options) => {
  const starts = /^(?:podman|docker)$/.test(command) && args[0] === "run";
  return (starts ? runContainerTool : runProgram)(command, args, options);
};
