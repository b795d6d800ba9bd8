/** Exit codes of the command line; also in docs/exit-codes.md. */
export const exitCodes = {
  clean: 0,
  findings: 1,
  usage: 2,
  nothingFound: 3,
  internal: 4,
  /** 128 and the number of the signal that ended it, as shells have it. */
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A mistake of the user: told in one sentence, without a stack trace. Everything else that is thrown is our bug. */
export class UserError extends Error {
  readonly exitCode: ExitCode;
  readonly help: string | undefined;

  constructor(message: string, options: { help?: string; exitCode?: ExitCode } = {}) {
    super(message);
    this.name = "UserError";
    this.exitCode = options.exitCode ?? exitCodes.usage;
    this.help = options.help;
  }
}
