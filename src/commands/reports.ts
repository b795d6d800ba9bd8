import { type FormatName, formats, isFormatName, type ReportOptions } from "../report/formats.ts";
import { UserError } from "../user-error.ts";
import type { LintOutcome } from "./lint-run.ts";
import { largePieces, writeReportFile } from "./report-file.ts";
import type { World } from "./world.ts";

export const formatNames = Object.keys(formats).filter(isFormatName);

/** A report that was asked for: in a format, to standard output or into a file. */
export interface ReportTarget<Name extends string = FormatName> {
  readonly format: Name;
  readonly file: string | undefined;
}

/**
 * Reads `text`, `json=report.json` and the like. Standard output takes one report; where all go into files, it
 * shows the usual one.
 *
 * @throws UserError for a format that is not known, and for two reports that would go to one place.
 */
export function reportTargets<Name extends string>(
  specifications: readonly string[],
  names: readonly Name[],
  usual: Name,
): ReportTarget<Name>[] {
  const targets = specifications.map((specification) => {
    const [named = "", ...rest] = specification.split("=");
    const file = rest.length === 0 ? undefined : rest.join("=");
    const name = names.find((known) => known === named);
    if (name === undefined) {
      throw new UserError(`--format ${named || '""'} is not known`, { help: `one of ${names.join(", ")}` });
    }
    if (file === "") {
      throw new UserError(`--format ${specification} names no file`, {
        help: `write --format ${name}=FILE, or --format ${name} for standard output`,
      });
    }
    return { format: name, file };
  });
  const twice = targets.find(
    ({ file }, index) => targets.findIndex((other) => other.file === file) !== index,
  );
  if (twice) {
    const place = twice.file === undefined ? "standard output" : JSON.stringify(twice.file);
    throw new UserError(`two reports cannot both go to ${place}`, {
      help: `give one a file of its own: --format ${twice.format}=FILE`,
    });
  }
  return targets.some(({ file }) => file === undefined)
    ? targets
    : [...targets, { format: usual, file: undefined }];
}

/** Files are written first: what standard output says is then the last word, and true. */
export function writeReports(
  targets: readonly ReportTarget[],
  outcome: LintOutcome,
  options: ReportOptions,
  { cwd, stdout }: Pick<World, "cwd" | "stdout">,
): void {
  // Colours and the width of the terminal are no matter of a file.
  const inFile = { ...options, text: { colors: false, width: 80 } };
  for (const { format, file } of targets) {
    if (file !== undefined)
      writeReportFile(file, { cwd, checkout: options.folders.root }, formats[format].report(outcome, inFile));
  }
  for (const { format, file } of targets) {
    if (file !== undefined) continue;
    for (const piece of largePieces(formats[format].report(outcome, options))) stdout.write(piece);
  }
}
