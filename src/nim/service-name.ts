/**
 * The longest name of a NIMService: its container is called `<name>-ctr`, and a container's name has at most 63
 * characters. Source: k8s-nim-operator nimservice_types.go, GetContainerName; seen on a cluster with 59 and 60.
 */
export const longestServiceName = 59;

/** A Kubernetes Service of the same name is made, so the name is a DNS-1035 label: a letter first, no dots. */
export function isServiceName(name: string): boolean {
  return name.length <= longestServiceName && /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name);
}

/** The nearest name that would be right: `llama-3.1-8b` becomes `llama-3-1-8b`, `8b-llama` becomes `nim-8b-llama`. */
export function correctedServiceName(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+/, "");
  const begun = /^[a-z]/.test(plain) ? plain : `nim-${plain}`;
  return begun.slice(0, longestServiceName).replace(/-+$/, "");
}
