import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { RegistryAccess } from "../../../../src/prewarm/airgap/mirror/registry-access.ts";
import { registryLogins } from "../../../../src/prewarm/airgap/mirror/registry-logins.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nimops-logins-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const host = "registry.local:5000";
const logins = (access: Partial<RegistryAccess>, env: Record<string, string> = {}) =>
  registryLogins([{ host, ...access }], {
    cwd: folder,
    env: { XDG_RUNTIME_DIR: folder, HOME: join(folder, "home"), ...env },
  });

function after(flag: string, flags: readonly string[]): string {
  return flags[flags.indexOf(flag) + 1] ?? "";
}

test("a password goes from the environment into a file that nobody else may read, and never into an argument", async () => {
  const made = await logins({ user: "me", passwordVariable: "P" }, { P: "pass:word" });
  const flags = made.flags(`${host}/nim/x:1`, "src-");
  const file = after("--src-authfile", flags);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(file, "../..")).mode & 0o777).toBe(0o700);
  const auth = JSON.parse(readFileSync(file, "utf8")).auths[host].auth;
  expect(Buffer.from(auth, "base64").toString()).toBe("me:pass:word");
  expect(flags.join(" ")).not.toContain("pass");
  expect(made.flags("other.local/nim/x:1")).toEqual([]);
  made.close();
  expect(readdirSync(folder).filter((name) => name.startsWith("nimops-login"))).toEqual([]);
});

test("NVIDIA's registry takes the key by itself", async () => {
  const made = await logins({}, { NGC_API_KEY: "nvapi-x" });
  const file = after("--authfile", made.flags("nvcr.io/nim/x:1"));
  const auth = JSON.parse(readFileSync(file, "utf8")).auths["nvcr.io"].auth;
  expect(Buffer.from(auth, "base64").toString()).toBe("$oauthtoken:nvapi-x");
  made.close();
  const without = await logins({});
  expect(without.flags("nvcr.io/nim/x:1")).toEqual([]);
  without.close();
});

test("tools that take no flags get a home of their own, with the user's in it", async () => {
  mkdirSync(join(folder, "home/.docker"), { recursive: true });
  mkdirSync(join(folder, "home/.config/containers"), { recursive: true });
  writeFileSync(join(folder, "home/.docker/config.json"), "{}");
  writeFileSync(join(folder, "home/.config/containers/policy.json"), "{}");
  writeFileSync(join(folder, "ca.pem"), "PEM");
  const made = await logins({ tlsVerify: false, certificateAuthority: "ca.pem" });
  const { HOME = "", CONTAINERS_REGISTRIES_CONF = "" } = made.environment(`${host}/nim/x:1`);
  expect(readFileSync(CONTAINERS_REGISTRIES_CONF, "utf8")).toContain(`location = "${host}"\ninsecure = true`);
  expect(readFileSync(join(HOME, `.config/containers/certs.d/${host}/ca.crt`), "utf8")).toBe("PEM");
  expect(readFileSync(join(HOME, ".docker/config.json"), "utf8")).toBe("{}");
  expect(existsSync(join(HOME, ".config/containers/policy.json"))).toBe(true);
  expect(made.flags(`${host}/x`)).toContain("--tls-verify=false");
  made.close();
  expect(existsSync(join(folder, "home/.docker/config.json"))).toBe(true);
});

test("docker gets its settings in a folder", async () => {
  writeFileSync(join(folder, "auth.json"), '{"auths":{}}');
  const made = await logins({ authFile: "auth.json" });
  const config = (await made.dockerConfig(`${host}/x`)) ?? "";
  expect(readFileSync(join(config, "config.json"), "utf8")).toBe('{"auths":{}}');
  expect(await made.dockerConfig("nvcr.io/x")).toBeUndefined();
  made.close();
});

test.each([
  ["auth/missing-key", { user: "me", passwordVariable: "NOT_SET" }],
  ["registry/unauthorized", { passwordVariable: "P" }],
  ["registry/unauthorized", { authFile: "absent.json" }],
  ["registry/not-found", { host: "../../etc" }],
  ["registry/not-found", { host: "https://registry.local" }],
  ["registry/certificate", { certificateAuthority: "absent.pem" }],
] as const)("%s: what is named must be there", async (code, access) => {
  await expect(logins(access, { P: "x" })).rejects.toMatchObject({ code });
  expect(readdirSync(folder)).toEqual([]);
});
