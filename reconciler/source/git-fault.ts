import type { Redact } from "../../src/prewarm/redaction.ts";
import { SourceError, type SourceErrorKind } from "./source.ts";

interface Fault {
  readonly pattern: RegExp;
  readonly kind: SourceErrorKind;
  readonly reason: string;
  readonly message: string;
  readonly help: string;
}

/** What git and ssh say (in English: LC_ALL=C), from the most telling to the most general. */
const faults: readonly Fault[] = [
  {
    pattern: /no space left on device|disk quota exceeded|unable to write file/i,
    kind: "transient",
    reason: "DiskFull",
    message: "there is no space left to fetch into",
    help: "give the controller's volume for repositories more space",
  },
  {
    pattern: /host key verification failed|remote host identification has changed|no matching host key/i,
    kind: "permanent",
    reason: "HostKeyUnknown",
    message: "the Git server's key is not among the known hosts",
    help: "compare the key with what the host publishes, then put it into known_hosts of the Secret",
  },
  {
    pattern: /certificate|ssl_cacert|self.signed|unable to get local issuer/i,
    kind: "permanent",
    reason: "CertificateRefused",
    message: "the certificate of the Git server or of the proxy is not trusted",
    help: "name the authority that has signed it in spec.certificateAuthority",
  },
  {
    pattern:
      /returned error: 407|received http code 407|proxy authentication required|connect tunnel failed, response 407/i,
    kind: "permanent",
    reason: "ProxyAuthenticationFailed",
    message: "the proxy does not accept the credentials",
    help: "check username and password in the Secret of spec.proxy",
  },
  {
    pattern:
      /authentication failed|could not read (?:username|password)|permission denied \(|returned error: 40[13]|access denied|invalid credentials|load key .*(?:invalid format|error in libcrypto)/i,
    kind: "permanent",
    reason: "AuthenticationFailed",
    message: "the Git server does not accept the credentials",
    help: "check the Secret of spec.auth: has the token expired, may it read this repository?",
  },
  {
    pattern: /returned error: 30\d|unable to update url base from redirection|redirect/i,
    kind: "permanent",
    reason: "Redirected",
    message: "the Git server points at another address, which is not followed",
    help: "write the new address in spec.url",
  },
  {
    pattern: /transport '[^']*' not allowed/i,
    kind: "permanent",
    reason: "ProtocolRefused",
    message: "the repository asks for a protocol that is not spoken",
    help: "write an address with https:// or ssh://",
  },
  {
    pattern:
      /not our ref|unadvertised object|couldn't find remote ref|no such remote ref|not a valid object/i,
    kind: "transient",
    reason: "RevisionGone",
    message: "the commit is no longer in the repository: it was replaced meanwhile",
    help: "nothing to do: the next look finds the new commit",
  },
  {
    pattern:
      /repository .*not found|not a git repository|not appear to be a git|returned error: 404|not valid: is this a git/i,
    kind: "permanent",
    reason: "RepositoryNotFound",
    message: "there is no repository at this address, or these credentials may not see it",
    help: "check spec.url, and whether the token, app or key may read the repository",
  },
  {
    pattern:
      /could not resolve|failed to connect|couldn't connect|connection (?:refused|reset|timed out|closed)|timed out|too slow|early eof|hung up|unexpected disconnect|network is unreachable|no route to host|recv failure|empty reply|transfer closed|rpc failed|returned error: (?:429|5\d\d)|http\/2 stream|kex_exchange|proxy connect aborted/i,
    kind: "transient",
    reason: "Unreachable",
    message: "the Git server cannot be reached",
    help: "nothing to do if it comes back; else check the address, the proxy and network policies",
  },
  {
    pattern: /ENOENT/,
    kind: "permanent",
    reason: "GitMissing",
    message: "git is not installed where the controller runs",
    help: "use the image of the release, or install git 2.39 or newer",
  },
];

/** What an error of git means for the repository; the text of others is shown in one line, without a secret in it. */
export function gitFault(told: string, redact: Redact): SourceError {
  const shown = firstTelling(redact(told.slice(0, 20_000)));
  const found = faults.find(({ pattern }) => pattern.test(told.slice(0, 20_000)));
  if (!found) return new SourceError("transient", "GitFailed", `git cannot do it: ${shown}`);
  const { kind, reason, message, help } = found;
  return new SourceError(kind, reason, shown === "" ? message : `${message} (${shown})`, help);
}

/** Characters. */
const longest = 300;

/** The line that says most: of `fatal:` or `error:`, else the last. */
function firstTelling(text: string): string {
  const lines = text
    .split(/[\r\n]+/)
    // What a server sends could move the cursor, or pose as a line of ours.
    .map((line) => line.replace(/[\p{Cc}\p{Cf}]+/gu, " ").trim())
    .filter((line) => line !== "");
  const line = lines.find((one) => /^(?:fatal|error|ssh):/.test(one)) ?? lines.at(-1) ?? "";
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
