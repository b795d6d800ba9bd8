/** A variable of a container that is written out, or taken from elsewhere. */
interface Variable {
  readonly name?: string | undefined;
  readonly value?: string | undefined;
  readonly valueFrom?: unknown;
}

/**
 * The variable that the container will see: of two with one name the last wins. `value` is undefined where it comes
 * from a Secret, a ConfigMap or a field.
 */
export function lastVariable(
  env: readonly (Variable | undefined)[] | undefined,
  name: string,
): { index: number; value: string | undefined } | undefined {
  const index = env?.findLastIndex((variable) => variable?.name === name) ?? -1;
  const variable = index === -1 ? undefined : env?.[index];
  if (!variable) return undefined;
  return { index, value: variable.valueFrom === undefined ? (variable.value ?? "") : undefined };
}
