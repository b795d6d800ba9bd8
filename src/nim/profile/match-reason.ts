import { bounded } from "../bounded.ts";

/** `tp is "2", "1" is wanted`; what a profile does not say is told as such. */
export function differs(tag: string, found: string | undefined, wanted: string): string {
  return `${said(tag, found)}, ${shown(wanted)} is wanted`;
}

/** `gpu is "H100"`, or `there is no tag gpu`. */
export function said(tag: string, found: string | undefined): string {
  return found === undefined ? `there is no tag ${tag}` : `${tag} is ${shown(found)}`;
}

/** `"A100" and "T4"`, at most five of them. */
export function listed(texts: readonly string[], word: "and" | "or"): string {
  const first = texts.slice(0, 5).map((text) => shown(text));
  if (texts.length > 5) return `${first.join(", ")} ${word} ${texts.length - 5} more`;
  const last = first.pop() ?? "";
  return first.length === 0 ? last : `${first.join(", ")} ${word} ${last}`;
}

/** In quotes, as it is written: an expression with its backslashes doubled would be another one. */
export function shown(text: string): string {
  return `"${bounded(text, 200)}"`;
}
