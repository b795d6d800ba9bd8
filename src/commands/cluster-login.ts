import { resolve } from "node:path";
import type { ConnectOptions } from "../kube/cluster.ts";
import { UserError } from "../user-error.ts";
import type { ActionInputs } from "./action-inputs.ts";
import type { ActionWorld, Toolkit } from "./action-world.ts";
import { oidcIssuer } from "./oidc-issuer.ts";

export type ClusterLogin = Pick<
  ConnectOptions,
  "kubeconfig" | "kubeconfigText" | "context" | "allowExec" | "direct" | "token"
>;

/** What an API server has to be told to expect, unless `oidc-audience` says otherwise. */
const usualAudience = "nimops";

/**
 * How the inputs of the Action lead to a cluster: the input `kubeconfig`, a file or its text; or `server`, for an OIDC token of
 * the job; or, with neither, KUBECONFIG, ~/.kube/config or the pod's own account.
 *
 * @throws UserError where inputs contradict each other.
 */
export function clusterLogin(
  inputs: ActionInputs,
  cwd: string,
  toolkit: Toolkit,
  { readFile }: Pick<ActionWorld, "readFile">,
): ClusterLogin {
  const server = inputs.text("server");
  const kubeconfig = inputs.text("kubeconfig");
  if (server !== undefined) {
    refuseBeside(inputs, "server", ["kubeconfig", "context", "allow-exec"]);
    refuseOpen(server);
    const authority = inputs.text("certificate-authority");
    return {
      direct: {
        server,
        ...(authority === undefined ? {} : { certificateAuthority: pem(authority, cwd, readFile) }),
      },
      token: oidcIssuer(toolkit, inputs.text("oidc-audience") ?? usualAudience),
    };
  }
  const alone = ["certificate-authority", "oidc-audience"].find((name) => inputs.text(name) !== undefined);
  if (alone !== undefined) {
    throw new UserError(`the input ${alone}: means nothing without server`, {
      help: "give the address of the API server as server: https://HOST:PORT, or leave it out",
    });
  }
  const context = inputs.text("context");
  return {
    ...(kubeconfig === undefined
      ? {}
      : isText(kubeconfig)
        ? { kubeconfigText: kubeconfig }
        : { kubeconfig: [resolve(cwd, kubeconfig)] }),
    ...(context === undefined ? {} : { context }),
    allowExec: inputs.isSet("allow-exec"),
  };
}

/** A secret of a workflow holds the file itself; no path has two lines or is a JSON object. */
function isText(kubeconfig: string): boolean {
  return kubeconfig.includes("\n") || kubeconfig.startsWith("{");
}

function refuseBeside(inputs: ActionInputs, one: string, others: readonly string[]): void {
  const other = others.find((name) => {
    const given = inputs.text(name);
    return given !== undefined && given !== "false";
  });
  if (other === undefined) return;
  throw new UserError(`the inputs ${one} and ${other} exclude each other`, {
    help: "give server for an OIDC token of the job, or kubeconfig for other credentials",
  });
}

/** A token is not sent where anybody on the way can read it. */
function refuseOpen(server: string): void {
  const url = URL.parse(server);
  if (url?.protocol === "https:" && url.username === "") return;
  throw new UserError(
    `the input server: ${JSON.stringify(url?.host ?? server.slice(0, 200))} is no https:// address`,
    {
      help: "write it as https://HOST:PORT",
    },
  );
}

function pem(given: string, cwd: string, readFile: (path: string) => string): string {
  if (given.includes("-----BEGIN")) return given;
  try {
    return readFile(resolve(cwd, given));
  } catch {
    throw new UserError(
      `the input certificate-authority: ${JSON.stringify(given.slice(0, 200))} cannot be read`,
      {
        help: "give the certificate as PEM text, or the path of a file that holds it",
      },
    );
  }
}
