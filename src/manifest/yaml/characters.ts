import type { SyntaxProblem, TextRange } from "./reading.ts";

/**
 * Characters that YAML does not allow (go.yaml.in/yaml v2 readerc.go), and halves of surrogate pairs. One problem a run of
 * them, the first ten.
 */
export function findForbiddenCharacters(text: string, { start, end }: TextRange): SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  const runs = new RegExp(forbidden, "gu");
  runs.lastIndex = start;
  for (let run = runs.exec(text); run !== null && run.index < end; run = runs.exec(text)) {
    const code = (run[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    problems.push({
      range: { start: run.index, end: Math.min(run.index + run[0].length, end) },
      code: "syntax",
      message: `the character U+${code} is not allowed in YAML`,
      help: `remove it, or write it as an escape in double quotes ("\\u${code.slice(-4)}")`,
    });
    if (problems.length === 10) break;
  }
  return problems;
}

const forbidden = /[^\t\n\r\x20-\x7e\x85\u{a0}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]+/u;
