import { withoutCredentials } from "../../src/nim/credential.ts";
import { printable } from "../../src/report/printable.ts";
import { shortened } from "../../src/report/shortened.ts";
import type { Badge } from "./badge.ts";
import { badgeColors, labelColor } from "./badge-colors.ts";

/**
 * A badge for https://shields.io/badges/endpoint-badge, which draws it in any style, and refuses keys that it does not know.
 * Source: badges/shields services/endpoint-common.js.
 */
export function badgeJson({ label, words, tone }: Badge): string {
  return `${JSON.stringify({
    schemaVersion: 1,
    label: shownText(label),
    message: shownText(words),
    color: badgeColors[tone],
    labelColor,
    isError: tone === "bad",
    cacheSeconds,
  })}\n`;
}

/** What shields takes for these badges where nothing is said. */
const cacheSeconds = 300;

function shownText(text: string): string {
  return printable(withoutCredentials(shortened(text, 60)));
}
