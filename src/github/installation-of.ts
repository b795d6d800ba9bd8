import * as z from "zod";
import type { Calls } from "./calls.ts";
import type { Repository } from "./github.ts";

/** The number of an app's installation in a repository. @param asApp requests that are signed as the app itself */
export async function installationOf({ owner, name }: Repository, asApp: Calls): Promise<number> {
  const { id } = await asApp.read(
    `find the app's installation in ${owner}/${name}`,
    z.object({ id: z.int() }),
    () => asApp.client.rest.apps.getRepoInstallation({ owner, repo: name }),
  );
  return id;
}
