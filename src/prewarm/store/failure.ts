import { bounded } from "../../nim/bounded.ts";
import { isSecretName } from "../../nim/secret-variable.ts";
import { StepError } from "../airgap/step.ts";
import type { StoreWorld } from "./store-options.ts";

/** What a store's client throws, as far as anybody can say what all of them have in common. */
export interface StoreFailure {
  /** Of HTTP, where there was an answer. */
  readonly status?: number | undefined;
  /** The store's own word for it, such as `NoSuchBucket`. */
  readonly word?: string | undefined;
  readonly message: string;
}

/**
 * A failure of a store as people are told it.
 *
 * @param what `"s3://bucket/key cannot be written"`
 */
export function storeError(
  what: string,
  { status, word = "", message }: StoreFailure,
  env: StoreWorld["env"],
): StepError {
  const told = `${what}: ${[status, word, withoutSecrets(message, env)].filter(Boolean).join(" ")}`;
  if (status === 407 || (status === undefined && isOfProxy(message))) {
    // To an SDK a proxy that is asked for a server without TLS is the server. No server answers so.
    const told = status === 407 ? "the proxy does not let us through: it answers 407" : message;
    return new StepError("store/unreachable", `${what}: ${withoutSecrets(told, env)}`, {
      help: "see that HTTPS_PROXY (HTTP_PROXY for http://) has the proxy's address with its user and password, and that it lets us to this server; or name the server in NO_PROXY",
      retryable: connection.test(word),
    });
  }
  if (status === 401 || status === 403 || unauthorized.test(word) || unauthorized.test(message)) {
    return new StepError("store/unauthorized", told, {
      help: "see that the credentials are those of this store and may list, read, write and delete below this prefix",
    });
  }
  if (full.test(word) || full.test(message) || status === 507) {
    return new StepError("disk/full", told, {
      help: "make room in the store, and run it again: what is there stays",
    });
  }
  if (certificate.test(word) || certificate.test(message)) {
    return new StepError("store/unreachable", told, {
      help: "name the file with the certificates of those who sign for the server with --ca-file",
    });
  }
  if (status === undefined && connection.test(`${word} ${message}`)) {
    return new StepError("store/unreachable", told, {
      help: "see that the address is right and that nothing stands between; run it again, it goes on where it was",
      retryable: true,
    });
  }
  const isPassing = status !== undefined && (status >= 500 || status === 408 || status === 429);
  return new StepError("store/failed", told, {
    ...(isPassing ? { help: "run it again, it goes on where it was" } : {}),
    retryable: isPassing,
  });
}

const unauthorized =
  /AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|InvalidToken|AuthenticationFailed|AuthorizationFailure|CredentialsProviderError|CredentialUnavailable|Could not load (?:the default )?credentials|AccessControlException|invalid_grant/;
const full = /QuotaExceeded|XMinioStorageFull|InsufficientStorage|DSQuotaExceeded|No space left|ENOSPC/i;
const certificate = /CERT_|certificate|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET)|ERR_TLS/i;
const connection =
  /ECONN|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|TimeoutError|timed? ?out|UND_ERR|socket|network|fetch failed|other side closed|REQUEST_SEND_ERROR/i;

/** Whether this is what a ProxyError says, which SDKs wrap into errors of their own. */
export function isOfProxy(message: string): boolean {
  return /\bthe proxy https?:\/\//.test(message);
}

/** A server may repeat what it was sent: signatures in queries, and what the environment holds of credentials. */
export function withoutSecrets(message: string, env: StoreWorld["env"]): string {
  let shown = message.slice(0, longestMessage);
  for (const [name, value] of Object.entries(env)) {
    // Shorter ones would paint over ordinary words.
    if (value !== undefined && value.length >= 6 && isSecret(name)) shown = shown.replaceAll(value, "***");
  }
  return bounded(
    shown
      .replace(/([?&])[^\s"'<>]*/g, "$1***")
      .replace(/\b(sig|signature|token|delegation|password|secret|key|upload_id)=[^\s&"'<>]+/gi, "$1=***")
      .replace(/\s+/g, " ")
      .trim(),
    500,
  );
}

const longestMessage = 10_000;

function isSecret(name: string): boolean {
  return isSecretName(name) || storeSecrets.has(name);
}

/** Those whose names do not say it. */
const storeSecrets: ReadonlySet<string> = new Set([
  "AZURE_STORAGE_KEY",
  "AZURE_STORAGE_CONNECTION_STRING",
  "AZURE_STORAGE_SAS_TOKEN",
  "AWS_ACCESS_KEY_ID",
]);

/** The innermost reason that a chain of errors gives, which is where Node says what happened to a connection. */
export function failureOf(error: unknown): StoreFailure {
  if (!(error instanceof Error)) return { message: String(error) };
  const words: string[] = [];
  const messages: string[] = [];
  let status: number | undefined;
  let inner: unknown = error;
  for (let depth = 0; inner instanceof Error && depth < 5; depth += 1) {
    const { code, name, statusCode, $metadata } = inner as Error & Partial<FailureFields>;
    if (typeof code === "string") words.push(code);
    else if (typeof code === "number" && code >= 100 && code < 600) status ??= code;
    if (name !== "Error" && name !== "TypeError" && !words.includes(name)) words.push(name);
    if (typeof statusCode === "number") status ??= statusCode;
    if (typeof $metadata?.httpStatusCode === "number") status ??= $metadata.httpStatusCode;
    if (inner.message !== "") messages.push(inner.message);
    inner = inner instanceof AggregateError ? inner.errors[0] : inner.cause;
  }
  return { status, word: words.join(" "), message: messages.at(0) ?? "" };
}

/** Where the SDKs of the vendors and Node keep what happened. */
interface FailureFields {
  code: unknown;
  statusCode: unknown;
  $metadata: { httpStatusCode?: unknown };
}
