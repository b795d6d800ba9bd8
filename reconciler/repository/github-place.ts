/** Where the repository of an address is on GitHub. */
export interface GithubPlace {
  readonly owner: string;
  readonly name: string;
  /** The REST API of its host; an Enterprise Server has it below the same host. */
  readonly api: string;
}

/** Of `https://HOST/OWNER/NAME.git`, `ssh://git@HOST/OWNER/NAME.git` or `git@HOST:OWNER/NAME.git`; undefined for another address. */
export function githubPlace(url: string): GithubPlace | undefined {
  const [, withPort = "", path = ""] =
    /^(?:https?:\/\/([^/]+)\/)(.+)$/.exec(url) ??
    /^ssh:\/\/(?:[^@/]+@)?([^/]+)\/(.+)$/.exec(url) ??
    /^[^@/:]+@([^/:]+):\/?(.+)$/.exec(url) ??
    [];
  const [, owner = "", name = ""] = /^([A-Za-z0-9._-]+)\/([A-Za-z0-9._-]+?)(?:\.git)?\/?$/.exec(path) ?? [];
  if (owner === "" || name === "") return undefined;
  // A port of ssh says nothing of the API's.
  const host = (url.startsWith("http") ? withPort : withPort.replace(/:\d+$/, "")).toLowerCase();
  // ssh.github.com is GitHub's own way through firewalls.
  const isPublic = /^(?:www\.|ssh\.)?github\.com(?::443)?$/.test(host);
  return { owner, name, api: isPublic ? "https://api.github.com" : `https://${host}/api/v3` };
}
