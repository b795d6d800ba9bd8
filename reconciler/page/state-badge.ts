import { text } from "../../src/report/plan-html/markup.ts";
import type { State } from "./state-words.ts";
import type { Tone } from "./tone.ts";

/** A state with a sign beside its colour, for those who do not see colours. */
export function stateBadge({ tone, words }: State): string {
  return `<span class="verdict ${tone}"><span aria-hidden="true">${signs[tone]}</span> ${text(words, 100)}</span>`;
}

const signs: Readonly<Record<Tone, string>> = {
  good: "✓",
  busy: "…",
  doubt: "!",
  bad: "✗",
  none: "–",
};
