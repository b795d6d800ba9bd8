import type { FleetVerdict } from "../plan/placement/answer.ts";
import type { Plan } from "../plan/plan.ts";
import { code, prose } from "./literal.ts";
import { commentLimit } from "./markdown.ts";
import { countsLine, headline, levelTitles } from "./plan-view/headline.ts";
import { type MarkdownSection, sectionsOf } from "./plan-view/markdown-sections.ts";
import { shareRoom } from "./plan-view/share-room.ts";
import { verdictIcons } from "./plan-view/verdict-words.ts";
import type { Folders } from "./repository-path.ts";

export interface PlanMarkdownOptions extends Folders {
  /** Bytes of the whole; `commentLimit` when absent. */
  readonly limit?: number | undefined;
  /** Whether the check failed; when absent, blockers and a plan that does not fit make it fail. */
  readonly failed?: boolean | undefined;
  /** Where the repository's files are shown, such as https://github.com/owner/name/blob/SHA; places are links then. */
  readonly sourceUrl?: string | undefined;
  /** Where everything is, told when rows are left out. */
  readonly rest?: string | undefined;
}

/**
 * The plans as Markdown for a comment or a job summary: of each the verdict, what blocks, then what will happen, folded. It
 * is never longer than the limit: where there is no room, whole rows are left out and counted.
 */
export function planMarkdown(plans: readonly Plan[], options: PlanMarkdownOptions): string {
  const room = Math.floor((options.limit ?? commentLimit) / Math.max(1, plans.length));
  return plans.map((plan) => onePlan(plan, room, options)).join("");
}

function onePlan(plan: Plan, limit: number, options: PlanMarkdownOptions): string {
  const head = headOf(plan, options.failed);
  const foot = `<sub>digest ${code(plan.digest)}</sub>\n\n`;
  const sections = sectionsOf(plan, { ...options, limit });
  const frames = sections.reduce((sum, section) => sum + bytes(frameOf(section)), 0);
  const shares = shareRoom(
    sections.map(({ rows }) => rows.reduce((sum, row) => sum + bytes(row), 0)),
    limit - bytes(head) - bytes(foot) - frames,
  );
  const parts = sections.map((section, index) => filled(section, shares[index] ?? 0));
  const text = head + parts.join("") + foot;
  return bytes(text) <= limit ? text : `${head}${options.rest ?? everywhere}\n\n`;
}

const everywhere = "`nimops plan --format json` tells all of it";

/** As many whole rows as there is room for. */
function filled(section: MarkdownSection, room: number): string {
  const { open, rows, unwritten, close, leftOut } = section;
  let left = room;
  let shown = 0;
  for (const row of rows) {
    left -= bytes(row);
    if (left < 0) break;
    shown++;
  }
  const missing = rows.length - shown + unwritten;
  const rest = missing > 0 ? leftOut(missing) : "";
  return open + rows.slice(0, shown).join("") + rest + close;
}

function frameOf({ open, rows, unwritten, close, leftOut }: MarkdownSection): string {
  return open + leftOut(rows.length + unwritten) + close;
}

function headOf(plan: Plan, failed: boolean | undefined): string {
  const { verdict, blockers, inventory, workloads, levels, cluster } = plan;
  const fails = failed ?? (blockers.length > 0 || verdict === "does-not-fit");
  const icon = fails ? "❌" : verdictIcons[verdict];
  const where = cluster === undefined ? "" : ` on ${code(cluster.slice(0, 100))}`;
  const blocked =
    blockers.length === 0 ? "" : `, ${blockers.length} blocker${blockers.length === 1 ? "" : "s"}`;
  const isPlaced = inventory !== undefined && workloads.length > 0;
  return [
    `### ${icon} nimops plan${where}: ${verdict}${blocked}`,
    `${prose(sentenceOf(headline(plan)))}<br>${prose(countsLine(plan).slice(0, 500))}`,
    ...(isPlaced ? [levelsTable(verdict, levels)] : []),
    "",
  ].join("\n\n");
}

function levelsTable(verdict: FleetVerdict, levels: Plan["levels"]): string {
  const titles = ["at minimum replicas", ...levelTitles.map(([title]) => title)];
  const words = [verdict, ...levelTitles.map(([, level]) => levels[level])];
  return [
    `| ${titles.join(" | ")} |`,
    `|${titles.map(() => "---|").join("")}`,
    `| ${words.map((word) => `${verdictIcons[word]} ${word}`).join(" | ")} |`,
  ].join("\n");
}

function sentenceOf(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}
