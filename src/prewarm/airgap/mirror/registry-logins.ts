import { readdirSync, rmSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseImageReference } from "../../../nim/image-reference.ts";
import { StepError } from "../step.ts";
import type { StepWorld } from "../step-world.ts";
import { borrowedHome } from "./borrowed-home.ts";
import type { RegistryAccess } from "./registry-access.ts";

/** What tools are told about registries: names of files, never a credential itself. */
export interface RegistryLogins {
  /** For an image, as the flags of a tool: `--authfile`, `--cert-dir`, `--tls-verify`, behind a prefix such as `src-`. */
  flags(image: string, prefix?: "src-" | "dest-"): string[];
  /** The folder that docker takes for its own settings; undefined where its own logins will do. */
  dockerConfig(image: string): Promise<string | undefined>;
  /** What a tool that takes no flags of ours is told by its environment. */
  environment(image: string): Readonly<Record<string, string>>;
  /** The files go; to be called whatever happened. */
  close(): void;
}

const folderName = "nimops-login";

/**
 * Writes logins into a folder of our own that nobody else may read.
 *
 * @throws StepError where a variable or a file that was named is not there.
 */
export async function registryLogins(
  registries: readonly RegistryAccess[],
  { env, cwd }: Pick<StepWorld, "env" | "cwd">,
): Promise<RegistryLogins> {
  const parent = env.XDG_RUNTIME_DIR ?? env.TMPDIR ?? tmpdir();
  removeOfDead(parent);
  const folder = await mkdtemp(join(parent, `${folderName}-${process.pid}-`)).catch(() =>
    mkdtemp(join(tmpdir(), `${folderName}-${process.pid}-`)),
  );
  const close = () => rmSync(folder, { recursive: true, force: true });
  try {
    const known = new Map<string, Written>();
    for (const [index, access] of withNvidia(registries).entries()) {
      known.set(access.host, await written(join(folder, String(index)), access, env, cwd));
    }
    const of = (image: string) => known.get(parseImageReference(image).registry ?? "docker.io");
    return {
      flags: (image, prefix) => flagsOf(of(image), prefix ?? ""),
      dockerConfig: async (image) => await dockerFolder(of(image)),
      environment: (image) => environmentOf(of(image)),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

interface Written {
  readonly folder: string;
  readonly authFile: string | undefined;
  readonly certificates: string | undefined;
  readonly tlsVerify: boolean | undefined;
  /** For tools that take no flags; undefined where the user's own will do. */
  readonly home: string | undefined;
}

/** The login of NVIDIA's registry is the same for everybody. Source: docs.nvidia.com, NGC user guide. */
const nvidia = { host: "nvcr.io", user: "$oauthtoken", passwordVariable: "NGC_API_KEY" } as const;

function withNvidia(registries: readonly RegistryAccess[]): readonly RegistryAccess[] {
  return registries.some(({ host }) => host === nvidia.host)
    ? registries
    : [...registries, { host: nvidia.host }];
}

async function written(
  folder: string,
  access: RegistryAccess,
  env: StepWorld["env"],
  cwd: string,
): Promise<Written> {
  const { host, tlsVerify, certificateAuthority } = access;
  // It becomes the name of a folder.
  if (!/^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\])(?::\d{1,5})?$/.test(host)) {
    throw new StepError(
      "registry/not-found",
      `${JSON.stringify(host.slice(0, 200))} is no name of a registry`,
      {
        help: "write its host, with the port where it has one: registry.local:5000",
      },
    );
  }
  await mkdir(folder, { mode: 0o700 });
  let certificates: string | undefined;
  if (certificateAuthority !== undefined) {
    certificates = join(folder, "certificates");
    await mkdir(certificates);
    const file = resolve(cwd, certificateAuthority);
    await copyFile(file, join(certificates, "ca.crt")).catch(() => {
      throw new StepError(
        "registry/certificate",
        `the certificate authority of ${host} cannot be read: ${file}`,
        {
          help: "name a PEM file",
        },
      );
    });
  }
  const insecure = tlsVerify === false;
  const certificate = certificates && join(certificates, "ca.crt");
  const home =
    insecure || certificate !== undefined
      ? borrowedHome(join(folder, "home"), env.HOME, { host, insecure, certificate })
      : undefined;
  const authFile = await authFileOf(folder, access, env, cwd);
  return { folder, authFile, certificates, tlsVerify, home };
}

async function authFileOf(
  folder: string,
  access: RegistryAccess,
  env: StepWorld["env"],
  cwd: string,
): Promise<string | undefined> {
  const { host } = access;
  if (access.authFile !== undefined) {
    const file = resolve(cwd, access.authFile);
    await readFile(file).catch(() => {
      throw new StepError("registry/unauthorized", `the logins for ${host} cannot be read: ${file}`, {
        help: `make the file with \`podman login --authfile ${access.authFile} ${host}\``,
      });
    });
    return file;
  }
  const usual = host === nvidia.host ? nvidia : undefined;
  const variable = access.passwordVariable ?? usual?.passwordVariable;
  if (variable === undefined) return undefined;
  const password = env[variable];
  if (password === undefined || password === "") {
    // Nobody asked for that one.
    if (access.passwordVariable === undefined) return undefined;
    throw new StepError(
      "auth/missing-key",
      `the password for ${host} is to be in ${variable}, which is not set`,
      {
        help: `set ${variable} in the environment`,
      },
    );
  }
  const user = access.user ?? usual?.user;
  if (user === undefined) {
    throw new StepError("registry/unauthorized", `no user is named for ${host}`, {
      help: `name the user whose password is in ${variable}`,
    });
  }
  const file = join(folder, "auth.json");
  const auth = Buffer.from(`${user}:${password}`).toString("base64");
  await writeFile(file, JSON.stringify({ auths: { [host]: { auth } } }), { mode: 0o600, flag: "wx" });
  return file;
}

function flagsOf(login: Written | undefined, prefix: string): string[] {
  if (login === undefined) return [];
  return [
    ...(login.authFile === undefined ? [] : [`--${prefix}authfile`, login.authFile]),
    ...(login.certificates === undefined ? [] : [`--${prefix}cert-dir`, login.certificates]),
    ...(login.tlsVerify === false ? [`--${prefix}tls-verify=false`] : []),
  ];
}

/** podman asks the variable for its registries first, skopeo the home folder. Source: containers-auth.json(5). */
function environmentOf(login: Written | undefined): Record<string, string> {
  const { authFile, home, tlsVerify } = login ?? {};
  return {
    ...(authFile !== undefined && { REGISTRY_AUTH_FILE: authFile }),
    ...(home !== undefined && { HOME: home }),
    ...(home !== undefined &&
      tlsVerify === false && {
        CONTAINERS_REGISTRIES_CONF: join(home, ".config/containers/registries.conf"),
      }),
  };
}

/** docker reads logins from `config.json` of its own folder alone. */
async function dockerFolder(login: Written | undefined): Promise<string | undefined> {
  if (login?.authFile === undefined) return undefined;
  const folder = join(login.folder, "docker");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, "config.json"), await readFile(login.authFile), { mode: 0o600 });
  return folder;
}

/** Logins of a run that was killed do not stay. */
function removeOfDead(parent: string): void {
  const form = new RegExp(`^${folderName}-(\\d+)-[A-Za-z0-9]{6}$`);
  for (const name of namesIn(parent)) {
    const pid = Number(form.exec(name)?.[1] ?? process.pid);
    if (pid !== process.pid && !isAlive(pid)) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Those of other users are: they may not be asked. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
