/**
 * How often a test of real parts (API servers, registries, containers, a browser) is tried again in CI, where a machine that is
 * busy with others must not turn a change red: once, from its beginning. Vitest names each such test "(retry x1)": look at them,
 * a race is a bug too. What judges has no second try: its suites run in `npm test`, and random cases are the same at both tries.
 */
export const secondTry = process.env.CI ? 1 : 0;
