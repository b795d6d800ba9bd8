import { spawn } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { basename, delimiter, join } from "node:path";

/** Paths of the programs that a control plane is made of. */
export type Tools = Readonly<Record<Program, string>>;
type Program = "etcd" | "kube-apiserver" | "kube-controller-manager" | "kube-scheduler" | "kwok";

/** @throws ToolsMissing where a program is nowhere and cannot be built. */
export async function controlPlaneTools(): Promise<Tools> {
  return {
    etcd: await tool("etcd"),
    kwok: await tool("kwok"),
    "kube-apiserver": await tool("kube-apiserver"),
    "kube-controller-manager": await tool("kube-controller-manager"),
    "kube-scheduler": await tool("kube-scheduler"),
  };
}

/**
 * Where a program is: in KUBEBUILDER_ASSETS, in the cache of earlier builds, built from its Go module now, or,
 * where there is no Go, on the PATH.
 *
 * @throws ToolsMissing where it is nowhere and cannot be built.
 */
export async function tool(program: Program): Promise<string> {
  const asset = executable(process.env.KUBEBUILDER_ASSETS, program);
  if (asset) return asset;
  const module = modules.find(({ programs }) => programs.includes(program));
  if (!module) throw new ToolsMissing(program);
  const folder = join(cacheFolder, `${module.name}-${versionOf(module)}`);
  const cached = executable(folder, program);
  if (cached) return cached;
  if (onPath("go")) return join(await built(module, folder), program);
  const installed = onPath(program);
  if (!installed) throw new ToolsMissing(program);
  return installed;
}

export class ToolsMissing extends Error {
  constructor(what: string) {
    super(
      `${what}, which the control plane of the tests needs, is missing: put Go 1.26 or newer on the PATH to build it, ` +
        "or set KUBEBUILDER_ASSETS to a folder with etcd, kube-apiserver, kube-controller-manager, kube-scheduler and kwok",
    );
  }
}

/** One Go module a tool, because each is built with Kubernetes libraries of another version. */
const modules: readonly Module[] = [
  {
    name: "etcd",
    package: "go.etcd.io/etcd/server/v3",
    packages: ["go.etcd.io/etcd/server/v3"],
    programs: ["etcd"],
    time: "half a minute",
  },
  {
    name: "kwok",
    package: "sigs.k8s.io/kwok",
    packages: ["sigs.k8s.io/kwok/cmd/kwok"],
    programs: ["kwok"],
    time: "a minute",
  },
  {
    name: "kubernetes",
    package: "k8s.io/kubernetes",
    packages: [
      "k8s.io/kubernetes/cmd/kube-apiserver",
      "k8s.io/kubernetes/cmd/kube-controller-manager",
      "k8s.io/kubernetes/cmd/kube-scheduler",
    ],
    programs: ["kube-apiserver", "kube-controller-manager", "kube-scheduler"],
    time: "four minutes",
  },
];

interface Module {
  readonly name: string;
  /** The required module whose version names the build. */
  readonly package: string;
  readonly packages: readonly string[];
  readonly programs: readonly Program[];
  /** On two cores with an empty build cache. */
  readonly time: string;
}

async function built(module: Module, folder: string): Promise<string> {
  mkdirSync(cacheFolder, { recursive: true });
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished);
  try {
    say(`building ${basename(folder)} from its Go module: about ${module.time} on two cores, once …`);
    await build(module, unfinished);
    publish(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

/** Another process may have built the same in the meantime: whole folders change places, so none is ever half there. */
function publish(finished: string, folder: string): void {
  const replaced = `${finished}.old`;
  if (existsSync(folder)) renameSync(folder, replaced);
  renameSync(finished, folder);
  rmSync(replaced, { recursive: true, force: true });
}

const cacheFolder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "nimops", "tools");

function versionOf(module: Module): string {
  const text = readFileSync(join(import.meta.dirname, module.name, "go.mod"), "utf8");
  for (const line of text.split("\n")) {
    const [name, version] = line
      .replace(/^require\s/, "")
      .trim()
      .split(/\s+/);
    if (name === module.package && version?.startsWith("v")) return version.slice(1);
  }
  throw new Error(`${module.name}/go.mod does not require ${module.package}`);
}

async function build(module: Module, into: string): Promise<void> {
  const only = module.programs.length === 1 ? module.programs[0] : undefined;
  const go = spawn(
    "go",
    [
      "build",
      "-v",
      "-trimpath",
      `-ldflags=-s -w ${stamps(module)}`,
      "-o",
      only ? join(into, only) : `${into}/`,
      ...module.packages,
    ],
    {
      cwd: join(import.meta.dirname, module.name),
      env: { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-buildvcs=false" },
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  // `-v` names each package when it is compiled, and each module when it is fetched.
  let packages = 0;
  const last: string[] = [];
  go.stderr.setEncoding("utf8").on("data", (text: string) => {
    const lines = text.split("\n").filter((line) => line !== "");
    packages += lines.length;
    last.push(...lines);
    last.splice(0, last.length - 20);
  });
  const started = performance.now();
  const seconds = () => Math.round((performance.now() - started) / 1000);
  const progress = setInterval(() => say(`  ${module.name}: ${packages} packages, ${seconds()} s`), 15_000);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      go.on("error", reject).on("close", resolve);
    });
    if (code !== 0) throw new Error(`${module.name} could not be built:\n${last.join("\n")}`);
  } finally {
    clearInterval(progress);
  }
  say(`  ${module.name}: built in ${seconds()} s`);
}

/** What `/version` answers: clients and the scheduler's feature checks read it; a plain build says v0.0.0. */
function stamps(module: Module): string {
  if (module.name !== "kubernetes") return "";
  const version = versionOf(module);
  const [major, minor] = version.split(".");
  return ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"]
    .map((p) => `-X ${p}.gitVersion=v${version} -X ${p}.gitMajor=${major} -X ${p}.gitMinor=${minor}`)
    .join(" ");
}

/** On the error stream: what is built on demand must not mix with what a command prints. */
const say = (line: string) => console.error(line);

function onPath(program: string): string | undefined {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const file = executable(folder, program);
    if (file) return file;
  }
  return undefined;
}

function executable(folder: string | undefined, program: string): string | undefined {
  if (!folder) return undefined;
  const file = join(folder, program);
  try {
    accessSync(file, constants.X_OK);
    return file;
  } catch {
    return undefined;
  }
}

if (basename(process.argv[1] ?? "") === "build.ts") {
  for (const [program, file] of Object.entries(await controlPlaneTools())) console.log(`${program} ${file}`);
}
