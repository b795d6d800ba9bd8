import { bounded } from "../nim/bounded.ts";
import { isReference, isSecretName } from "../nim/secret-variable.ts";

/** Text without a secret in it; what is too long ends in an ellipsis. */
export type Redact = (text: string) => string;

/**
 * What everything that comes from a container, a tool, a server or the user goes through before it is shown or written: the
 * values of `env` whose names say that they are secret, `more` of them, and what looks like a credential, are painted over.
 */
export function redactor(
  env: Readonly<Record<string, string | undefined>>,
  more: Iterable<string> = [],
): Redact {
  const secrets = [...new Set([...secretsOf(env), ...more].flatMap(formsOf))]
    .filter((secret) => secret.length >= shortest)
    .sort((one, other) => other.length - one.length);
  return (text) => {
    let shown = text.slice(0, 4 * longest);
    for (const secret of secrets) shown = shown.replaceAll(secret, "***");
    for (const { pattern, by } of patterns) shown = shown.replace(pattern, by);
    return bounded(shown, longest);
  };
}

/** UTF-16 units: more than twenty long lines of a log. */
const longest = 20_000;
/** Shorter ones would paint over ordinary words. */
const shortest = 6;

/** Names of variables that hold one without saying so. A proxy's address is none: its password is found by its form. */
const others = /(?:(?:^|_)KEY|CONNECTION_STRING|_SAS|_AUTH|_PAT)$/i;
/** It names a file, which people want to see in messages. */
const fileName = "GOOGLE_APPLICATION_CREDENTIALS";

function* secretsOf(env: Readonly<Record<string, string | undefined>>): Generator<string> {
  for (const [name, value = ""] of Object.entries(env)) {
    if (value === "" || name === fileName || isReference(value)) continue;
    if (isSecretName(name) || others.test(name)) yield value;
  }
}

/** A secret as it is, and as it comes back: in URLs, in JSON, in an `Authorization` header, line by line. */
function formsOf(secret: string): string[] {
  const trimmed = secret.trim();
  const lines = trimmed.includes("\n") ? trimmed.split(/\r?\n/).filter((line) => line.length >= 16) : [];
  return [
    trimmed,
    encodeURIComponent(trimmed),
    JSON.stringify(trimmed).slice(1, -1),
    Buffer.from(trimmed).toString("base64"),
    ...lines,
  ];
}

/** Written so that no long text takes long: what repeats is bounded. */
const patterns: readonly { pattern: RegExp; by: string }[] = [
  // Addresses that carry their own right: S3, Google, Azure, NGC's CloudFront.
  {
    pattern:
      /([?&](?:X-Amz-(?:Signature|Credential|Security-Token)|X-Goog-(?:Signature|Credential)|Signature|Key-Pair-Id|Policy|sig|sv|se|access_token|token|api_?key|delegation)=)[^&\s"'<>]{1,4000}/gi,
    by: "$1***",
  },
  { pattern: /\b(Basic\s+)[A-Za-z0-9+/=_-]{8,4000}/gi, by: "$1***" },
  { pattern: /\b(Bearer\s+)[A-Za-z0-9+/=._~-]{6,4000}/gi, by: "$1***" },
  { pattern: /\b(AccountKey|SharedAccessSignature)=[^;\s"']{1,4000}/gi, by: "$1=***" },
  { pattern: /("auth"\s*:\s*")[^"]{1,4000}/gi, by: "$1***" },
  {
    pattern:
      /(["']?\b[A-Za-z0-9_-]{0,60}(?:password|passwd|secret|api[_-]?key|access[_-]?key|private[_-]?key|auth[_-]?token|access[_-]?token|refresh[_-]?token|identity[_-]?token|session[_-]?token|client[_-]?secret)["']?\s{0,5}[:=]\s{0,5}["']?)(?!\*\*\*|["'$\s{([]|(?:null|true|false)\b)[^\s"',;&}]{4,4000}/gi,
    by: "$1***",
  },
  { pattern: /(:\/\/)[^\s/@:]{1,256}:[^\s/@]{1,1000}@/g, by: "$1***@" },
];
