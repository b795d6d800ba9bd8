import { redacted } from "../../src/kube/redacted.ts";

export type LogLevel = "debug" | "info" | "warn" | "error";

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** One JSON object a line; what is secret is painted over. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** These texts are shown in no line from now on. */
  hide(secrets: Iterable<string>): void;
}

export interface LogSettings {
  readonly write: (line: string) => void;
  readonly level: LogLevel;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const levels: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/** More Secrets than a controller has. */
const mostSecrets = 1_000;

export function redactingLog({ write, level, now }: LogSettings): Log {
  const secrets = new Set<string>();
  const at =
    (of: LogLevel) =>
    (message: string, fields: LogFields = {}) => {
      if (levels.indexOf(of) < levels.indexOf(level)) return;
      const shown = Object.entries(fields).map(([key, value]) => [
        key,
        typeof value === "string" ? redacted(value, secrets) : value,
      ]);
      const own = {
        time: new Date(now()).toISOString(),
        level: of,
        message: redacted(message, secrets),
      };
      // No field takes the place of these, nor comes before them.
      write(`${JSON.stringify({ ...own, ...Object.fromEntries(shown), ...own })}\n`);
    };
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    hide(more) {
      for (const secret of more) {
        if (secret.length < shortestSecret || secrets.has(secret)) continue;
        const [oldest] = secrets;
        if (secrets.size >= mostSecrets && oldest !== undefined) secrets.delete(oldest);
        secrets.add(secret);
      }
    },
  };
}

/** Shorter ones would paint over ordinary words. */
const shortestSecret = 6;
