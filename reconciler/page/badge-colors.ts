import type { Tone } from "./tone.ts";

/** White text on each is read with a contrast of at least 4.5 (WCAG 2.2, 1.4.3). */
export const badgeColors: Readonly<Record<Tone, string>> = {
  good: "#1a7a37",
  busy: "#0b62c1",
  doubt: "#8f5400",
  bad: "#b3121f",
  none: "#5f6770",
};

export const labelColor = "#3d444d";
