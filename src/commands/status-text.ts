import { type HealthState, healthStates } from "../nim/health/health.ts";
import { columns } from "../report/columns.ts";
import { counted, logLine, printable } from "../report/printable.ts";
import { wrap } from "./command.ts";
import type { StatusEntry } from "./status-of.ts";

/** A table of all, then each that is not healthy in full, the worst first; at most 80 columns, but for commands. */
export function statusText(
  entries: readonly StatusEntry[],
  { colors }: { readonly colors: boolean },
): string {
  if (entries.length === 0) return "no NIMCache, NIMService, NIMPipeline or NIMBuild\n";
  const rows = entries.map(({ health, kind, namespace, name, reason }) => [
    health,
    kind,
    printable(namespace),
    printable(name),
    printable(reason),
  ]);
  const [heading = "", ...lines] = columns([["HEALTH", "KIND", "NAMESPACE", "NAME", "REASON"], ...rows]);
  const painted = lines.map((line, index) => paint(line, entries[index]?.health ?? "healthy", colors));
  const details = healthStates
    .filter((state) => state !== "healthy")
    .flatMap((state) => entries.filter(({ health }) => health === state))
    .flatMap((entry) => ["", ...detailsOf(entry, colors)]);
  return [heading, ...painted, ...details, "", summaryOf(entries), ...unsure(entries), ""]
    .map(logLine)
    .join("\n");
}

function detailsOf({ kind, namespace, name, health, message, help, unseen }: StatusEntry, colors: boolean) {
  const title = paint(`${health} ${kind} ${printable(`${namespace}/${name}`)}`, health, colors);
  const without = unseen === undefined ? undefined : `not looked at: ${unseen.join(", ")}`;
  return [
    title,
    ...paragraph(printable(message)),
    ...(help === undefined ? [] : paragraph(`help: ${printable(help)}`)),
    ...(without === undefined ? [] : paragraph(without)),
  ];
}

/** In lines of 80 columns; a command stays on one line, to be copied. */
function paragraph(text: string): string[] {
  const commands: string[] = [];
  const held = text.replace(/`[^`]*`/g, (command) => {
    commands.push(command);
    return command.replace(/[^`]/g, "`");
  });
  return wrap(`  ${held}`, 80).map((line) => line.replace(/`+/g, () => commands.shift() ?? ""));
}

/** `12 resources: 10 healthy, 2 blocked`. */
function summaryOf(entries: readonly StatusEntry[]): string {
  const counts = healthStates.toReversed().flatMap((state) => {
    const count = entries.filter(({ health }) => health === state).length;
    return count === 0 ? [] : [`${count} ${state}`];
  });
  return `${counted(entries.length, "resource")}: ${counts.join(", ")}`;
}

/** What looks healthy only because nothing else was given. */
function unsure(entries: readonly StatusEntry[]): string[] {
  const healthy = entries.filter(({ health }) => health === "healthy");
  const unseen = [...new Set(healthy.flatMap((entry) => entry.unseen ?? []))];
  if (unseen.length === 0) return [];
  return wrap(`"healthy" is what the operator says: not looked at were ${unseen.join(", ")}`, 80);
}

const paints: Record<HealthState, number> = {
  failed: 31,
  blocked: 31,
  degraded: 33,
  progressing: 36,
  healthy: 32,
};

/** Colours the word at the beginning of a line. */
function paint(line: string, health: HealthState, colors: boolean): string {
  return colors ? `\u001b[${paints[health]}m${health}\u001b[0m${line.slice(health.length)}` : line;
}
