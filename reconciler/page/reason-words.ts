import { rows } from "../statuses/meanings.ts";

/**
 * A reason as people read it, in the words of commit statuses: they name nothing of the cluster. The message beside a reason
 * may name nodes, hosts and Secrets, and is not for everybody. Undefined for a reason that has no words.
 */
export function reasonWords(reason: string): string | undefined {
  known ??= new Map(rows.map(([each, , words]) => [each, words]));
  return known.get(reason) ?? known.get(reason.replace(/^Cache(?=[A-Z])/, ""));
}

let known: ReadonlyMap<string, string> | undefined;
