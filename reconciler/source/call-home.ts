import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { GitAccess } from "./access.ts";
import type { RemoteUrl } from "./remote-url.ts";

export interface CallHomeOptions {
  /** Where it is made; nobody else may look into it. */
  readonly folder: string;
  readonly remote: RemoteUrl;
  readonly access: GitAccess;
  /** Bytes: larger objects are never held in memory as a whole. */
  readonly bigFile: number;
}

/**
 * Makes the home of one call of git: a folder with its only settings and with the secrets, in files that only we may read.
 * So none is in an argument, an address or the environment, where other processes see them. Gone when the call is.
 */
export async function withCallHome<T>(
  options: CallHomeOptions,
  work: (home: string) => Promise<T>,
): Promise<T> {
  const home = await mkdtemp(join(options.folder, "call-"));
  try {
    await Promise.all(filesOf(options, home).map(([name, text]) => writePrivately(join(home, name), text)));
    return await work(home);
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

function writePrivately(path: string, text: string): Promise<void> {
  return writeFile(path, text, { mode: 0o600 });
}

function filesOf(options: CallHomeOptions, home: string): [name: string, text: string][] {
  const { certificateAuthority, allowedSigners, credentials } = options.access;
  const files: [string, string][] = [[".gitconfig", settingsOf(options, home)]];
  if (certificateAuthority !== undefined) files.push(["ca.crt", lines(certificateAuthority)]);
  if (allowedSigners !== undefined) files.push(["allowed_signers", lines(allowedSigners)]);
  if (credentials?.is === "ssh") {
    files.push(["identity", lines(credentials.identity)], ["known_hosts", lines(credentials.knownHosts)]);
  }
  return files;
}

/** ssh refuses a key whose last line has no end. */
function lines(text: string): string {
  return `${text.replaceAll("\r\n", "\n").trimEnd()}\n`;
}

type Setting = readonly [key: string, value: string];

function settingsOf({ remote, access, bigFile }: CallHomeOptions, home: string): string {
  const { credentials, proxy } = access;
  const sections: Record<string, Setting[]> = {
    core: [
      // Nothing that runs a program.
      ["hooksPath", "/dev/null"],
      ["fsmonitor", "false"],
      ["askPass", ""],
      ["sshCommand", sshCommand(access, home)],
      ["bigFileThreshold", `${bigFile}`],
      ["deltaBaseCacheLimit", "8m"],
      ["packedGitLimit", "64m"],
      ["packedGitWindowSize", "1m"],
    ],
    // `ext::`, `file://`, `git://` and whatever a server sends us to.
    protocol: [["allow", "never"]],
    [`protocol "${remote.protocol}"`]: [["allow", "always"]],
    http: [
      // Else a server could send us, with our rights in the network, to another one.
      ["followRedirects", "false"],
      ["sslVerify", "true"],
      ["lowSpeedLimit", "1"],
      ["lowSpeedTime", `${mostSilence}`],
    ],
    credential: [["helper", ""]],
    gc: [["auto", "0"]],
    maintenance: [["auto", "false"]],
    pack: [["threads", "1"]],
    safe: [
      ["bareRepository", "all"],
      ["directory", "*"],
    ],
    submodule: [["recurse", "false"]],
    gpg: [["format", "ssh"]],
    'gpg "ssh"': [["program", "ssh-keygen"]],
    'remote "origin"': [["url", remote.url]],
  };
  if (proxy !== undefined) sections.http?.push(["proxy", proxy]);
  if (access.certificateAuthority !== undefined) sections.http?.push(["sslCAInfo", join(home, "ca.crt")]);
  if (access.allowedSigners !== undefined) {
    sections['gpg "ssh"']?.push(["allowedSignersFile", join(home, "allowed_signers")]);
  }
  if (credentials?.is === "password") {
    const { username, password } = credentials;
    const pair = Buffer.from(`${username}:${password}`).toString("base64");
    // Sent to this address alone, and at once: git's helpers would first ask in vain.
    sections[`http "${remote.url}"`] = [["extraHeader", `Authorization: Basic ${pair}`]];
  }
  return Object.entries(sections)
    .map(
      ([name, settings]) =>
        `[${name}]\n${settings.map(([key, value]) => `\t${key} = ${quoted(value)}\n`).join("")}`,
    )
    .join("");
}

/** Seconds, as long as spec.timeout may be: for what outlives a controller that was killed, and nobody else would end. */
const mostSilence = 1_800;

function quoted(value: string): string {
  return `"${value.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n")}"`;
}

/** No agent, no file of the user, no question; an unknown host is refused. */
function sshCommand({ credentials }: GitAccess, home: string): string {
  if (credentials?.is !== "ssh") return "false";
  const options = [
    "BatchMode=yes",
    "StrictHostKeyChecking=yes",
    `UserKnownHostsFile=${join(home, "known_hosts")}`,
    "GlobalKnownHostsFile=/dev/null",
    `IdentityFile=${join(home, "identity")}`,
    "IdentitiesOnly=yes",
    "IdentityAgent=none",
    "PreferredAuthentications=publickey",
    "ConnectTimeout=15",
    "ServerAliveInterval=10",
    "ServerAliveCountMax=3",
    "LogLevel=ERROR",
  ];
  return ["ssh", "-F", "none", ...options.flatMap((option) => ["-o", shellWord(option)])].join(" ");
}

/** git gives a command with options to a shell (run-command.c, prepare_shell_cmd), so the image has one. */
function shellWord(word: string): string {
  return /^[\w./=@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
