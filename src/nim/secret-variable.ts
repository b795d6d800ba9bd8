/** Whether the name of a variable says that its value is a secret. */
export function isSecretName(name: string): boolean {
  return name.length <= longestName && secretName.test(name);
}

/** A reference that Kubernetes or a shell fills in, so that the value itself is none of the secret. */
export function isReference(value: string): boolean {
  return reference.test(value);
}

/** Cheap, and true of every text that writes a secret name or a document of the kind Secret without escapes. */
export function mayNameSecret(text: string): boolean {
  return hint.test(text);
}

/** Variables have short names; what is longer is made to take long. */
const longestName = 1000;

const words = "(?:API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|TOKEN|PASSWORD|PASSWD|PASSPHRASE|SECRET|CREDENTIALS?)";
const secretName = new RegExp(`(?:^|_)${words}$`, "i");
const reference = /^\$[({][^\s(){}]*[)}]$/;
const hint = new RegExp(`(?<![A-Za-z0-9-])${words}(?![A-Za-z0-9_])|\\\\[xuU]`, "i");
