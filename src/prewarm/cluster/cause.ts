import type { Health } from "../../nim/health/health.ts";
import type { PrewarmCause } from "../../report/prewarm-result.ts";

/** What is known of an object's trouble, with the commands in its help taken out for those who copy them. */
export function causeOfHealth({
  reason,
  message,
  help,
}: Pick<Health, "reason" | "message" | "help">): PrewarmCause {
  return cause(reason, message, help);
}

export function cause(code: string, message: string, help?: string): PrewarmCause {
  const commands = [...(help ?? "").matchAll(/`(kubectl [^`]+)`/g)].flatMap(([, command]) => command ?? []);
  return { code, message, ...(help === undefined ? {} : { help }), commands: [...new Set(commands)] };
}
