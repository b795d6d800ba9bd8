/** How an object is, worst first. docs/status.md tells users the same. */
export const healthStates = ["failed", "blocked", "degraded", "progressing", "healthy"] as const;

/**
 * - `healthy`: what the spec asks for is there and works.
 * - `progressing`: on its way; there is nothing to do but wait.
 * - `degraded`: something is wrong, and it is still being tried or still serves.
 * - `blocked`: waits for something that only somebody outside can change; goes on by itself then.
 * - `failed`: nobody tries it any more.
 */
export type HealthState = (typeof healthStates)[number];

export interface Health {
  readonly health: HealthState;
  /** A stable code in PascalCase, for programs. */
  readonly reason: string;
  /** One sentence, without the object's own name and without a full stop. Holds text of the cluster, cut and without credentials. */
  readonly message: string;
  /** What to do, with commands. */
  readonly help?: string;
  /** Kinds of objects that were not given, and without which the answer may be wrong. */
  readonly unseen?: readonly string[];
}

/** The worst of several; the first one of those that are equally bad. */
export function worstOf<T extends { readonly health: HealthState }>(all: readonly T[]): T | undefined {
  let worst: T | undefined;
  for (const one of all) {
    if (worst === undefined || rank(one.health) < rank(worst.health)) worst = one;
  }
  return worst;
}

function rank(health: HealthState): number {
  return healthStates.indexOf(health);
}
