import { type Answer, failure } from "./asked.ts";

/** GitHub Docs, "Rate limits for the REST API": calls of one token. */
const mostInHour = 5000;
const mostWrites = { minute: 80, hour: 500 };
const mostPoints = 900;
const points = (method: string) => (method === "GET" ? 1 : 5);

const minute = 60_000;
const hour = 60 * minute;

/** GitHub's limits, on the clock of a test. */
export class CallLimits {
  /** What was too much: who keeps within the limits has none. */
  readonly breaches: string[] = [];
  readonly #calls: { readonly at: number; readonly method: string }[] = [];
  #closedUntil = 0;

  /** The refusal, where it is too much. */
  admit(method: string, now: number): Answer | undefined {
    if (now < this.#closedUntil) {
      this.breaches.push(`${method} at ${now}, though nothing was to come before ${this.#closedUntil}`);
      return this.#secondary(now);
    }
    this.#calls.push({ at: now, method });
    const lately = (span: number) => this.#calls.filter(({ at }) => at > now - span);
    const writes = (span: number) => lately(span).filter((call) => call.method !== "GET").length;
    const [inHour, inMinute] = [lately(hour), lately(minute)];
    if (inHour.length > mostInHour) {
      const reset = Math.ceil(((inHour[0]?.at ?? now) + hour) / 1000);
      this.#closedUntil = reset * 1000;
      this.breaches.push(`more than ${mostInHour} calls in an hour at ${now}`);
      return failure(403, "API rate limit exceeded for installation ID 1.", {
        date: new Date(now).toUTCString(),
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": String(reset),
      });
    }
    const spent = inMinute.reduce((sum, call) => sum + points(call.method), 0);
    const isTooMuch =
      spent > mostPoints || writes(minute) > mostWrites.minute || writes(hour) > mostWrites.hour;
    if (!isTooMuch) return undefined;
    this.#closedUntil = now + minute;
    this.breaches.push(
      `${spent} points and ${writes(minute)} writes in a minute, ${writes(hour)} in an hour at ${now}`,
    );
    return this.#secondary(now);
  }

  /** The most writes in any span that ended with one of them. */
  mostWritesIn(span: number): number {
    const writes = this.#calls.flatMap(({ at, method }) => (method === "GET" ? [] : [at]));
    let most = 0;
    for (let from = 0, to = 0; to < writes.length; to++) {
      while ((writes[from] ?? 0) <= (writes[to] ?? 0) - span) from++;
      most = Math.max(most, to - from + 1);
    }
    return most;
  }

  #secondary(now: number): Answer {
    const message =
      "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
    const wait = Math.ceil((this.#closedUntil - now) / 1000);
    return failure(403, message, { "retry-after": String(wait) });
  }
}
