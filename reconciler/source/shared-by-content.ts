import { createHash } from "node:crypto";
import { canonicalJson } from "../../src/plan/canonical-json.ts";

/** Things that all have in common who name the same content, each for as long as it has users. A user has one at a time. */
export class SharedByContent<T> {
  readonly #shared = new Map<string, { readonly thing: T; readonly users: Set<object> }>();
  readonly #keys = new Map<object, string>();

  /** Until `giveBack`, or something of another content for the same user. */
  take(user: object, content: unknown, make: () => T): T {
    const key = keyOf(content);
    if (this.#keys.get(user) !== key) this.giveBack(user);
    const shared = this.#shared.get(key) ?? { thing: make(), users: new Set<object>() };
    shared.users.add(user);
    this.#shared.set(key, shared);
    this.#keys.set(user, key);
    return shared.thing;
  }

  giveBack(user: object): void {
    const key = this.#keys.get(user);
    if (key === undefined) return;
    this.#keys.delete(user);
    const users = this.#shared.get(key)?.users;
    users?.delete(user);
    if (users?.size === 0) this.#shared.delete(key);
  }
}

/** Secrets, which may be in it, are kept nowhere. */
function keyOf(content: unknown): string {
  return createHash("sha256").update(canonicalJson(content)).digest("hex");
}
