import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

export interface Peer {
  /** Of the program, and of its folder in bench/peers. */
  readonly name: string;
  /** Its Go module; the go.mod in that folder names the version. */
  readonly module: string;
  /** The Go package of the program. */
  readonly package: string;
}

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "nimops/tools");

/** A program to be measured beside ours: built from its Go module when it is first needed, kept by version. */
export function peerProgram(peer: Peer): string {
  const version = peerVersion(peer);
  const program = join(cache, `${peer.name}-${version}`);
  if (existsSync(program)) return program;
  mkdirSync(cache, { recursive: true });
  console.error(`building ${peer.name} ${version} from its Go module …`);
  const unfinished = `${program}.${process.pid}`;
  execFileSync("go", ["build", "-trimpath", "-ldflags=-s -w", "-o", unfinished, peer.package], {
    cwd: folderOf(peer),
    env: { ...process.env, CGO_ENABLED: "0" },
    stdio: "inherit",
  });
  renameSync(unfinished, program);
  return program;
}

export function peerVersion(peer: Peer): string {
  const text = readFileSync(join(folderOf(peer), "go.mod"), "utf8");
  for (const line of text.split("\n")) {
    const [name, version] = line
      .replace(/^require\s/, "")
      .trim()
      .split(/\s+/);
    if (name === peer.module && version?.startsWith("v")) return version.slice(1);
  }
  throw new Error(`bench/peers/${peer.name}/go.mod does not require ${peer.module}`);
}

/** Where the files of its module are, its CRDs for example. */
export function peerFiles(peer: Peer): string {
  // Unlike `go list` it fetches the module where only the program was kept.
  const told = execFileSync("go", ["mod", "download", "-json", peer.module], {
    cwd: folderOf(peer),
    encoding: "utf8",
  });
  const { Dir: folder }: { Dir: string } = JSON.parse(told);
  return folder;
}

function folderOf({ name }: Peer): string {
  return join(import.meta.dirname, "peers", name);
}
