import type { ProgramRun } from "../../containers/run.ts";
import type { FailureCode } from "../failure-codes.ts";
import { StepError } from "../step.ts";

interface Cause {
  readonly pattern: RegExp;
  readonly code: FailureCode;
  readonly said: string;
  readonly help: string;
  readonly retryable?: boolean;
}

/**
 * What skopeo, podman and docker print where a registry is the reason: their exit codes tell nothing (skopeo 1.9.3: 1 for
 * everything; podman: 125). The first that fits counts. Source: skopeo 1.9.3, podman 4.3.1 and docker 28.2.2 against docker-registry 2.8.2.
 */
const causes: readonly Cause[] = [
  {
    pattern: /no space left on device/i,
    code: "disk/full",
    said: "there is no space left on this machine or in the registry",
    help: "free some, or set TMPDIR to a larger folder; what was copied is used again",
  },
  {
    pattern: /server gave HTTP response to HTTPS client/i,
    code: "registry/plain-http",
    said: "the registry speaks HTTP without TLS",
    help: "allow that for this registry alone: tlsVerify: false",
  },
  {
    pattern: /x509:|certificate (?:signed by unknown authority|has expired|is not trusted)|tls: /i,
    code: "registry/certificate",
    said: "the registry's certificate is not trusted",
    help: "name the PEM file of its certificate authority: caFile",
  },
  {
    pattern:
      /manifest unknown|name unknown|repository name not known|not found: manifest|no such manifest|\b404 \(Not Found\)|NAME_UNKNOWN|MANIFEST_UNKNOWN/i,
    code: "registry/not-found",
    said: "the registry has no such image",
    help: "check its name and its tag; some registries say so of what one may not see",
  },
  {
    pattern:
      /unauthorized|authentication required|access (?:to the resource is )?denied|requested access .* is denied|invalid username\/password|\b40[13] \(?(?:Unauthorized|Forbidden)|\bDENIED\b|no basic auth credentials/i,
    code: "registry/unauthorized",
    said: "the registry refused the login, or there was none",
    help: "name a file with a login (authFile), or a user and the variable with the password (user, passwordEnv); nvcr.io takes NGC_API_KEY",
  },
  {
    pattern: /toomanyrequests|too many requests|\b429\b/i,
    code: "registry/failed",
    said: "the registry asks to be left alone for a while",
    help: "try again later; what was copied is used again",
    retryable: true,
  },
  {
    pattern:
      /no image found in (?:image index|manifest list) for architecture|no matching manifest for|no child with platform/i,
    code: "registry/platform-missing",
    said: "the image does not exist for this platform",
    help: "choose another image, or a machine of another architecture",
  },
  {
    pattern:
      /digest did not match|does not match expected digest|filesystem layer verification failed|unexpected EOF|invalid checksum digest/i,
    code: "registry/corrupt",
    said: "the registry served something that is not what its digest says",
    help: "have the image pushed again to where it comes from; nothing that is wrong was kept",
    retryable: true,
  },
  {
    pattern:
      /connection refused|no such host|i\/o timeout|network is unreachable|no route to host|connection reset|deadline exceeded|TLS handshake timeout|server misbehaving|\b50[234]\b/i,
    code: "registry/unreachable",
    said: "the registry cannot be reached",
    help: "check its name and port, the network and the proxy (HTTPS_PROXY, NO_PROXY)",
    retryable: true,
  },
];

/** Why a tool failed with an image. @param command what ran, as people type it; @param redact is applied to what it said. */
export function registryFailure(
  doing: string,
  run: ProgramRun,
  { command, redact }: { readonly command: string; readonly redact: (text: string) => string },
): StepError {
  const tool = command.split(" ", 1)[0] ?? "";
  if (run.ended === "missing") {
    return new StepError("tool/missing", `cannot ${doing}: ${tool} is not installed`, {
      help: `install ${tool}: every Linux distribution has it`,
    });
  }
  const ran = `this is what ran: ${command}`;
  if (run.ended === "stopped") {
    const help = `the next run goes on where this one was\n${ran}`;
    return new StepError("download/interrupted", `stopped while it was to ${doing}`, {
      help,
      retryable: true,
    });
  }
  if (run.ended === "time") {
    const help = `give it longer; what was copied is used again\n${ran}`;
    return new StepError("registry/unreachable", `cannot ${doing}: it took too long`, {
      help,
      retryable: true,
    });
  }
  const said = lastWords(run);
  const cause = causes.find(({ pattern }) => pattern.test(run.stderr));
  const last = said === "" ? `it ended with exit code ${run.code ?? "unknown"}` : redact(said);
  if (cause === undefined) {
    return new StepError("registry/failed", `cannot ${doing}: ${last}`, { help: ran });
  }
  return new StepError(cause.code, `cannot ${doing}: ${cause.said} (${last})`, {
    help: `${cause.help}\n${ran}`,
    retryable: cause.retryable ?? false,
  });
}

/** skopeo wraps what it says: `time="…" level=fatal msg="…"`. */
function lastWords({ stderr }: ProgramRun): string {
  const line = stderr.trim().split(/\r?\n/).at(-1) ?? "";
  const quoted = /^time="[^"]*" level=\w+ msg=("(?:[^"\\]|\\.)*")/.exec(line)?.[1];
  try {
    return quoted === undefined ? line : String(JSON.parse(quoted));
  } catch {
    return line;
  }
}
