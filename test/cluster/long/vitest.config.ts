import { defineConfig } from "vitest/config";
import { suite } from "../suite.ts";
import { isShort } from "./how-long.ts";

interface Repeated {
  readonly file: string;
  readonly all: Readonly<Record<string, string>>;
  /** Left out where what `test:cluster` does is enough for every change. */
  readonly short?: Readonly<Record<string, string>>;
}

/** Suites of `test:cluster` with random cases, and the variables that make more of them. */
const random: readonly Repeated[] = [
  { file: "test/cluster/lint-truth.test.ts", all: { NIMOPS_MUTANTS: "20000" } },
  {
    file: "test/cluster/plan-scheduler.test.ts",
    all: { NIMOPS_FLEETS: "1000" },
    short: { NIMOPS_FLEETS: "100" },
  },
];

/** What takes too long for every change: all of it, or with NIMOPS_LONG=short a sample of a few minutes. */
export default defineConfig(() => {
  const chosen = random.flatMap(({ file, all, short }) => {
    const more = isShort ? short : all;
    return more ? [{ file, more }] : [];
  });
  return suite({
    include: ["test/cluster/long/**/*.test.ts", ...chosen.map(({ file }) => file)],
    exclude: [],
    env: Object.assign({}, ...chosen.map(({ more }) => more)),
  });
});
