import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Credentials } from "./api.ts";

const run = promisify(execFile);

/** Makes the authority, the server's pair, the clients that the control plane is made of, and the key of service account tokens. */
export async function makeCertificates(folder: string, addresses: readonly string[]): Promise<void> {
  await run("openssl", [
    ...request,
    ...["-x509", "-days", "2", "-subj", "/CN=nimops-test-authority"],
    ...["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign"],
    ...["-keyout", join(folder, "ca.key"), "-out", join(folder, "ca.crt")],
  ]);
  const names = ["localhost", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"];
  const alternatives = [...names.map((name) => `DNS:${name}`), ...addresses.map((ip) => `IP:${ip}`)];
  await Promise.all([
    sign(folder, "apiserver", "/CN=kube-apiserver", "serverAuth", [
      `subjectAltName=${alternatives.join(",")}`,
    ]),
    sign(folder, "admin", "/O=system:masters/CN=admin", "clientAuth"),
    // The bootstrap roles of RBAC are bound to these user names.
    sign(folder, "controller-manager", "/CN=system:kube-controller-manager", "clientAuth"),
    sign(folder, "scheduler", "/CN=system:kube-scheduler", "clientAuth"),
    run("openssl", ["genrsa", "-out", join(folder, "service-accounts.key"), "2048"]),
  ]);
}

/** A client certificate for a user of the given groups. */
export async function clientCertificate(
  folder: string,
  user: string,
  groups: readonly string[],
): Promise<Credentials> {
  const file = fileOf(user);
  await sign(folder, file, subjectOf(user, groups), "clientAuth");
  return pair(folder, file);
}

/** Files with a key for a user of the given groups and a request that somebody else is to sign. */
export async function signingRequest(
  folder: string,
  user: string,
  groups: readonly string[],
): Promise<{ readonly request: string; readonly key: string }> {
  const file = join(folder, fileOf(user));
  const files = { request: `${file}.csr`, key: `${file}.key` };
  await run("openssl", [
    ...request,
    ...["-subj", subjectOf(user, groups), "-keyout", files.key, "-out", files.request],
  ]);
  return files;
}

function fileOf(user: string): string {
  return `user-${Buffer.from(user).toString("hex")}`;
}

function subjectOf(user: string, groups: readonly string[]): string {
  return [...groups.map((group) => `/O=${group}`), `/CN=${user}`].join("");
}

export function pair(folder: string, name: string): { certificate: string; key: string } {
  return {
    certificate: readFileSync(join(folder, `${name}.crt`), "utf8"),
    key: readFileSync(join(folder, `${name}.key`), "utf8"),
  };
}

/** A kubeconfig that names the files beside it, so that it may be read but not moved. */
export function writeKubeconfig(folder: string, name: string, url: string): string {
  const file = join(folder, `${name}.kubeconfig`);
  const configuration = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "test",
    clusters: [{ name: "test", cluster: { server: url, "certificate-authority": join(folder, "ca.crt") } }],
    users: [
      {
        name,
        user: {
          "client-certificate": join(folder, `${name}.crt`),
          "client-key": join(folder, `${name}.key`),
        },
      },
    ],
    contexts: [{ name: "test", context: { cluster: "test", user: name } }],
  };
  writeFileSync(file, `${JSON.stringify(configuration, undefined, 2)}\n`, { mode: 0o600 });
  return file;
}

async function sign(
  folder: string,
  name: string,
  subject: string,
  usage: string,
  extensions: readonly string[] = [],
): Promise<void> {
  await run("openssl", [
    ...request,
    ...["-x509", "-days", "2", "-subj", subject],
    ...["-CA", join(folder, "ca.crt"), "-CAkey", join(folder, "ca.key")],
    ...["-addext", "basicConstraints=critical,CA:FALSE", "-addext", `extendedKeyUsage=${usage}`],
    ...extensions.flatMap((extension) => ["-addext", extension]),
    ...["-keyout", join(folder, `${name}.key`), "-out", join(folder, `${name}.crt`)],
  ]);
}

/** Elliptic keys: a whole set of certificates takes a fifth of a second, with RSA more than one. */
const request = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-sha256"];
