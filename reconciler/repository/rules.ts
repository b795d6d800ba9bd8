import type { Path } from "../../src/nim/value.ts";
import { versionRange } from "../source/semver-range.ts";
import { milliseconds } from "./duration.ts";
import { githubPlace } from "./github-place.ts";
import { mostNamespaces, mostPublished, mostRegistries } from "./most-items.ts";
import type { RepositoryDocument } from "./spec-schema.ts";

/** What fields of a spec have to do with each other: for the API server in CEL, and the same for us. */
export interface RepositoryRule {
  /** True where it is right; `self` is the spec, with its defaults. Undefined where CEL cannot say it. */
  readonly cel: string | undefined;
  /** Below `spec`. */
  readonly path: Path;
  readonly message: string;
  readonly help: string;
  fits(spec: Spec): boolean;
}

type Spec = RepositoryDocument["spec"];

const isHttp = ({ url }: Spec) => url.startsWith("http");

/** By git check-ref-format; and nothing that looks like an option, or like a full name. RE2 and JavaScript read it alike. */
const badRef = String.raw`^-|^/|^refs/|^@$|[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|/$|\.$|(?:^|/)\.|\.lock(?:/|$)`;
const isBadRef = new RegExp(badRef);

function celText(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

function between(
  name: "interval" | "resync" | "timeout" | "progressDeadline",
  least: string,
  most: string,
): RepositoryRule {
  return {
    cel: `duration(self.${name}) >= duration('${least}') && duration(self.${name}) <= duration('${most}')`,
    path: [name],
    message: `spec.${name} must be from ${least} to ${most}`,
    help: "write it as 90s, 5m or 1h",
    fits: (spec) => {
      const is = milliseconds(spec[name]) ?? 0;
      return is >= (milliseconds(least) ?? 0) && is <= (milliseconds(most) ?? 0);
    },
  };
}

function refName(name: "branch" | "tag"): RepositoryRule {
  return {
    cel: `!has(self.ref.${name}) || !self.ref.${name}.matches(${celText(badRef)})`,
    path: ["ref", name],
    message: `spec.ref.${name} is no name that git takes`,
    help: `write the short name, such as ${name === "branch" ? "main" : "v1.2.3"}`,
    fits: ({ ref }) => ref?.[name] === undefined || !isBadRef.test(ref[name]),
  };
}

function inside(
  path: Path,
  has: string,
  value: string,
  of: (spec: Spec) => string | undefined,
): RepositoryRule {
  return {
    cel: `${has}(!${value}.startsWith('/') && !${value}.startsWith(':') && !${value}.split('/').exists(step, step == '..'))`,
    path,
    message: `spec.${path.join(".")} must lie in the repository`,
    help: "write it from the top of the repository, such as clusters/production",
    fits: (spec) => {
      const text = of(spec);
      return text === undefined || !(/^[/:]/.test(text) || text.split("/").includes(".."));
    },
  };
}

export const repositoryRules: readonly RepositoryRule[] = [
  {
    cel: "[has(self.ref.branch), has(self.ref.tag), has(self.ref.semver), has(self.ref.commit)].filter(given, given).size() == 1",
    path: ["ref"],
    message: "spec.ref must have exactly one of branch, tag, semver and commit",
    help: "keep the one that is to be followed",
    fits: ({ ref }) =>
      ref === undefined || Object.values(ref).filter((value) => value !== undefined).length === 1,
  },
  refName("branch"),
  refName("tag"),
  {
    // The grammar of ranges is too much for CEL; what passes there stalls.
    cel: undefined,
    path: ["ref", "semver"],
    message: "spec.ref.semver is no range of versions",
    help: "write a range such as >=1.2.0 <2.0.0, ^1.2 or 1.x",
    fits: ({ ref }) => ref?.semver === undefined || versionRange(ref.semver) !== undefined,
  },
  inside(["path"], "", "self.path", ({ path }) => path),
  inside(
    ["inventory", "path"],
    "!has(self.inventory) || ",
    "self.inventory.path",
    ({ inventory }) => inventory?.path,
  ),
  between("interval", "10s", "24h"),
  between("resync", "1m", "24h"),
  between("timeout", "5s", "30m"),
  between("progressDeadline", "1m", "168h"),
  {
    cel: "self.url.startsWith('http') || (has(self.auth) && self.auth.type == 'ssh')",
    path: ["auth"],
    message: "an address of ssh needs spec.auth with type: ssh",
    help: "name a Secret with identity and known_hosts",
    fits: (spec) => isHttp(spec) || spec.auth?.type === "ssh",
  },
  {
    cel: "!self.url.startsWith('http') || !has(self.auth) || self.auth.type != 'ssh'",
    path: ["auth", "type"],
    message: "spec.auth.type ssh needs an address of ssh",
    help: "write the address as ssh://git@HOST/OWNER/NAME.git",
    fits: (spec) => !isHttp(spec) || spec.auth?.type !== "ssh",
  },
  {
    cel: "!has(self.proxy) || self.url.startsWith('http')",
    path: ["proxy"],
    message: "spec.proxy is for addresses of https",
    help: "write the address as https://HOST/OWNER/NAME.git, or leave the proxy out",
    fits: (spec) => spec.proxy === undefined || isHttp(spec),
  },
  {
    cel: "(self.mode == 'observe') == has(self.observe)",
    path: ["observe"],
    message: "spec.observe says who applies in the mode observe, and only there",
    help: "name the Kustomization or the Application, or leave mode: observe out",
    fits: ({ mode, observe }) => (mode === "observe") === (observe !== undefined),
  },
  {
    cel: "!has(self.targetNamespaces) || !has(self.namespace) || self.namespace in self.targetNamespaces",
    path: ["namespace"],
    message: "spec.namespace must be among spec.targetNamespaces",
    help: "add it there",
    fits: ({ namespace, targetNamespaces }) =>
      targetNamespaces === undefined || namespace === undefined || targetNamespaces.includes(namespace),
  },
  {
    // The schema of the API server counts by itself.
    cel: undefined,
    path: ["targetNamespaces"],
    message: `spec.targetNamespaces has more than ${mostNamespaces} namespaces, or none`,
    help: "leave it out for the default namespace alone; a second NIMRepository takes more",
    fits: ({ targetNamespaces: names }) =>
      names === undefined || (names.length > 0 && names.length <= mostNamespaces),
  },
  {
    cel: undefined,
    path: ["gates", "registries"],
    message: `spec.gates.registries has more than ${mostRegistries} registries`,
    help: "name registries without paths",
    fits: ({ gates }) => (gates?.registries?.length ?? 0) <= mostRegistries,
  },
  {
    cel: undefined,
    path: ["publish"],
    message: `spec.publish has a list of more than ${mostPublished} names`,
    help: 'write ["*"] for all',
    fits: ({ publish }) =>
      Math.max(publish?.resources?.length ?? 0, publish?.pools?.length ?? 0) <= mostPublished,
  },
  {
    cel: "!has(self.github) || (duration(self.github.grace) >= duration('0s') && duration(self.github.grace) <= duration('24h'))",
    path: ["github", "grace"],
    message: "spec.github.grace must be from 0s to 24h",
    help: "write it as 90s, 5m or 1h",
    fits: ({ github }) => github === undefined || (milliseconds(github.grace) ?? -1) <= 24 * 3_600_000,
  },
  {
    cel: "!has(self.github) || self.url.matches('^(?:https?://[^/]+/|ssh://[^/]+/|[^/:]+@[^/:]+:/?)[A-Za-z0-9._-]+/[A-Za-z0-9._-]+/?$')",
    path: ["github"],
    message: "spec.github is for repositories of GitHub: spec.url must end with OWNER/NAME",
    help: "write the address as https://HOST/OWNER/NAME.git or git@HOST:OWNER/NAME.git",
    fits: ({ github, url }) => github === undefined || githubPlace(url) !== undefined,
  },
];
