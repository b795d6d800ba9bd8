import { withoutCredentials } from "../nim/credential.ts";
import { airgapCells, airgapHeadings, airgapHeadline } from "./airgap-cells.ts";
import type { AirgapReport, CacheLine, StepFailure, StepProblem } from "./airgap-result.ts";
import { columns } from "./columns.ts";
import { dataSize } from "./plan-view/data-size.ts";
import { logLine, printable } from "./printable.ts";
import { wrapped } from "./wrapped.ts";

/** What a call did, as people read it in a terminal of 80 columns: the outcome, each step, each cache, then what is not right. */
export function* airgapText(
  report: AirgapReport,
  { colors }: { readonly colors: boolean },
): Generator<string> {
  const { outcome, dryRun, steps, caches, facts, problems, failure } = report;
  const color = outcome === "done" ? 32 : 31;
  const word = colors ? `\u001b[${color}m${outcome}\u001b[0m` : outcome;
  const dry = dryRun ? " (dry run: nothing was moved)" : "";
  yield lines(`${word}: ${safe(airgapHeadline(report))}${dry}`, "");
  if (steps.length > 0) {
    yield lines(...columns([[...airgapHeadings], ...steps.map((step) => airgapCells(step, dryRun))]), "");
  }
  for (const cache of caches) yield lines(...aboutCache(cache), "");
  if (facts.length > 0) yield lines("Seen", ...facts.flatMap((fact) => listed(fact)), "");
  const warnings = steps.flatMap(({ warnings }) => warnings);
  if (warnings.length > 0) yield lines("Warnings", ...warnings.flatMap((warning) => listed(warning)), "");
  for (const problem of problems) yield lines(...aboutProblem(problem), "");
  if (failure !== undefined) yield lines(...aboutProblem(failure), ...again(failure), "");
}

function aboutCache(cache: CacheLine): string[] {
  const { name, image, digest, mirroredTo, protocol, profiles, folder, bytes, uploadedTo, profilesPath } =
    cache;
  const size = bytes === undefined ? "" : ` (${dataSize(bytes)})`;
  const rows: [string, string | undefined][] = [
    ["image", image],
    ["digest", digest],
    ["mirrored to", mirroredTo],
    ["protocol", protocol],
    ["profiles", profiles?.length === 0 ? undefined : profiles?.join(", ")],
    ["folder", folder === undefined ? undefined : `${folder}${size}`],
    ["uploaded to", uploadedTo],
    ["profiles path", profilesPath],
  ];
  // What is to be pasted is never broken by a line's end.
  return [
    safe(name),
    ...rows.flatMap(([title, value]) =>
      value === undefined ? [] : [logLine(`  ${title.padEnd(14)}${safe(value)}`)],
    ),
  ];
}

function aboutProblem({
  step,
  code,
  path,
  message,
  help,
}: StepProblem & { readonly step: string }): string[] {
  const where = path === undefined ? "" : `${path}: `;
  return [
    ...wrapped(safe(`${step}: ${code}`), ""),
    ...wrapped(safe(`${where}${message}`), "  "),
    ...adviceOf(help),
  ].map(logLine);
}

/** A command, which stands on a line of its own, is to be copied: it is never broken. */
function adviceOf(help: string | undefined): string[] {
  const [first, ...others] = help?.split("\n") ?? [];
  if (first === undefined) return [];
  return [...wrapped(safe(`help: ${first}`), "  "), ...others.map((line) => `  ${safe(line)}`)];
}

function again({ retryable }: StepFailure): string[] {
  return retryable ? ["  The same command may well succeed later; it goes on where it was."] : [];
}

function listed(sentence: string): string[] {
  const [first = "", ...rest] = wrapped(safe(sentence), "    ");
  return [`  - ${first.trimStart()}`, ...rest].map(logLine);
}

function safe(text: string): string {
  return printable(withoutCredentials(text.slice(0, 4000)));
}

function lines(...all: string[]): string {
  return all.map((line) => `${line}\n`).join("");
}
