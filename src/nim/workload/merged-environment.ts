import type { EnvVar } from "../schema/kinds.ts";

/**
 * Both lists as one, as the operator joins them: those that win come first, in their order and with their repetitions,
 * then the others whose names are not among them. Source: k8s-nim-operator internal/utils/utils.go, MergeEnvVars.
 */
export function mergedEnvironment(
  base: readonly (EnvVar | undefined)[] | undefined,
  winning: readonly (EnvVar | undefined)[] | undefined,
): EnvVar[] {
  const first = (winning ?? []).filter((variable) => variable !== undefined);
  const names = new Set(first.map(({ name }) => name));
  const rest = (base ?? []).filter((variable) => variable !== undefined);
  return [...first, ...rest.filter(({ name }) => !names.has(name))];
}
