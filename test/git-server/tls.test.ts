import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { connectProxy } from "../support/connect-proxy.ts";
import { readNow, SourceBed, sourceError } from "../support/source-bed.ts";

const folder = mkdtempSync(join(tmpdir(), "nimops-tls-"));
const login = { username: "x-access-token", password: "ghs_0123456789abcdef" };
const credentials = { is: "password", ...login } as const;
let tls: { key: string; cert: string };
let bed: SourceBed;

beforeAll(() => {
  const [key, cert] = [join(folder, "tls.key"), join(folder, "tls.crt")];
  execFileSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"],
      ...["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert],
    ],
    { stdio: "ignore" },
  );
  tls = { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => bed[Symbol.asyncDispose]());

async function filledBed(): Promise<void> {
  bed = await SourceBed.make({ tls, login });
  bed.repository.write("a.yaml", "a: 1\n");
  bed.repository.commit();
}

it("the certificate of an own authority is trusted where the Secret says so", async () => {
  await filledBed();
  expect(await readNow(bed.source({ access: { credentials, certificateAuthority: tls.cert } }))).toHaveLength(
    1,
  );
});

it("without it nothing is sent, the token least of all", async () => {
  await filledBed();
  const { kind, reason } = await sourceError(bed.source({ access: { credentials } }).look());
  expect([kind, reason]).toEqual(["permanent", "CertificateRefused"]);
  expect(bed.server.asked).toEqual([]);
});

it("a proxy tunnels, and sees neither the token nor the path", async () => {
  await filledBed();
  await using proxy = await connectProxy("robot:secr3t!");
  const access = { credentials, certificateAuthority: tls.cert, proxy: `http://robot:secr3t!@${proxy.host}` };
  expect(await readNow(bed.source({ access }))).toHaveLength(1);
  expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${new URL(bed.server.url).host}`]));
  const wrong = { ...access, proxy: `http://robot:wr0ng-one@${proxy.host}` };
  expect((await sourceError(bed.source({ access: wrong }).look())).reason).toBe("ProxyAuthenticationFailed");
});
