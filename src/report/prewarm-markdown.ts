import { bounded } from "../nim/bounded.ts";
import { code, fenced, html, literal, prose } from "./literal.ts";
import { summaryLimit } from "./markdown.ts";
import { timeSpan } from "./plan-view/time-span.ts";
import type { CacheResult, PrewarmCause, PrewarmResult } from "./prewarm-result.ts";
import { cacheCells, cacheName } from "./prewarm-view/cache-cells.ts";
import { outcomeIcons } from "./prewarm-view/outcome-words.ts";
import { prewarmHeadline } from "./prewarm-view/prewarm-headline.ts";
import { printableLines } from "./printable.ts";

export interface PrewarmMarkdownOptions {
  /** Bytes of the whole; what a job summary takes when absent. */
  readonly limit?: number;
}

/**
 * What a run did and found as Markdown for a job summary or a comment: the outcome, a row for each cache, then what is to
 * know of those that need attention, folded. It is never longer than the limit.
 */
export function prewarmMarkdown(result: PrewarmResult, options: PrewarmMarkdownOptions = {}): string {
  const limit = options.limit ?? summaryLimit;
  const head = headOf(result);
  const notes = result.notes.map((note) => `- ${prose(bounded(note, 1000))}\n`).join("");
  const foot = `${notes === "" ? "" : `${notes}\n`}<sub>digest ${code(result.digest)}</sub>\n\n`;
  let room = limit - bytes(head) - bytes(foot) - sentenceRoom;
  const take = (texts: readonly string[]) => {
    const taken: string[] = [];
    for (const text of texts) {
      room -= bytes(text);
      if (room < 0) break;
      taken.push(text);
    }
    return { text: taken.join(""), left: texts.length - taken.length };
  };
  const rows = take(result.caches.map(rowOf));
  const table = result.caches.length === 0 ? "" : `${tableHead}${rows.text}${rest(rows.left, "cache")}\n`;
  const sections = take(result.caches.flatMap(sectionOf));
  return head + table + sections.text + rest(sections.left, "description") + foot;
}

const sentenceRoom = 512;

function rest(count: number, noun: string): string {
  return count === 0
    ? ""
    : `\n*${count} more ${noun}${count === 1 ? "" : "s"}: \`nimops prewarm --format json\` has all.*\n\n`;
}

function headOf(result: PrewarmResult): string {
  const { outcome, cluster, server, seconds, dryRun } = result;
  const where = cluster === undefined ? "" : ` on ${code(bounded(cluster, 100))}`;
  const dry = dryRun ? " (dry run)" : "";
  const time = seconds < 1 ? "" : `, ${timeSpan(seconds)}`;
  return `### ${outcomeIcons[outcome]} nimops prewarm${where}${dry}: ${prewarmHeadline(result)}\n\n${code(server)}${time}\n\n`;
}

const tableHead = "| cache | | did | bytes | attempt | time |\n|---|---|---|---:|---|---:|\n";

function rowOf(cache: CacheResult): string {
  const { name, did, outcome, bytes, attempts, time } = cacheCells(cache);
  return `| ${code(name).replaceAll("|", "\\|")} | ${outcomeIcons[cache.outcome]} ${outcome} | ${did} | ${bytes} | ${attempts} | ${time} |\n`;
}

/** Empty for a cache that is ready and of which there is nothing to say. */
function sectionOf(cache: CacheResult): string[] {
  const { outcome, message, causes, log, stillRuns } = cache;
  if (outcome === "ready" && causes.length === 0) return [];
  const isSaid = outcome === "ready" || message === "" || causes.some((cause) => cause.message === message);
  const parts = [
    isSaid ? "" : `${prose(bounded(message, 2000))}\n`,
    [
      ...causes.map(causeItem),
      ...(stillRuns === undefined ? [] : [`- in the cluster: ${prose(bounded(stillRuns, 1000))}\n`]),
    ].join(""),
    log === undefined
      ? ""
      : `The end of the log of pod ${code(log.pod)}:\n\n${fenced(log.lines.map(logText).join("\n"))}\n`,
  ].filter((part) => part !== "");
  const open = outcome === "ready" ? "" : " open";
  const title = `${outcomeIcons[outcome]} <b>${html(cacheName(cache)).replaceAll("@", "@\u200b")}</b>: ${outcome}`;
  return [`<details${open}><summary>${title}</summary>\n\n${parts.join("\n")}\n</details>\n\n`];
}

function causeItem({ code: word, message, help }: PrewarmCause): string {
  const advice = help === undefined ? "" : `<br>${prose(bounded(help, 2000))}`;
  return `- **${literal(word)}**: ${prose(bounded(message, 2000))}${advice}\n`;
}

function logText(line: string): string {
  return printableLines(bounded(line, 1000));
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}
