import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** An issuer of OpenID Connect tokens, with which the API server of a test trusts a GitHub of the test's own. */
export interface OidcIssuer {
  readonly url: string;
  /** Of the API server, so that it trusts the issuer. */
  readonly flags: readonly string[];
  /** Serves discovery and keys where the API server runs: the words before a command that is to run there. */
  serve(inside: readonly string[]): Promise<void>;
  /** A token that the issuer has signed. */
  token(claims?: Readonly<Record<string, unknown>>, secondsOfLife?: number): string;
  stop(): void;
}

export const oidcAudience = "nimops";
export const oidcSubject = "repo:team/models:ref:refs/heads/main";
/** The user that RBAC sees. */
export const oidcUser = `github:${oidcSubject}`;

export function oidcIssuer(port: number): OidcIssuer {
  const folder = mkdtempSync(join(tmpdir(), "nimops-oidc-"));
  const file = (name: string) => join(folder, name);
  const url = `https://127.0.0.1:${port}`;
  makeCertificate(file("tls"));
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(file("keys.json"), JSON.stringify({ keys: [publicKeyOf(privateKey)] }));
  let child: ChildProcess | undefined;
  return {
    url,
    flags: [
      `--oidc-issuer-url=${url}`,
      `--oidc-client-id=${oidcAudience}`,
      `--oidc-ca-file=${file("tls.crt")}`,
      "--oidc-username-claim=sub",
      "--oidc-username-prefix=github:",
      // Any repository of GitHub gets tokens of the same issuer.
      "--oidc-required-claim=repository=team/models",
    ],
    async serve(inside) {
      const program = join(import.meta.dirname, "serve.ts");
      const [command = "", ...args] = [...inside, process.execPath, program, folder, url];
      child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
      await new Promise((resolve, reject) => {
        child?.stdout?.once("data", resolve);
        child?.once("exit", (code) => reject(new Error(`the issuer has ended (${code})`)));
      });
    },
    token(claims = {}, secondsOfLife = 300) {
      const now = Math.floor(Date.now() / 1000);
      return signed(privateKey, {
        iss: url,
        aud: oidcAudience,
        sub: oidcSubject,
        repository: "team/models",
        iat: now,
        nbf: now,
        exp: now + secondsOfLife,
        ...claims,
      });
    },
    stop() {
      child?.removeAllListeners("exit");
      child?.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function makeCertificate(path: string): void {
  execFileSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-sha256"],
      ...["-days", "2", "-subj", "/CN=issuer", "-addext", "subjectAltName=IP:127.0.0.1"],
      ...["-keyout", `${path}.key`, "-out", `${path}.crt`],
    ],
    { stdio: "ignore" },
  );
}

function publicKeyOf(key: KeyObject): object {
  return { ...createPublicKey(key).export({ format: "jwk" }), kid: "one", alg: "RS256", use: "sig" };
}

function signed(key: KeyObject, claims: object): string {
  const text = [{ alg: "RS256", typ: "JWT", kid: "one" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${text}.${sign("RSA-SHA256", Buffer.from(text), key).toString("base64url")}`;
}
