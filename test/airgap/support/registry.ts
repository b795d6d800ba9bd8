import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { eventually } from "../../cluster/api.ts";
import { freePort } from "../../support/free-port.ts";

export interface Registry {
  /** `localhost:41234` */
  readonly host: string;
  /** Requests that it served so far, such as `PUT /v2/nim/x/manifests/1`. Not of one with `tls`. */
  requests(): Promise<readonly string[]>;
  stop(): void;
}

/** The only one who may log in at a registry with `auth`. */
export const registryUser = { name: "mirror", password: "correct-horse-battery" } as const;

/** bcrypt of the password: htpasswd of the registry takes nothing else. */
const passwordHash = "$2b$04$e4iXDuTyXkeOqVxxEUE0yOX1vA/KuO.8QxwRetsrVuHEBRn3pal2e";

/** A real registry on this machine, over plain HTTP unless told, that ends with the test. */
export async function startRegistry(folder: string, { auth = false, tls = false } = {}): Promise<Registry> {
  const port = await freePort();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const passwords = join(folder, "htpasswd");
  writeFileSync(passwords, `${registryUser.name}:${passwordHash}\n`);
  const settings = {
    version: 0.1,
    log: { accesslog: { disabled: false } },
    storage: { filesystem: { rootdirectory: join(folder, "data") }, delete: { enabled: true } },
    http: { addr: `127.0.0.1:${port}`, ...(tls && { tls: certificateFor(folder) }) },
    ...(auth && { auth: { htpasswd: { realm: "nimops", path: passwords } } }),
  };
  const file = join(folder, "registry.yml");
  writeFileSync(file, JSON.stringify(settings));
  let log = "";
  const server = spawn("docker-registry", ["serve", file], { stdio: ["ignore", "pipe", "ignore"] });
  server.stdout.setEncoding("utf8").on("data", (text: string) => {
    log += text;
  });
  await listening(port, server);
  let looks = 0;
  return {
    host: `localhost:${port}`,
    async requests() {
      looks += 1;
      const mark = `/v2/look-${looks}/tags/list`;
      await (await fetch(`http://127.0.0.1:${port}${mark}`)).text();
      // It writes its log a moment later.
      await eventually("the registry has written its log", () => log.includes(mark) || undefined);
      const lines = log.matchAll(/"((?:GET|HEAD|PUT|POST|PATCH|DELETE) \S+)/g);
      return [...lines].map(([, request = ""]) => request).filter((each) => !each.includes(" /v2/look-"));
    },
    stop: () => void server.kill(),
  };
}

/** The file with the certificate authority of a registry with `tls`. */
export function authorityOf(folder: string): string {
  return join(folder, "ca.pem");
}

/** Signed by an authority that nobody else trusts. */
function certificateFor(folder: string): { certificate: string; key: string } {
  const file = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "ignore" });
  const [ca, caKey] = [authorityOf(folder), file("ca.key")];
  openssl(
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-days",
    "2",
    "-subj",
    "/CN=nimops test",
    "-keyout",
    caKey,
    "-out",
    ca,
  );
  openssl(
    "req",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-subj",
    "/CN=localhost",
    "-keyout",
    file("key.pem"),
    "-out",
    file("request.pem"),
  );
  writeFileSync(file("names"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
  openssl(
    "x509",
    "-req",
    "-days",
    "2",
    "-in",
    file("request.pem"),
    "-CA",
    ca,
    "-CAkey",
    caKey,
    "-CAcreateserial",
    "-extfile",
    file("names"),
    "-out",
    file("certificate.pem"),
  );
  return { certificate: file("certificate.pem"), key: file("key.pem") };
}

async function listening(port: number, server: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (server.exitCode !== null) break;
    if (await accepts(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("docker-registry does not start; apt-get install docker-registry");
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const finish = (does: boolean) => {
      socket.destroy();
      resolve(does);
    };
    socket.on("connect", () => finish(true));
    socket.on("error", () => finish(false));
  });
}
