import type { LiveObject } from "../../../src/kube/object.ts";
import { isMap, type Value, valueAt } from "../../../src/nim/value.ts";

/** What a push tells; nothing in it is trusted further than to look. */
export interface PushedCommit {
  /** `github.com/acme/models`, in lower case. */
  readonly places: ReadonlySet<string>;
  /** `refs/heads/main`; undefined where any may have changed. */
  readonly ref: string | undefined;
  readonly commit: string | undefined;
}

/** Of the payload of a push on GitHub, or on servers that speak as it does. Undefined where it names no repository. */
export function pushedCommit(payload: Value): PushedCommit | undefined {
  const addresses = ["clone_url", "ssh_url", "git_url", "html_url"].flatMap((name) => {
    const address = valueAt(payload, ["repository", name]);
    return typeof address === "string" && address.length <= 2048 ? (placeOf(address) ?? []) : [];
  });
  if (addresses.length === 0 || !isMap(payload)) return undefined;
  const { ref, after } = payload;
  return {
    places: new Set(addresses),
    ref: typeof ref === "string" ? ref : undefined,
    commit:
      typeof after === "string" && /^(?!0+$)(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(after) ? after : undefined,
  };
}

/** Whether a NIMRepository follows what was pushed. */
export function isOf({ places, ref }: PushedCommit, repository: LiveObject): boolean {
  const url = valueAt(repository, ["spec", "url"]);
  const place = typeof url === "string" ? placeOf(url) : undefined;
  if (place === undefined || !places.has(place)) return false;
  const branch = valueAt(repository, ["spec", "ref", "branch"]);
  const isOtherBranch =
    typeof branch === "string" && ref?.startsWith("refs/heads/") && ref !== `refs/heads/${branch}`;
  return !isOtherBranch;
}

/**
 * Whether the commit that was pushed is one of the branch that a NIMRepository follows. Of what a tag names, or another
 * branch, nobody may say that it was overtaken.
 */
export function isOnBranchOf({ ref }: PushedCommit, repository: LiveObject): boolean {
  const branch = valueAt(repository, ["spec", "ref", "branch"]);
  return typeof branch === "string" && ref === `refs/heads/${branch}`;
}

/** Host and path of an address, however it is written: https, ssh and `git@HOST:PATH` are the same place. */
function placeOf(address: string): string | undefined {
  const short = /^[\w.-]+@([\w.-]+):(?!\/\/)(.+)$/.exec(address);
  const text = short ? `ssh://${short[1]}/${short[2]}` : address;
  if (!URL.canParse(text)) return undefined;
  const { hostname, pathname } = new URL(text);
  const path = pathname.replace(/^\/+|\/+$/g, "").replace(/\.git$/, "");
  return path === "" ? undefined : `${hostname}/${path}`.toLowerCase();
}
