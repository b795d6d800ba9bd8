import { bounded } from "../nim/bounded.ts";
import { columns } from "./columns.ts";
import { timeSpan } from "./plan-view/time-span.ts";
import type { CacheResult, PrewarmCause, PrewarmResult } from "./prewarm-result.ts";
import { cacheCells, cacheName } from "./prewarm-view/cache-cells.ts";
import { outcomeIsGood } from "./prewarm-view/outcome-words.ts";
import { prewarmHeadline } from "./prewarm-view/prewarm-headline.ts";
import { logLine, printable } from "./printable.ts";
import { wrapped } from "./wrapped.ts";

export interface PrewarmTextOptions {
  readonly colors: boolean;
}

/** What a run did and found, as people read it in a terminal of 80 columns: the outcome, each cache, then what is to know of some. */
export function* prewarmText(result: PrewarmResult, { colors }: PrewarmTextOptions): Generator<string> {
  const paint = (text: string, good: boolean) => (colors ? painted(text, good) : text);
  const word = result.outcome;
  const dry = result.dryRun ? " (dry run: nothing was written)" : "";
  const [first = "", ...others] = wrapped(`${word}: ${safe(prewarmHeadline(result))}${dry}`, "", "  ");
  yield lines(first.replace(word, paint(word, outcomeIsGood[word])), ...others);
  yield lines(...wrapped(safe(whereAndWhen(result)), "  "), "");
  if (result.caches.length > 0) yield lines(...tableOf(result.caches), "");
  for (const cache of result.caches) {
    const about = aboutCache(cache);
    if (about.length > 0)
      yield lines(
        `${safe(cacheName(cache))}: ${paint(cache.outcome, outcomeIsGood[cache.outcome])}`,
        ...about,
        "",
      );
  }
  if (result.notes.length > 0) {
    yield lines("Notes", ...result.notes.flatMap((note) => listed(note, "  ")), "");
  }
  yield lines(`digest ${safe(result.digest)}`);
}

function whereAndWhen({ cluster, server, seconds }: PrewarmResult): string {
  const named = cluster === undefined ? server : `${cluster}, ${server}`;
  return seconds < 1 ? named : `${named}, ${timeSpan(seconds)}`;
}

const headings = {
  name: "CACHE",
  did: "DID",
  outcome: "OUTCOME",
  bytes: "BYTES",
  attempts: "ATTEMPT",
  time: "TIME",
};

/** Columns that nobody has anything in are left out. */
function tableOf(caches: readonly CacheResult[]): string[] {
  const rows = caches.map(cacheCells);
  const kept = (Object.keys(headings) as (keyof typeof headings)[]).filter((key) =>
    rows.some((row) => row[key] !== ""),
  );
  return columns(
    [headings, ...rows].map((row) => kept.map((key) => safe(row[key]))),
    "  ",
  );
}

/** Nothing where it is ready and there is nothing to say. */
function aboutCache({ outcome, message, causes, log, stillRuns }: CacheResult): string[] {
  const isSaid = outcome === "ready" || message === "" || causes.some((cause) => cause.message === message);
  const isPlain = outcome === "ready" && causes.length === 0;
  if (isPlain) return [];
  return [
    ...(isSaid ? [] : wrapped(safe(message), "  ")),
    ...causes.flatMap(causeLines),
    ...(stillRuns === undefined ? [] : listed(`in the cluster: ${stillRuns}`, "  ")),
    ...(log === undefined
      ? []
      : [
          "",
          `  the end of the log of pod ${safe(log.pod)}:`,
          ...log.lines.map((line) => `  | ${safe(line)}`),
        ]),
  ];
}

function causeLines({ code, message, help }: PrewarmCause): string[] {
  return [...listed(`${code}: ${message}`, "  "), ...(help === undefined ? [] : helpLines(help))];
}

/** A command stays in one line, so that it can be copied. */
function helpLines(help: string): string[] {
  const tied = safe(`help: ${help}`).replace(/`[^`]*`/g, (command) => command.replaceAll(" ", tie));
  return wrapped(tied, "    ").map((line) => line.replaceAll(tie, " "));
}

/** No text has it that went through `printable`. */
const tie = "\u200b";

function listed(text: string, indent: string): string[] {
  const [first = "", ...others] = wrapped(safe(text), `${indent}  `);
  return [`${indent}- ${first.trimStart()}`, ...others];
}

function lines(...all: readonly string[]): string {
  return all.map((line) => `${logLine(line)}\n`).join("");
}

function painted(text: string, good: boolean): string {
  return `\u001b[1;${good ? 32 : 31}m${text}\u001b[0m`;
}

function safe(text: string): string {
  return printable(bounded(text, 4000));
}
