import type { SyntaxProblem, TextRange } from "./reading.ts";

/** The first error in a document, where reading it ends. Never leaves this folder. */
export class SyntaxFault extends Error {
  readonly range: TextRange;
  readonly more: Partial<Pick<SyntaxProblem, "code" | "help" | "related">>;

  constructor(
    range: TextRange,
    message: string,
    more: Partial<Pick<SyntaxProblem, "code" | "help" | "related">> = {},
  ) {
    super(message);
    this.range = range;
    this.more = more;
  }
}
