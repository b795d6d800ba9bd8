import { runOnce } from "../../reconciler/process/run-once.ts";
import { readNamedFile, repositoryIn } from "../../reconciler/repository/read-file.ts";
import { connect } from "../kube/connect.ts";
import { type ExitCode, exitCodes, UserError } from "../user-error.ts";
import { version } from "../version.ts";
import type { Invocation } from "./command.ts";
import { lintChoiceOf } from "./lint-choice.ts";
import { choice, flagSettings } from "./lint-request.ts";
import { namespaceOf } from "./namespace-of.ts";
import { isInTheWay, passText } from "./pass-text.ts";
import { reconcilerLogin } from "./reconciler-login.ts";
import type { World } from "./world.ts";

/**
 * What `nimops reconcile --once` is asked for: a pass that can be begun. The file is read and judged here, before signals are
 * waited for and before the cluster matters: a pipe that nobody writes into ends with the process.
 *
 * @throws UserError
 */
export function onlyPass(invocation: Invocation, world: World): (signal: AbortSignal) => Promise<ExitCode> {
  const name = invocation.text("file");
  if (name === undefined) {
    throw new UserError("nimops reconcile --once needs a NIMRepository", {
      help: "give its file as --file FILE",
    });
  }
  const format = choice(flagSettings(invocation), "format", ["text", "json"] as const) ?? "text";
  const given = namespaceOf(invocation.text("namespace"), "--namespace");
  const file = readNamedFile({ name, cwd: world.cwd, stdin: world.stdin });
  repositoryIn(file, given);
  return async (signal) => {
    const cluster = await connect(reconcilerLogin(invocation, world));
    try {
      const repository = repositoryIn(file, given ?? cluster.namespace);
      const dryRun = invocation.isSet("dry-run");
      const userAgent = `nimops/${version}`;
      const result = await runOnce({
        ...{ cluster, repository, dryRun, userAgent, signal },
        readLint: lintChoiceOf,
        now: Date.now,
      });
      world.stdout.write(await reported(format, repository, result, dryRun));
      return isInTheWay(result) ? exitCodes.findings : exitCodes.clean;
    } finally {
      await cluster.close();
    }
  };
}

/** What JSON takes is loaded only for it. */
async function reported(format: "text" | "json", ...about: Parameters<typeof passText>): Promise<string> {
  if (format === "text") return passText(...about);
  const { passJson } = await import("./pass-contract.ts");
  return passJson(...about);
}
