import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { freePort } from "../support/free-port.ts";
import { programPath } from "./programs.ts";

export interface SshServer extends AsyncDisposable {
  readonly port: number;
  readonly user: string;
  /** The client's private key. */
  readonly identity: string;
  readonly knownHosts: string;
  /** Of a host that is somebody else. */
  readonly strangersKnownHosts: string;
}

/** A real sshd on this machine that lets one key in. */
export async function sshServer(): Promise<SshServer> {
  const folder = mkdtempSync(join(tmpdir(), "nimops-sshd-"));
  for (const name of ["host", "client", "stranger"]) makeKey(join(folder, name));
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  writeFileSync(join(folder, "authorized_keys"), read("client.pub"));
  const port = await freePort();
  writeFileSync(
    join(folder, "sshd_config"),
    [
      `Port ${port}`,
      "ListenAddress 127.0.0.1",
      `HostKey ${join(folder, "host")}`,
      `AuthorizedKeysFile ${join(folder, "authorized_keys")}`,
      "PidFile none",
      "UsePAM no",
      "StrictModes no",
      "PasswordAuthentication no",
      "KbdInteractiveAuthentication no",
      "PermitRootLogin prohibit-password",
    ].join("\n"),
  );
  // Debian makes it when the service starts, which nobody does here.
  if (userInfo().uid === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  const program = programPath("sshd") ?? "/usr/sbin/sshd";
  const child = spawn(program, ["-D", "-e", "-f", join(folder, "sshd_config")], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let told = "";
  await new Promise<void>((resolve, reject) => {
    child.stderr.on("data", (bytes: Buffer) => {
      told += bytes;
      if (told.includes("Server listening")) resolve();
    });
    child.on("exit", () => reject(new Error(`sshd ended: ${told}`)));
  });
  const known = (name: string) => `[127.0.0.1]:${port} ${read(`${name}.pub`)}`;
  return {
    port,
    user: userInfo().username,
    identity: read("client"),
    knownHosts: known("host"),
    strangersKnownHosts: known("stranger"),
    [Symbol.asyncDispose]: async () => {
      const ended = new Promise((resolve) => child.on("close", resolve));
      child.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A pair of ssh keys: the private one at the path, the public one beside it. */
export function makeKey(path: string, passphrase = ""): void {
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", passphrase, "-C", "test", "-f", path]);
  chmodSync(path, 0o600);
}
