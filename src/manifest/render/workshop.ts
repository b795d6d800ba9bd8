import { accessSync, constants, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, isAbsolute, join, relative, sep } from "node:path";
import { UserError } from "../../user-error.ts";
import type { Runner, RunResult } from "./runner.ts";

/** Milliseconds for one run; a chart of a thousand objects takes less than one second. */
const timeout = 60_000;

/** A temporary folder in which commands run, with nothing of the user's own settings, plugins or logins. */
export class Workshop {
  readonly folder: string;
  readonly #run: Runner;
  readonly #path: string;
  readonly #maxOutput: number;
  readonly #boundary: string;
  readonly #found = new Map<string, string | undefined>();

  /**
   * @param path the PATH that commands are looked for in.
   * @param boundary the repository; commands' messages are told relative to it.
   */
  constructor(run: Runner, path: string, maxOutput: number, boundary: string) {
    this.#run = run;
    this.#boundary = boundary;
    this.#path = path;
    this.#maxOutput = maxOutput;
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), "nimops-render-")));
    mkdirSync(join(this.folder, "empty"));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /**
   * The first of some commands that is installed.
   *
   * @throws UserError where none is.
   */
  command<T extends string>(names: readonly T[], help: string): { name: T; file: string } {
    for (const name of names) {
      if (!this.#found.has(name)) this.#found.set(name, commandIn(this.#path, name));
      const file = this.#found.get(name);
      if (file !== undefined) return { name, file };
    }
    const missing = names.length > 1 ? `neither ${names.join(" nor ")} is` : `${names[0]} is not`;
    throw new UserError(`nimops.yaml asks for rendering, but ${missing} installed`, { help });
  }

  run(file: string, args: readonly string[]): Promise<RunResult> {
    return this.#run(file, args, {
      cwd: this.folder,
      env: environment(this.folder),
      timeout,
      maxOutput: this.#maxOutput,
    });
  }

  /** Why a run gave nothing to judge; undefined where it did. */
  failureOf(
    { code, killedFor, stderr }: RunResult,
    name: string,
  ): { message: string; help?: string } | undefined {
    if (killedFor === "time") {
      return { message: `${name} took longer than ${timeout / 1000} seconds and was ended` };
    }
    if (killedFor === "output") {
      return {
        message: `${name} renders more than ${this.#maxOutput} bytes and was ended`,
        help: "render less at once, or raise limits.rendered in nimops.yaml",
      };
    }
    if (code === 0) return undefined;
    return { message: `${name} failed: ${this.#firstWords(stderr) || `exit code ${code}`}` };
  }

  /** The beginning of what a command says, on one line, without the names of temporary folders. */
  #firstWords(text: string): string {
    const words = text
      .slice(0, 64 * 1024)
      .replaceAll(this.#boundary + sep, "")
      .replaceAll(relative(join(this.folder, "a folder"), this.#boundary) + sep, "")
      .replaceAll(this.folder + sep, "")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
      .replace(/\x1b\[[0-9;]*[A-Za-z]/g, "")
      .split(/\r?\n/)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
      .map((line) => line.replace(/[\x00-\x20\x7f-\x9f]+/g, " ").trim())
      .filter((line) => line !== "" && !/^(# )?Warning:|^walk\.go|^Use --debug flag/i.test(line))
      .slice(0, 5)
      .join("; ")
      .replace(/^Error: /, "")
      .replace(aroundTarget, "");
    return words.length > 600 ? `${words.slice(0, 600)}…` : words;
  }
}

/** What kustomize says of the temporary kustomization around the one that is meant. */
const aroundTarget =
  /^accumulating resources: accumulation err='accumulating resources from [^\n]*?must resolve to a file': (?:recursed accumulation of path|couldn't make target for path) '[^']*': /;

/** Folders of PATH that are relative would let the repository bring its own commands. */
function commandIn(path: string, name: string): string | undefined {
  const endings = process.platform === "win32" ? [".exe"] : [""];
  for (const folder of path.split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    for (const ending of endings) {
      const file = join(folder, name + ending);
      try {
        accessSync(file, constants.X_OK);
        if (statSync(file).isFile()) return file;
      } catch {
        // Not here.
      }
    }
  }
  return undefined;
}

/** Without git on the PATH nothing is cloned, and a proxy where nobody listens keeps all else from the network. */
function environment(folder: string): Record<string, string> {
  const empty = join(folder, "empty");
  const nowhere = "http://127.0.0.1:9";
  const own: Record<string, string> = {
    PATH: empty,
    HOME: empty,
    XDG_CACHE_HOME: empty,
    XDG_CONFIG_HOME: empty,
    XDG_DATA_HOME: empty,
    TMPDIR: folder,
    KUBECONFIG: join(empty, "config"),
    KUBERC: "off",
    KUSTOMIZE_PLUGIN_HOME: empty,
    HELM_CACHE_HOME: empty,
    HELM_CONFIG_HOME: empty,
    HELM_DATA_HOME: empty,
    HELM_PLUGINS: empty,
    HELM_REGISTRY_CONFIG: join(empty, "registry.json"),
    HELM_REPOSITORY_CACHE: empty,
    HELM_REPOSITORY_CONFIG: join(empty, "repositories.yaml"),
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    ALL_PROXY: nowhere,
    http_proxy: nowhere,
    https_proxy: nowhere,
    NO_PROXY: "",
  };
  // Go programs on Windows do not start without it.
  if (process.platform === "win32") {
    const { SystemRoot } = process.env;
    if (SystemRoot !== undefined) own.SystemRoot = SystemRoot;
  }
  return own;
}
