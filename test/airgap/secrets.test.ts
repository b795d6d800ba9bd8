import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { plantedSecrets } from "../support/planted-secrets.ts";
import { registryUser } from "./support/registry.ts";
import { s3Credentials } from "./support/stores/servers.ts";
import { WholeWay, watchArguments } from "./support/whole-way.ts";

// A hundred secrets, in the environment, in files and in what servers and containers say, and no call of nimops shows one,
// hands one over as an argument, or writes one into a file.

const way = new WholeWay();
const { env: planted, known, told } = plantedSecrets();
const key = planted.EDB_ACCESS_KEY?.replace(/\s/g, "") ?? "";

/** A portal that says everything that it was sent, and all secrets besides. */
const chatty = createServer((request, response) => {
  response.writeHead(request.url?.includes("redirect") ? 302 : 500, { location: `https://x/?token=${key}` });
  response.end(
    `${JSON.stringify(request.headers)}\n${told.map(({ text }) => text).join("\n")}\n${Object.values(planted).join("\n")}`,
  );
});

beforeAll(async () => {
  await way.start({ kind: "legacy" });
  await new Promise<void>((resolve) => chatty.listen(0, "127.0.0.1", resolve));
  // Where people keep them.
  const home = way.env.HOME ?? "";
  mkdirSync(join(home, ".aws"), { recursive: true });
  mkdirSync(join(home, ".docker"), { recursive: true });
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = s3Credentials;
  writeFileSync(
    join(home, ".aws/credentials"),
    `[default]\naws_access_key_id=${id}\naws_secret_access_key=${secret}\n[other]\naws_access_key_id=AKIAIOSFODNN7EXAMPLE\naws_secret_access_key=in-a-file-0123456789\n`,
  );
  writeFileSync(
    join(home, ".docker/config.json"),
    JSON.stringify({ auths: { other: { auth: "aW4tYS1maWxlOnNlY3JldA==" } } }),
  );
  writeFileSync(join(way.work, "hm-key"), "in-a-key-file-0123456789\n", { mode: 0o600 });
});
afterAll(async () => {
  chatty.close();
  await way.stop();
});

test("none is in any output, argument or file of ours, on the good way and on the bad ones", async () => {
  const { port } = chatty.address() as AddressInfo;
  const portal = `http://127.0.0.1:${port}`;
  const secrets = [
    ...known.map(({ secret }) => secret),
    ...told.map(({ secret }) => secret),
    registryUser.password,
    Buffer.from(`${registryUser.name}:${registryUser.password}`).toString("base64"),
    s3Credentials.AWS_SECRET_ACCESS_KEY,
    way.env.NGC_API_KEY ?? "",
    "in-a-file-0123456789",
    "aW4tYS1maWxlOnNlY3JldA==",
    "in-a-key-file-0123456789",
    "0123456789abcdef0123456789abcdef",
  ];
  expect(new Set(secrets).size).toBeGreaterThanOrEqual(100);
  // Those that the run needs are its own.
  const { AWS_SECRET_ACCESS_KEY: _own, AWS_SESSION_TOKEN: _none, NGC_API_KEY: _its, ...others } = planted;
  const environment = { ...others, EDB_ACCESS_KEY: key, HM_FILE: "x" };
  way.writeFile({
    download: { variables: ["NGC_API_KEY", "STAND_IN", "SAY_KEY"] },
    publish: { server: portal, tlsVerify: false },
  });
  const file = ["--file", "airgap.yaml"];
  const calls: { args: string[]; env?: Record<string, string> }[] = [
    { args: ["run", ...file, "--dry-run"] },
    { args: ["run", ...file], env: { SAY_KEY: "1" } },
    { args: ["run", ...file, "--format", "json=report.json", "--format", "markdown=report.md"] },
    // A key that is refused, by a container that says all it knows.
    {
      args: ["download", ...file, "--work", "w2"],
      env: { NGC_API_KEY: "nvapi-revoked-abcdef0123456789", SAY_KEY: "1" },
    },
    { args: ["download", ...file, "--work", "w3"], env: { STAND_IN: "network", SAY_KEY: "1" } },
    // Wrong logins.
    {
      args: ["mirror", ...file, "--work", "w4", "--to", `${way.mirrored.split("/")[0]}/x`],
      env: { MIRROR_PASSWORD: "wrong-password-0123" },
    },
    {
      args: ["upload", ...file, "--to", "s3://models/wrong/"],
      env: { AWS_SECRET_ACCESS_KEY: "wrong-secret-0123456789" },
    },
    { args: ["upload", ...file, "--to", "s3://nothing-there/"] },
    // Secrets where they do not belong.
    { args: ["upload", "--from", way.cache, "--to", "s3://user:hunter2-in-a-url@models/x/"] },
    {
      args: ["upload", "--from", way.cache, "--to", "https://a.blob.core.windows.net/c/?sig=signed-in-a-url"],
    },
    // Servers that say all they know.
    { args: ["publish", ...file] },
    { args: ["publish", ...file, "--server", `${portal}/redirect`, "--access-key-file", "hm-key"] },
    { args: ["upload", "--from", way.cache, "--to", `${portal}/put/`] },
    { args: ["verify", "--url", portal] },
  ];
  secrets.push("wrong-password-0123", "wrong-secret-0123456789", "nvapi-revoked-abcdef0123456789");
  const watched = watchArguments();
  const outputs: string[] = [];
  for (const { args, env = {} } of calls) {
    const { stdout, stderr, code } = await way.run(args, { ...environment, ...env });
    expect(code, `${args.join(" ")}\n${stdout}${stderr}`).not.toBe(4);
    outputs.push(stdout, stderr);
  }
  watched.stop();
  const shown = outputs.join("\n");
  expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
  expect(shown).not.toMatch(/hunter2|signed-in-a-url/);

  // Two calls above have one in a URL, and are refused; the server of the test gets its own so.
  const args = [...watched.seen].filter((line) => !/hunter2|signed-in-a-url|versitygw/.test(line));
  expect(args.some((line) => line.includes("skopeo copy"))).toBe(true);
  expect(args.some((line) => line.includes("podman run"))).toBe(true);
  expect(args.flatMap((line) => secrets.filter((secret) => line.includes(secret)))).toEqual([]);

  const ours = [way.work, join(way.folder, "s3/models")]
    .flatMap(filesBelow)
    .filter((name) => !name.endsWith("hm-key"));
  expect(ours.length).toBeGreaterThan(20);
  const written = ours.flatMap((name) => {
    const text = readFileSync(name, "latin1");
    return secrets.filter((secret) => text.includes(secret)).map((secret) => `${secret} in ${name}`);
  });
  expect(written).toEqual([]);
  // Logins are written for tools, and go with them.
  expect(filesBelow(way.folder).filter((name) => name.includes("nimops-login"))).toEqual([]);
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
