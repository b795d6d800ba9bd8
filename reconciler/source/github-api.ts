import { remoteUrl } from "./remote-url.ts";

/** Why a GitHub must not be asked. */
export interface ApiFault {
  readonly reason: "CredentialsUnusable" | "HostRefused";
  readonly message: string;
  readonly help: string;
}

/**
 * Who writes a NIMRepository or its Secret must not make the controller ask servers of the node's own network, nor others than
 * it may ask for repositories.
 *
 * @param hosts Git servers that may be asked; any when left out
 */
export function faultOfApi(apiUrl: string, hosts: readonly string[] | undefined): ApiFault | undefined {
  const remote = remoteUrl(`${apiUrl.replace(/\/+$/, "")}/-`);
  if ("fault" in remote) {
    return {
      reason: "CredentialsUnusable",
      message: `the address of GitHub's API cannot be used: ${remote.fault}`,
      help: "write https://HOST/api/v3 of a GitHub Enterprise Server",
    };
  }
  const names = [remote.host, remote.host.replace(/^api\./, "")];
  if (hosts === undefined || names.some((name) => hosts.includes(name))) return undefined;
  return {
    reason: "HostRefused",
    message: `${remote.host} is no Git server that may be asked`,
    help: `the controller allows ${hosts.join(", ")} (--allow-git-host)`,
  };
}
