import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join } from "node:path";

/** Servers of object stores that are built from their Go modules, each in a module of its own. */
const goTools = {
  versitygw: { package: "github.com/versity/versitygw", command: "cmd/versitygw", time: "a minute" },
  "fake-gcs-server": { package: "github.com/fsouza/fake-gcs-server", command: "", time: "a minute" },
} as const;

export type GoTool = keyof typeof goTools;

/** Where a server's program is: built now, where this cache has none of its version. @throws where Go is missing */
export async function goTool(name: GoTool): Promise<string> {
  const { package: path, command, time } = goTools[name];
  const source = join(import.meta.dirname, name);
  const version = versionIn(join(source, "go.mod"), path);
  const folder = join(cacheFolder, `${name}-${version}`);
  const file = join(folder, name);
  if (existsSync(file)) return file;
  await madeOnce(
    folder,
    `building ${name} ${version} from its Go module: about ${time} on two cores, once`,
    (into) =>
      run(
        "go",
        [
          "build",
          "-trimpath",
          "-ldflags=-s -w",
          "-o",
          join(into, name),
          [path, command].filter(Boolean).join("/"),
        ],
        {
          cwd: source,
          env: { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-buildvcs=false" },
        },
      ),
  );
  return file;
}

/** The emulator of Azure Blob Storage: installed now, where this cache has none of its version. */
export async function azuriteProgram(): Promise<string> {
  const source = join(import.meta.dirname, "azurite");
  const { dependencies } = JSON.parse(readFileSync(join(source, "package.json"), "utf8"));
  const folder = join(cacheFolder, `azurite-${dependencies.azurite}`);
  if (!existsSync(folder)) {
    await madeOnce(folder, `installing azurite ${dependencies.azurite}, once`, async (into) => {
      for (const name of ["package.json", "package-lock.json"])
        copyFileSync(join(source, name), join(into, name));
      await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
        cwd: into,
        env: process.env,
      });
    });
  }
  return join(folder, "node_modules/azurite/dist/src/blob/main.js");
}

/** Beside the tools of the other suites. */
const cacheFolder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "nimops", "tools");

function versionIn(file: string, path: string): string {
  const version = readFileSync(file, "utf8")
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .find(([name]) => name === path)?.[1];
  if (version === undefined) throw new Error(`${file} does not require ${path}`);
  return version.slice(1);
}

/** Whole folders get their name at the end, so that none is ever half there. */
async function madeOnce(folder: string, what: string, make: (into: string) => Promise<void>): Promise<void> {
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    console.error(`${what} …`);
    await make(unfinished);
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

async function run(
  command: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<void> {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "ignore", "pipe"] });
  const said: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => said.push(text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", (error) => reject(new Error(`${command} is missing: ${error.message}`)));
    child.on("close", resolve);
  });
  if (code !== 0) throw new Error(`${command} ${args[0]} failed:\n${said.join("").slice(-3000)}`);
}

if (basename(process.argv[1] ?? "") === "build.ts") {
  for (const name of ["versitygw", "fake-gcs-server"] as const) console.log(name, await goTool(name));
  console.log("azurite", await azuriteProgram());
}
