import { withoutCredentials } from "../nim/credential.ts";
import { airgapCells, airgapHeadline } from "./airgap-cells.ts";
import type { AirgapOutcome, AirgapReport, CacheLine, StepProblem } from "./airgap-result.ts";
import { code, literal, prose } from "./literal.ts";
import { summaryLimit } from "./markdown.ts";
import { dataSize } from "./plan-view/data-size.ts";

/** What a call did as Markdown for a job summary. It is never longer than the limit, in bytes. */
export function airgapMarkdown(report: AirgapReport, limit = summaryLimit): string {
  const { outcome, dryRun, steps, caches, facts, problems, failure } = report;
  const dry = dryRun ? " (dry run)" : "";
  const head = `### ${icons[outcome]} nimops airgap${dry}: ${literal(airgapHeadline(report))}\n\n`;
  const table =
    steps.length === 0
      ? ""
      : `${tableHead}${steps.map((step) => `| ${airgapCells(step, dryRun).join(" | ")} |\n`).join("")}\n`;
  const told = [...problems, ...(failure === undefined ? [] : [failure])];
  const warnings = steps.flatMap(({ warnings }) => warnings);
  const parts = [
    ...told.map(problemItem),
    ...warnings.map((warning) => `- warning: ${prose(safe(warning))}\n`),
    caches.length === 0 ? "" : "\n",
    ...caches.map(cacheSection),
    facts.length === 0 ? "" : `\n<details><summary>Seen</summary>\n\n`,
    ...facts.map((fact) => `- ${prose(safe(fact))}\n`),
    facts.length === 0 ? "" : "\n</details>\n",
  ];
  return within(head + table, parts, limit);
}

const icons: Readonly<Record<AirgapOutcome, string>> = {
  done: "✅",
  problems: "❌",
  failed: "❌",
  stopped: "⏹️",
};

const tableHead =
  "| step | images | profiles | files | moved | there | time | |\n|---|---:|---:|---:|---:|---:|---:|---|\n";

function problemItem({
  step,
  code: word,
  path,
  message,
  help,
}: StepProblem & { readonly step: string }): string {
  const where = path === undefined ? "" : `${code(safe(path))}: `;
  const advice = help === undefined ? "" : `<br>${prose(safe(help))}`;
  return `- ${step}: **${literal(word)}**: ${where}${prose(safe(message))}${advice}\n`;
}

function cacheSection({ name, image, digest, profiles, bytes, mirroredTo, profilesPath }: CacheLine): string {
  const rows: [string, string | undefined][] = [
    ["image", image],
    ["digest", digest],
    ["mirrored to", mirroredTo],
    ["profiles", profiles?.length === 0 ? undefined : profiles?.join(", ")],
    ["size", bytes === undefined ? undefined : dataSize(bytes)],
    ["profiles path", profilesPath],
  ];
  const shown = rows.flatMap(([title, value]) =>
    value === undefined ? [] : [`  - ${title}: ${code(safe(value))}\n`],
  );
  return `- ${code(safe(name))}\n${shown.join("")}`;
}

function safe(text: string): string {
  return withoutCredentials(text.slice(0, 2000));
}

/** What has no room is left out, and that it is, is told. */
function within(head: string, parts: readonly string[], limit: number): string {
  const more = "\n*There is more in the log, and in the JSON report.*\n</details>\n";
  let text = head;
  for (const part of parts) {
    if (Buffer.byteLength(text) + Buffer.byteLength(part) + Buffer.byteLength(more) > limit)
      return text + more;
    text += part;
  }
  return text;
}
