import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Where a program is; undefined where it is not installed. sshd asks to be called by its whole path. */
export function programPath(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

export const programs = ["sshd", "ssh", "ssh-keygen", "openssl"] as const;
