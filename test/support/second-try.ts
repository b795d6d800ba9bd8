/**
 * How often a failed test is tried again in CI, where a machine that is busy with others must not turn a change red: once, from its
 * beginning. Random cases are the same at both tries, so that a wrong verdict stays wrong. Vitest names each such test
 * "(retry x1)": look at them, a race is a bug too.
 */
export const secondTry = process.env.CI ? 1 : 0;
