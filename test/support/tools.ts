import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "nimops");

/**
 * Installs a program from PyPI into an environment of its own, once.
 *
 * @throws where Python or PyPI is missing: a suite that needs the program must not pass without it.
 */
export function pythonTool(name: string, version: string): string {
  const environment = join(cache, `${name}-${version}`);
  const program = join(environment, "bin", name);
  if (existsSync(program)) return program;
  mkdirSync(cache, { recursive: true });
  try {
    execFileSync("python3", ["-m", "venv", environment], { stdio: ["ignore", "inherit", "inherit"] });
    execFileSync(
      join(environment, "bin/pip"),
      ["install", "--quiet", "--disable-pip-version-check", `${name}==${version}`],
      {
        stdio: ["ignore", "inherit", "inherit"],
      },
    );
  } catch (error) {
    throw new Error(
      `${name} ${version} could not be installed: Python 3 with venv, and PyPI, must be there`,
      {
        cause: error,
      },
    );
  }
  return program;
}

/** Builds a program from its Go module, once. */
export function goTool(name: string, module: string, version: string): string {
  const folder = join(cache, `${name}-${version}`);
  const program = join(folder, name);
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync("go", ["install", `${module}@v${version}`], {
      env: { ...process.env, GOBIN: folder, GOFLAGS: "" },
      stdio: ["ignore", "inherit", "inherit"],
    });
  } catch (error) {
    throw new Error(`${name} ${version} could not be built: Go, and the module proxy, must be there`, {
      cause: error,
    });
  }
  return program;
}
