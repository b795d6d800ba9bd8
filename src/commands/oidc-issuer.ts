import type { TokenIssuer } from "../kube/issued-token.ts";
import { printable } from "../report/printable.ts";
import { UserError } from "../user-error.ts";
import type { Toolkit } from "./action-world.ts";

/** OIDC tokens of the job that runs, for one audience; each lasts five minutes. Source: GitHub Docs, "OpenID Connect". */
export function oidcIssuer(toolkit: Toolkit, audience: string): TokenIssuer {
  return async () => {
    try {
      return await toolkit.getIDToken(audience);
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      const isMissing = said.includes("ACTIONS_ID_TOKEN_REQUEST");
      throw new UserError(
        isMissing
          ? "GitHub gives this job no OIDC token for the cluster"
          : `GitHub gave no OIDC token for the cluster: ${printable(said.replace(/\s+/g, " ").slice(0, 300))}`,
        {
          help: isMissing
            ? "give the job the permission id-token: write; runs for pull requests from forks cannot have it"
            : "run the job again; https://www.githubstatus.com tells of troubles",
        },
      );
    }
  };
}
