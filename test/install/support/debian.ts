import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { required } from "../../airgap/support/required.ts";

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "nimops", "tools");
const release = "bookworm";

/** A Debian with git, ssh and tini, as a root file system in a tar file. Made from packages once, and kept. */
export function debianWithGit(): string {
  return made("minbase", ["git", "openssh-client", "tini", "ca-certificates"]);
}

/**
 * What stands in for distroless' image of Node: libraries and no program but Node, where distroless has it, and its user. Node is
 * the one of this machine's tests.
 */
export function nodeWithoutDistribution(): string {
  const packages = ["libc6", "libstdc++6", "libgcc-s1", "tzdata", "netbase", "base-files"];
  const libraries = made("extract", packages);
  const root = mkdtempSync(join(tmpdir(), "nimops-base-"));
  try {
    execFileSync("tar", ["-xf", libraries, "-C", root]);
    for (const programs of ["bin", "sbin", "usr/bin", "usr/sbin"]) {
      rmSync(join(root, programs), { recursive: true, force: true });
    }
    mkdirSync(join(root, "nodejs/bin"), { recursive: true });
    cpSync(process.execPath, join(root, "nodejs/bin/node"), { dereference: true });
    writeFileSync(join(root, "etc/passwd"), "nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n");
    writeFileSync(join(root, "etc/group"), "nonroot:x:65532:\n");
    const tar = `${root}.tar`;
    execFileSync("tar", ["--numeric-owner", "--owner=0", "--group=0", "-cf", tar, "-C", root, "."]);
    return tar;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function made(variant: "minbase" | "extract", packages: readonly string[]): string {
  const key = createHash("sha256").update(packages.join()).digest("hex").slice(0, 8);
  const file = join(cache, `debian-${release}-${variant}-${key}.tar`);
  if (existsSync(file)) return file;
  required("mmdebstrap");
  mkdirSync(cache, { recursive: true });
  console.error(`making ${variant} of Debian ${release} from its packages …`);
  const unfinished = `${file}.${process.pid}.tar`;
  execFileSync("mmdebstrap", [`--variant=${variant}`, `--include=${packages.join()}`, release, unfinished], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  renameSync(unfinished, file);
  return file;
}
