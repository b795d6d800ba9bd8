import type * as z from "zod/mini";
import { nimKinds } from "../../src/nim/schema/kinds.ts";
import {
  choice,
  fields,
  flag,
  integer,
  list,
  openFields,
  optional,
  text,
  texts,
  withDefault,
} from "../../src/nim/schema/kit.ts";
import { operatorVersions } from "../../src/nim/version.ts";
import { repositoryKind } from "./kind.ts";

/** A NIMRepository as people write it. What fields have to do with each other is in `rules`. Built at the first use. */
export function repositorySchema() {
  built ??= build();
  return built;
}

let built: ReturnType<typeof build> | undefined;

export type RepositoryDocument = z.output<ReturnType<typeof build>>;

const gateNames = ["enforce", "warn", "off"] as const;

/** RFC 1123. */
const labelName = {
  min: 1,
  max: 63,
  pattern: /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/,
  words: "lower-case letters, digits and `-`, with a letter or digit first and last",
};

const objectName = {
  min: 1,
  max: 253,
  pattern: /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/,
  words: "lower-case letters, digits, `-` and `.`, with a letter or digit first and last",
};

const host = String.raw`(?:[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?`;
const loopback = String.raw`(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])(?::[0-9]{1,5})?`;
const rest = String.raw`/[^\s@?#"'<>\\\x60]+`;
const user = "[A-Za-z0-9][A-Za-z0-9._-]*";

const url = {
  min: 1,
  max: 2048,
  pattern: new RegExp(
    `^(?:https://${host}${rest}|http://${loopback}${rest}|ssh://${user}@${host}${rest}|${user}@[A-Za-z0-9][A-Za-z0-9.-]*:[^\\s:@?#"'<>\\\\\`]+)$`,
  ),
  words:
    "an address such as https://HOST/OWNER/NAME.git or ssh://git@HOST/OWNER/NAME.git, without credentials",
};

const duration = {
  min: 2,
  max: 20,
  pattern: /^(?:[0-9]{1,6}h)?(?:[0-9]{1,6}m)?(?:[0-9]{1,6}s)?$/,
  words: "a time such as 30s, 5m or 1h30m",
};

const targetUrl = {
  min: 1,
  max: 1000,
  pattern: new RegExp(
    `^https://${host}(?:/(?:[^\\s{}"'<>\\\\\`]|\\{(?:sha|cluster|namespace|name|kind)\\})*)?$`,
  ),
  words:
    "an address of https, in whose path {sha}, {cluster}, {namespace}, {name} and {kind} may stand, and nothing else in braces",
};

const path = { min: 1, max: 400, pattern: /^[^\n\r]+$/, words: "a path with slashes" };
const refName = { min: 1, max: 255 };

const secretRef = () =>
  fields("A Secret in the namespace of the NIMRepository.", { name: text("Its name.", objectName) });

const build = () =>
  fields("A Git repository with NIM manifests, and the namespaces that they go to.", {
    apiVersion: choice("API group and version.", [repositoryKind.apiVersion]),
    kind: choice("The kind.", [repositoryKind.kind]),
    metadata: openFields("Name and namespace.", {
      name: text("Its name.", objectName),
      namespace: optional(text("Its namespace.", labelName)),
    }),
    spec: spec(),
  });

const spec = () =>
  fields("What is to be brought from Git into the cluster, and how.", {
    mode: withDefault(
      "apply",
      choice(
        "`apply`: the resources in Git are brought into the cluster. `observe`: Flux or Argo CD does that; nothing is written, only told.",
        ["apply", "observe"],
      ),
    ),
    url: text("Address of the repository: https://HOST/PATH, ssh://USER@HOST/PATH or USER@HOST:PATH.", url),
    ref: optional(
      fields("What is followed: exactly one of these; the branch main when left out.", {
        branch: optional(text("The newest commit of a branch.", refName)),
        tag: optional(text("The commit of a tag.", refName)),
        semver: optional(
          text("The newest tag that is a version in a range, such as `>=1.2.0 <2.0.0`.", {
            min: 1,
            max: 200,
          }),
        ),
        commit: optional(
          text("One commit.", {
            pattern: /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/,
            words: "the full name of a commit: 40 or 64 hexadecimal digits in lower case",
          }),
        ),
      }),
    ),
    path: withDefault(".", text("The folder with the manifests, from the top of the repository.", path)),
    interval: withDefault(
      "1m",
      text("How often Git is asked for a new commit, webhooks aside; 10s to 24h.", duration),
    ),
    resync: withDefault(
      "10m",
      text("How often everything is compared though nothing seems to have changed; at least 1m.", duration),
    ),
    timeout: withDefault("1m", text("For one call to the Git server; 5s to 30m.", duration)),
    suspend: withDefault(false, flag("Nothing is fetched, applied or deleted while this is true.")),
    refuseRewinds: optional(
      flag("A commit that does not follow the one before, as after a force-push, is not taken."),
    ),
    auth: optional(
      fields("How the repository is opened; left out for a public one.", {
        type: choice(
          "`https`: username and password (a token) of the Secret. `github-app`: githubAppID, githubAppInstallationID (optional) and githubAppPrivateKey. `ssh`: identity and known_hosts.",
          ["https", "github-app", "ssh"],
        ),
        secretRef: secretRef(),
      }),
    ),
    proxy: optional(
      fields("The way to the Git server.", {
        url: text("Its address, without credentials.", {
          max: 2048,
          pattern:
            /^(?:https?|socks5h?):\/\/(?:[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?\/?$/,
          words: "an address such as http://HOST:PORT",
        }),
        secretRef: optional(secretRef()),
      }),
    ),
    certificateAuthority: optional(
      fields(
        "Who has signed the Git server's certificate: ca.crt of the Secret, in PEM. Others are not trusted then.",
        {
          secretRef: secretRef(),
        },
      ),
    ),
    verify: optional(
      fields("Which commits are trusted: those that somebody in allowed_signers of the Secret has signed.", {
        type: choice("Signatures by ssh.", ["ssh"]),
        secretRef: secretRef(),
      }),
    ),
    namespace: optional(
      text(
        "For manifests that name no namespace; the first of targetNamespaces, else the NIMRepository's own, when left out.",
        labelName,
      ),
    ),
    targetNamespaces: optional(
      list("Where resources may go; only the default namespace when left out.", text("", labelName)),
    ),
    prune: optional(
      fields("What becomes of resources that are no longer in Git.", {
        enabled: withDefault(true, flag("Whether they are deleted.")),
        caches: withDefault(
          "keep",
          choice("A deleted NIMCache takes its weights with it: `keep` tells of it and leaves it.", [
            "keep",
            "delete",
          ]),
        ),
        onDelete: withDefault(
          "orphan",
          choice(
            "What becomes of the resources when the NIMRepository is deleted; caches stay as `caches` says.",
            ["orphan", "delete"],
          ),
        ),
      }),
    ),
    gates: optional(
      fields("What stops a revision before anything of it is applied.", {
        lint: withDefault(
          "enforce",
          choice("Errors of the rules: they stop it, are only told, or are not looked for.", gateNames),
        ),
        plan: withDefault(
          "enforce",
          choice("The same for what the plan says must not be merged.", gateNames),
        ),
        kinds: optional(
          list("Kinds that may be brought; all four when there is none.", choice("", nimKinds)),
        ),
        registries: optional(
          texts("Registries, with paths below them, that images may come from; any when left out.", {
            min: 1,
            max: 255,
            pattern: /^[A-Za-z0-9][A-Za-z0-9.:_/-]*$/,
            words: "a registry such as nvcr.io/nim",
          }),
        ),
      }),
    ),
    operatorVersion: optional(choice("The version of the NIM Operator in the cluster.", operatorVersions)),
    inventory: optional(
      fields("The GPUs of the cluster.", {
        path: text("A file of the repository with a GPUInventory.", path),
      }),
    ),
    progressDeadline: withDefault(
      "30m",
      text("A cache or service that stands still for so long is told as one that does not get on.", duration),
    ),
    observe: optional(
      fields("Who applies in the mode `observe`.", {
        kind: choice("Of Flux, or of Argo CD.", ["Kustomization", "Application"]),
        namespace: text("Its namespace.", labelName),
        name: text("Its name.", objectName),
      }),
    ),
    publish: optional(
      fields("What everybody may see on badges and on the status page (--page-address).", {
        badges: withDefault(false, flag("Whether there are badges of it.")),
        page: withDefault(false, flag("Whether it is on the status page.")),
        cluster: withDefault(false, flag("Whether the name of the cluster is shown (--cluster-name).")),
        resources: optional(
          texts(
            'Resources that are shown by name: NAME, NAMESPACE/NAME, or "*" for all. Others are counted.',
            {
              min: 1,
              max: 317,
              pattern: /^(?:\*|(?:[a-z0-9][-a-z0-9]{0,62}\/)?[a-z0-9][-a-z0-9.]*)$/,
              words: 'a name, a namespace and a name with a slash between them, or "*"',
            },
          ),
        ),
        pools: optional(
          texts(
            'Pools of the inventory that are drawn: their names, or "*" for all. No node is shown by name.',
            {
              min: 1,
              max: 253,
              pattern: /^(?:\*|[A-Za-z0-9][A-Za-z0-9._-]*)$/,
              words: 'the name of a pool, or "*"',
            },
          ),
        ),
      }),
    ),
    github: optional(
      fields(
        "What is said on GitHub of each commit; needs a controller that was started with --cluster-name.",
        {
          secretRef: fields("A Secret in the namespace of the NIMRepository.", {
            name: text("Its name; it has `token`, or `githubAppID` and `githubAppPrivateKey`.", objectName),
          }),
          context: optional(
            text(
              "How the statuses are called behind `nimops/CLUSTER/`; the NIMRepository's namespace and name when left out.",
              { min: 1, max: 100 },
            ),
          ),
          targetUrl: optional(
            text(
              "Where the statuses link to; `{sha}`, `{cluster}`, `{namespace}`, `{name}` and `{kind}` are filled in.",
              targetUrl,
            ),
          ),
          resources: withDefault(
            20,
            integer("So many resources of a commit have a status of their own.", { min: 0, max: 100 }),
          ),
          grace: withDefault(
            "5m",
            text("So long trouble in the cluster has to last before a commit gets red for it.", duration),
          ),
          deployments: withDefault(false, flag("Whether each commit is a deployment too.")),
          environment: optional(
            text("The environment of the deployments; `nim/CLUSTER` when left out.", { min: 1, max: 255 }),
          ),
        },
      ),
    ),
  });
