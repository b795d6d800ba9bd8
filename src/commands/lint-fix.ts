import { type FixOutcome, fixFiles } from "../lint/fix/fix-files.ts";
import { writeChanges } from "../lint/fix/write-changes.ts";
import { allParts, loadParts } from "../manifest/parts.ts";
import { withoutCredentials } from "../nim/credential.ts";
import { counted, printable } from "../report/printable.ts";
import { unifiedDiff } from "../report/unified-diff.ts";
import { type ExitCode, exitCodes, UserError } from "../user-error.ts";
import type { LintRequest } from "./lint-request.ts";
import { type LintOutcome, prepareLint } from "./lint-run.ts";
import { notFixedLines } from "./not-fixed-lines.ts";
import type { World } from "./world.ts";

/** Fixes files, says on standard error what came of it, and gives what linting says afterwards. */
export async function lintAndFix(request: LintRequest, unsafe: boolean, world: World): Promise<LintOutcome> {
  const { fixed, root, judge, sources } = await fixInMemory(request, unsafe, world);
  const { written, failed } = writeChanges(fixed.changes, root);
  const [failure] = failed;
  if (failure) {
    throw new UserError(`cannot write ${JSON.stringify(failure.path)}: ${failure.reason}`, {
      help: `${counted(written.length, "file")} fixed before that`,
    });
  }
  const kept = fixed.notFixed.length === 0 ? "" : `, ${counted(fixed.notFixed.length, "fix")} not applied`;
  const files = counted(written.length, "file");
  world.stderr.write(`nimops: fixed ${counted(fixed.fixed.length, "finding")} in ${files}${kept}\n`);
  for (const line of notFixedLines(fixed.notFixed)) world.stderr.write(`${line}\n`);
  return judge(sources);
}

/** Shows what fixing would change, and changes nothing. */
export async function showFixes(request: LintRequest, unsafe: boolean, world: World): Promise<ExitCode> {
  const { fixed } = await fixInMemory(request, unsafe, world);
  for (const { path, before, after } of fixed.changes) {
    const lines = unifiedDiff(path, before, after).split("\n");
    world.stdout.write(lines.map((line) => printable(withoutCredentials(line))).join("\n"));
  }
  for (const line of notFixedLines(fixed.notFixed)) world.stderr.write(`${line}\n`);
  return fixed.changes.length === 0 ? exitCodes.clean : exitCodes.findings;
}

async function fixInMemory(request: LintRequest, unsafe: boolean, world: World) {
  // Fixes are judged again and again, always alike: so with every part from the start.
  await loadParts(allParts);
  const { sources, root, judge } = await prepareLint(request, world);
  const fixed: FixOutcome = fixFiles({
    sources,
    unsafe,
    judge: (changed) => {
      const { findings, loaded } = judge(changed);
      return { findings, files: loaded.files };
    },
  });
  return { fixed, root, judge, sources };
}
