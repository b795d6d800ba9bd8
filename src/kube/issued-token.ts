import { isMap, valueAt } from "../nim/value.ts";
import { UserError } from "../user-error.ts";
import type { Clock } from "./clock.ts";

/** Gives a new bearer token each time that it is asked, such as an OIDC token of a GitHub job. */
export type TokenIssuer = () => Promise<string>;

/** Where asking fails while the token at hand still lasts, the next try waits so long. */
const pauseAfterFailure = 10_000;

/**
 * The token of an issuer, asked for again in good time before it expires: that of a GitHub job lasts five minutes, and a
 * cache takes longer. How long it lasts is counted from when it came, so that clocks need not agree.
 */
export class IssuedToken {
  readonly #issuer: TokenIssuer;
  readonly #clock: Clock;
  #held: Held | undefined;
  #asking: Promise<Held> | undefined;

  constructor(issuer: TokenIssuer, clock: Clock) {
    this.#issuer = issuer;
    this.#clock = clock;
  }

  /** @throws what the issuer throws, once no token at hand is good any longer. */
  async current(): Promise<string> {
    const held = this.#held;
    if (held !== undefined && this.#clock.now() < held.renewAt) return held.token;
    // Those who ask at once get the same one.
    this.#asking ??= this.#renewed();
    return (await this.#asking).token;
  }

  /** Nobody takes the token any longer. */
  forget(): void {
    this.#held = undefined;
  }

  async #renewed(): Promise<Held> {
    try {
      this.#held = await this.#ask();
      return this.#held;
    } catch (error) {
      // What was forgotten meanwhile is of no use any more.
      const now = this.#clock.now();
      if (this.#held === undefined || now >= this.#held.endsAt) throw error;
      this.#held = { ...this.#held, renewAt: now + pauseAfterFailure };
      return this.#held;
    } finally {
      this.#asking = undefined;
    }
  }

  async #ask(): Promise<Held> {
    const askedAt = this.#clock.now();
    const token = (await this.#issuer()).trim();
    if (!/^[\x21-\x7e]{1,65536}$/.test(token)) {
      throw new UserError("the issuer of tokens gave none, or one with characters that no token has");
    }
    const lasts = lifetimeOf(token);
    return { token, renewAt: askedAt + 0.6 * lasts, endsAt: askedAt + lasts };
  }
}

interface Held {
  readonly token: string;
  /** On the clock. */
  readonly renewAt: number;
  readonly endsAt: number;
}

/** Milliseconds, as a JSON Web Token says of itself (RFC 7519); endless for one that does not: the server then tells. */
function lifetimeOf(token: string): number {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    const expires = isMap(claims) ? valueAt(claims, ["exp"]) : undefined;
    const issued = isMap(claims) ? valueAt(claims, ["iat"]) : undefined;
    if (typeof expires === "number" && typeof issued === "number" && expires > issued) {
      return (expires - issued) * 1000;
    }
  } catch {
    // Not a token of that form.
  }
  return Number.POSITIVE_INFINITY;
}
