import { createHash } from "node:crypto";

/**
 * The value of the label `nimops.dev/repository` on what a NIMRepository owns: two of one name in two namespaces do not
 * take each other's resources. A namespace has no dot, so the text says which is which. Source: Kubernetes, label values
 * have at most 63 characters.
 */
export function ownerLabel({
  namespace,
  name,
}: {
  readonly namespace: string;
  readonly name: string;
}): string {
  const whole = `${namespace}.${name}`;
  if (whole.length <= mostCharacters) return whole;
  const digest = createHash("sha256").update(whole).digest("hex").slice(0, 10);
  const start = whole.slice(0, mostCharacters - digest.length - 1).replace(/[^A-Za-z0-9]+$/, "");
  return `${start}-${digest}`;
}

const mostCharacters = 63;
