import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openStore } from "../../../src/prewarm/store/open-store.ts";
import { connectProxy } from "../../support/connect-proxy.ts";
import { localServer } from "../../support/local-server.ts";

let home: string;
const later = new Date(Date.now() + 3_600_000);
const given = { AccessKeyId: "GIVEN", SecretAccessKey: "secret", Expiration: later.toISOString() };

// Amazon's SDK reads the environment of the process.
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (/^AWS_|_proxy$/i.test(name)) vi.stubEnv(name, undefined);
  // Another one for each test, as the SDK reads a file once.
  home = mkdtempSync(join(tmpdir(), "nimops-aws-"));
  vi.stubEnv("HOME", home);
  mkdirSync(join(home, ".aws/sso/cache"), { recursive: true });
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

/** Is all of Amazon that is asked here; S3 takes those only who come with the credentials that were given. */
function amazon({ method, url = "", headers }: IncomingMessage, response: ServerResponse): void {
  const credentials = { ...given, Token: "token", Code: "Success" };
  const fields = Object.entries({ ...given, SessionToken: "token" }).map(
    ([name, value]) => `<${name}>${value}</${name}>`,
  );
  const answers: Readonly<Record<string, string>> = {
    "POST /": `<Response>${["AssumeRole", "AssumeRoleWithWebIdentity"].map(
      (action) => `<${action}Result><Credentials>${fields.join("")}</Credentials></${action}Result>`,
    )}</Response>`,
    "GET /federation/credentials": JSON.stringify({
      roleCredentials: {
        accessKeyId: "GIVEN",
        secretAccessKey: "secret",
        sessionToken: "token",
        expiration: later.getTime(),
      },
    }),
    "PUT /latest/api/token": "asked",
    "GET /latest/meta-data/iam/security-credentials/": "machine",
    "GET /latest/meta-data/iam/security-credentials/machine": JSON.stringify(credentials),
    "GET /container": JSON.stringify(credentials),
  };
  const answer = answers[`${method} ${url.replace(/\?.*/, "")}`];
  const isKnown = answer !== undefined || headers.authorization?.includes("Credential=GIVEN/");
  response.writeHead(isKnown ? 200 : 403).end(answer);
}

/** Uses a bucket that only the proxy finds, and tells which servers the proxy was asked for. */
async function askedOfProxy(prepare: (port: string) => void, awsProfile?: string): Promise<string[]> {
  await using server = await localServer(amazon);
  await using proxy = await connectProxy();
  const { port } = new URL(server.url);
  prepare(port);
  vi.stubEnv("HTTP_PROXY", `http://${proxy.host}`);
  vi.stubEnv("HTTPS_PROXY", `http://${proxy.host}`);
  const store = await openStore(
    "s3://models/llama",
    { endpoint: `http://s3.test:${port}`, awsProfile },
    { env: process.env },
  );
  await store.check();
  store.close();
  return proxy.asked.map((line) => new URL(line.replace(/^[A-Z]+ /, "")).hostname);
}

const base = "[profile base]\naws_access_key_id = base\naws_secret_access_key = base\n";
const role = "[profile role]\nrole_arn = arn:aws:iam::123456789012:role/nimops\nsource_profile = base\n";

test.each([
  ["that --aws-profile names", (_: string) => {}, "role"],
  ["that AWS_PROFILE names", () => vi.stubEnv("AWS_PROFILE", "role"), undefined],
])("a role of the profile %s is asked for through the proxy", async (_, prepare, profile) => {
  writeFileSync(join(home, ".aws/config"), `${base}${role}region = us-east-1\n`);
  const asked = await askedOfProxy((port) => {
    prepare(port);
    vi.stubEnv("AWS_ENDPOINT_URL_STS", `http://sts.test:${port}`);
  }, profile);
  expect(asked).toEqual(["sts.test", "s3.test"]);
});

test("a role for a workload's token is asked for through the proxy", async () => {
  writeFileSync(join(home, "token"), "a token of the cluster");
  const asked = await askedOfProxy((port) => {
    vi.stubEnv("AWS_ENDPOINT_URL_STS", `http://sts.test:${port}`);
    vi.stubEnv("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/nimops");
    vi.stubEnv("AWS_WEB_IDENTITY_TOKEN_FILE", join(home, "token"));
  });
  expect(asked).toEqual(["sts.test", "s3.test"]);
});

test("credentials of single sign-on are asked for through the proxy", async () => {
  const start = "https://nimops.awsapps.com/start";
  const cached = createHash("sha1").update(start).digest("hex");
  writeFileSync(
    join(home, ".aws/sso/cache", `${cached}.json`),
    JSON.stringify({ accessToken: "signed-on", expiresAt: later.toISOString() }),
  );
  const sso = { sso_start_url: start, sso_account_id: "123456789012", sso_region: "us-east-1" };
  const lines = Object.entries({ ...sso, sso_role_name: "nimops" }).map((entry) => entry.join(" = "));
  writeFileSync(join(home, ".aws/config"), `[profile sso]\n${lines.join("\n")}\n`);
  const asked = await askedOfProxy(
    (port) => vi.stubEnv("AWS_ENDPOINT_URL_SSO", `http://sso.test:${port}`),
    "sso",
  );
  expect(asked).toEqual(["sso.test", "s3.test"]);
});

test("a machine's own metadata service is never asked through the proxy", async () => {
  // An address of this machine to which other requests would go through it.
  const asked = await askedOfProxy((port) =>
    vi.stubEnv("AWS_EC2_METADATA_SERVICE_ENDPOINT", `http://0.0.0.0:${port}`),
  );
  expect(asked).toEqual(["s3.test"]);
});

test("a container's own metadata service is never asked through the proxy", async () => {
  const asked = await askedOfProxy((port) =>
    vi.stubEnv("AWS_CONTAINER_CREDENTIALS_FULL_URI", `http://127.0.0.1:${port}/container`),
  );
  expect(asked).toEqual(["s3.test"]);
});
