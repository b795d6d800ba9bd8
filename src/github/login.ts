import { createPrivateKey } from "node:crypto";
import { parsedUrl } from "../nim/parsed-url.ts";
import { UserError } from "../user-error.ts";
import type { GithubLogin } from "./github.ts";

/**
 * The address of the REST API, without a slash at its end.
 *
 * @throws UserError where it cannot be one.
 */
export function checkedUrl(text: string): string {
  const url = parsedUrl(text);
  const isSafe =
    url?.protocol === "https:" ||
    (url?.protocol === "http:" && /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(url.hostname));
  if (url === undefined || !isSafe || url.username !== "" || url.search !== "" || url.hash !== "") {
    throw new UserError("the address of GitHub's API cannot be used: it is no https:// address", {
      help: "GITHUB_API_URL is https://api.github.com, or https://HOST/api/v3 of a GitHub Enterprise Server",
    });
  }
  return url.href.replace(/\/+$/, "");
}

/** @throws UserError where the token or the key cannot be one. */
export function checkLogin(login: GithubLogin): void {
  if ("token" in login) {
    if (/^[\x21-\x7e]{1,8192}$/.test(login.token)) return;
    throw new UserError("there is no token for GitHub, or it has characters that no token has", {
      help: "give it as the input github-token or as GITHUB_TOKEN",
    });
  }
  try {
    createPrivateKey(login.privateKey.replaceAll("\\n", "\n"));
  } catch {
    throw new UserError("the private key of the GitHub App cannot be read", {
      help: "give the PEM file that GitHub made for the app, with its BEGIN and END lines",
    });
  }
}
