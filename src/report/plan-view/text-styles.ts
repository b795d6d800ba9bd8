import type { Verdict } from "../../plan/placement/answer.ts";

type Style = (text: string) => string;

export interface PlanStyles {
  readonly strong: Style;
  readonly dim: Style;
  readonly verdict: Readonly<Record<Verdict, Style>>;
}

const same: Style = (text) => text;
const sgr =
  (...codes: number[]): Style =>
  (text) =>
    `\u001b[${codes.join(";")}m${text}\u001b[0m`;

const bad = sgr(1, 31);
const doubtful = sgr(1, 33);

export const plainPlan: PlanStyles = {
  strong: same,
  dim: same,
  verdict: { fits: same, "fits-if-packed": same, contended: same, "does-not-fit": same, unknown: same },
};

export const coloredPlan: PlanStyles = {
  strong: sgr(1),
  dim: sgr(2),
  verdict: {
    fits: sgr(1, 32),
    "fits-if-packed": doubtful,
    contended: bad,
    "does-not-fit": bad,
    unknown: doubtful,
  },
};
