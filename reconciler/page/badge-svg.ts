import { html } from "../../src/report/literal.ts";
import { shortened } from "../../src/report/shortened.ts";
import type { Badge } from "./badge.ts";
import { badgeColors, labelColor } from "./badge-colors.ts";
import { textWidth } from "./text-width.ts";

/**
 * A badge as a picture: flat, twenty pixels high, as READMEs have them. Text is stretched to the width that was counted, so
 * that it fits whatever font the reader has. Nothing in it is a link, a style or a script.
 */
export function badgeSvg({ label, words, tone }: Badge): string {
  const [left, right] = [partOf(label), partOf(words)];
  const width = left.width + right.width;
  const said = `${left.text}: ${right.text}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" viewBox="0 0 ${width} 20" role="img" aria-label="${said}">`,
    `<title>${said}</title>`,
    `<clipPath id="r"><rect width="${width}" height="20" rx="3"/></clipPath>`,
    `<g clip-path="url(#r)"><rect width="${left.width}" height="20" fill="${labelColor}"/>`,
    `<rect x="${left.width}" width="${right.width}" height="20" fill="${badgeColors[tone]}"/></g>`,
    '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11" text-rendering="geometricPrecision">',
    textAt(left, left.width / 2),
    textAt(right, left.width + right.width / 2),
    "</g></svg>\n",
  ].join("");
}

/** UTF-16 units of each half. */
const mostText = 60;
/** Pixels on each side of the text. */
const margin = 6;

interface Part {
  readonly text: string;
  /** Of the text alone. */
  readonly length: number;
  readonly width: number;
}

function partOf(written: string): Part {
  const cut = shortened(written, mostText);
  const text = html(cut);
  const length = Math.round(textWidth(shownOf(text)) * 10) / 10;
  return { text, length, width: Math.ceil(length) + 2 * margin };
}

/** As it is drawn: what was made harmless is longer than what was written. */
function shownOf(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}

/** Letters of languages that go the other way stay in the order in which they are written. */
function textAt({ text, length }: Part, x: number): string {
  return `<text x="${x}" y="14" textLength="${length}" lengthAdjust="spacingAndGlyphs" direction="ltr" unicode-bidi="isolate">${text}</text>`;
}
