import { type Decision, keyOf } from "../../reconciler/decide/decision.ts";
import type { PassResult } from "../../reconciler/pass/pass.ts";
import type { NIMRepository } from "../../reconciler/repository/types.ts";
import { printableLines } from "../report/printable.ts";

/** What one pass did, or would do, for a terminal. */
export function passText({ metadata, spec }: NIMRepository, result: PassResult, dryRun: boolean): string {
  const { status, decision, effects, transient } = result;
  const { attempted } = status.revision;
  const lines = [
    `${metadata.namespace}/${metadata.name}: ${spec.url} at ${attempted?.slice(0, 12) ?? "no commit"}`,
  ];
  for (const { severity, rule, message, location } of status.findings) {
    lines.push(`${severity.padEnd(9)} ${location === undefined ? "" : `${location}: `}${message} (${rule})`);
  }
  if (dryRun && decision) lines.push(...plannedLines(decision));
  for (const effect of effects) lines.push(line(effect.did, effect));
  if (decision) lines.push(...standingLines(decision));
  const stalled = status.conditions.find(({ type, status: is }) => type === "Stalled" && is === "True");
  if (stalled) lines.push(`stalled   ${stalled.reason}: ${stalled.message}`);
  if (transient !== undefined) lines.push(`failed    ${transient}`);
  lines.push(status.summary);
  return printableLines(`${lines.join("\n")}\n`);
}

/** Whether a pass could not do what it was to: what only takes time is not in the way. */
export function isInTheWay({ status, effects, transient }: PassResult): boolean {
  const isStalled = status.conditions.some(({ type, status: is }) => type === "Stalled" && is === "True");
  return isStalled || transient !== undefined || effects.some(({ did }) => did === "failed");
}

function plannedLines({ apply, prune }: Decision): string[] {
  return [
    ...apply.map((each) => line(words[each.why], { ...each, message: each.fields.join(", ") })),
    ...prune.map((each) => line("delete", each)),
  ];
}

const words = { create: "create", update: "update", adopt: "adopt", correct: "correct" } as const;

function standingLines({ hold, keep, refuse, stalled }: Decision): string[] {
  return [
    ...hold.map((each) => line("waits", each)),
    ...keep.map((each) => line("stays", each)),
    ...refuse.map((each) => line("refused", each)),
    ...stalled.map((each) => line("stalled", each)),
  ];
}

function line(word: string, about: Parameters<typeof keyOf>[0] & { readonly message?: string }): string {
  const { message } = about;
  const why = message === undefined || message === "" ? "" : `: ${message}`;
  return `${word.padEnd(9)} ${keyOf(about)}${why}`;
}
