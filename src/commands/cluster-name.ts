import { reservedClusterNames } from "../github/status-context.ts";
import { UserError } from "../user-error.ts";

/** What a cluster is called in commit statuses. @throws UserError where it cannot be called so. */
export function clusterNameOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const reserved = reservedClusterNames.find((name) => name === text.toLowerCase());
  if (reserved !== undefined) {
    throw new UserError(`a cluster cannot be called ${reserved}`, {
      help: `commit statuses that begin with nimops/${reserved}/ are those of nimops ${reserved}: take another name, such as production`,
    });
  }
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(text)) {
    throw new UserError(`--cluster-name ${JSON.stringify(text.slice(0, 100))} is no name of a cluster`, {
      help: "write letters, digits, `.`, `_` and `-`, at most 63, with a letter or digit first and last",
    });
  }
  return text;
}
