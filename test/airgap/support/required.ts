import { findProgram } from "../../../src/prewarm/containers/find-program.ts";

/** Debian packages by the program that a suite needs. */
const packages: Readonly<Record<string, string>> = {
  podman: "podman",
  skopeo: "skopeo",
  runc: "runc",
  "docker-registry": "docker-registry",
  busybox: "busybox-static",
  openssl: "openssl",
  // The command line alone will do.
  docker: "docker.io",
};

/** @throws where a program is missing: a suite that needs it must not pass without it. */
export function required(...programs: readonly string[]): void {
  const env = { PATH: `${process.env.PATH ?? ""}:/usr/sbin:/sbin` };
  const missing = programs.filter((program) => findProgram(program, env) === undefined);
  if (missing.length === 0) return;
  const names = missing.map((program) => packages[program] ?? program).join(" ");
  throw new Error(`not installed: ${missing.join(", ")}; apt-get install ${names}`);
}
