/** A command to copy: what is no plain word of Kubernetes (the text comes from a cluster or a file) is left to the reader. */
export function kubectl(namespace: string, ...words: readonly string[]): string {
  return ["kubectl", "-n", namespace, ...words]
    .map((word) => (plainWord.test(word) ? word : "NAME"))
    .join(" ");
}

/** Or one of the flags that are used here: a name such as `--all` is none. */
const plainWord =
  /^(?:-n|-o|-l|-L|--overwrite|--previous|--tail=50|--show-managed-fields|--list|[A-Za-z0-9][A-Za-z0-9._/=,:-]*)$/;
