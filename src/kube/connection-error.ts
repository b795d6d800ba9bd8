import { ClusterError, type Retry } from "./cluster-error.ts";
import { redacted } from "./redacted.ts";

/** How far a request had come when the connection failed. */
export type Stage = "connecting" | "waiting" | "reading";

/** What to say where no response came, or not all of it. */
export function connectionError(error: unknown, stage: Stage, server: string): ClusterError {
  if (error instanceof ClusterError) return error;
  const code = codeOf(error);
  const known = codes.get(code);
  const said = error instanceof Error ? error.message : String(error);
  const why = known?.why ?? redacted(said === "" ? code : said);
  const retry: Retry = known?.lasting ? "never" : stage === "connecting" ? "always" : "repeatable";
  const doing = stage === "connecting" ? "cannot reach" : "lost the connection to";
  return new ClusterError("unreachable", `${doing} the API server ${server}: ${why}`, {
    help: known?.help ?? reachable,
    retry,
  });
}

/** The server does not answer in time. */
export function timeoutError(stage: Stage, server: string, milliseconds: number): ClusterError {
  const seconds = `${milliseconds / 1000} s`;
  if (stage === "connecting") {
    return new ClusterError(
      "unreachable",
      `cannot reach the API server ${server}: no connection in ${seconds}`,
      {
        help: reachable,
        retry: "always",
      },
    );
  }
  const silence = stage === "waiting" ? "did not answer in" : "stopped in the middle of its answer for";
  return new ClusterError("timeout", `the API server ${server} ${silence} ${seconds}`, {
    help: "look whether the server is overloaded, or whether a proxy on the way holds its answers back",
    retry: "repeatable",
  });
}

const reachable =
  "check the server's address in the kubeconfig, your network or VPN, and the proxies in HTTPS_PROXY and NO_PROXY";
const authority =
  "check certificate-authority-data in the kubeconfig; where a proxy breaks up TLS, add its certificate to NODE_EXTRA_CA_CERTS";

interface Known {
  readonly why: string;
  readonly help?: string;
  /** Another try ends the same. */
  readonly lasting?: boolean;
}

const wrongAuthority: Known = {
  why: "its certificate is not signed by an authority that we know",
  help: authority,
  lasting: true,
};

/** By the codes of Node's net, dns and tls. */
const codes = new Map<string, Known>([
  ["ECONNREFUSED", { why: "nothing listens there (connection refused)" }],
  ["ECONNRESET", { why: "the connection was reset" }],
  ["EPIPE", { why: "the connection was closed" }],
  ["ETIMEDOUT", { why: "no answer from its network" }],
  ["ENETUNREACH", { why: "no way to its network" }],
  ["EHOSTUNREACH", { why: "no way to its host" }],
  ["EAI_AGAIN", { why: "its name cannot be looked up now (DNS)" }],
  ["ENOTFOUND", { why: "its name does not exist (DNS)", lasting: true }],
  [
    "CERT_HAS_EXPIRED",
    { why: "its certificate has expired", help: "renew it, or check this machine's clock", lasting: true },
  ],
  [
    "CERT_NOT_YET_VALID",
    { why: "its certificate is not valid yet", help: "check this machine's clock", lasting: true },
  ],
  [
    "ERR_TLS_CERT_ALTNAME_INVALID",
    {
      why: "its certificate is for another name",
      help: "use a name of the certificate as the server's, or give it as tls-server-name in the kubeconfig",
      lasting: true,
    },
  ],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", wrongAuthority],
  ["UNABLE_TO_GET_ISSUER_CERT", wrongAuthority],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", wrongAuthority],
  ["SELF_SIGNED_CERT_IN_CHAIN", wrongAuthority],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", wrongAuthority],
  ["CERT_SIGNATURE_FAILURE", wrongAuthority],
  [
    "ERR_SSL_WRONG_VERSION_NUMBER",
    { why: "it does not speak TLS", help: "does the server's address begin with http:// ?", lasting: true },
  ],
  [
    "EPROTO",
    { why: "it does not speak TLS", help: "does the server's address begin with http:// ?", lasting: true },
  ],
  [
    "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED",
    {
      why: "it wants a client certificate",
      help: "check the user of the kubeconfig's context",
      lasting: true,
    },
  ],
]);

function codeOf(error: unknown): string {
  // Several addresses were tried (localhost: ::1 and 127.0.0.1): the last one's reason is as good as any.
  if (error instanceof AggregateError) return codeOf(error.errors.at(-1));
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
