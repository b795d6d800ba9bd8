import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Podman } from "./support/podman.ts";

// The image of reconciler/Dockerfile, on a base that is made from Debian's packages: nothing is pulled.

let podman: Podman;

beforeAll(() => {
  podman = new Podman();
  const seconds = podman.build();
  console.info(`image: built in ${seconds.toFixed(1)} s, ${(bytes() / 1e6).toFixed(0)} MB`);
}, 600_000);
afterAll(() => podman?.remove());

describe("the image", () => {
  it("runs as nobody, by number, with tini before Node", () => {
    const [{ Config }]: [{ Config: Record<string, unknown> }] = JSON.parse(
      podman.run("image", "inspect", podman.image),
    );
    expect(Config).toMatchObject({
      User: "65532:65532",
      Entrypoint: ["/usr/bin/tini", "--", "/nodejs/bin/node", "/nimops/cli.js"],
      Cmd: ["reconcile"],
    });
  });

  it("is below 230 MB, most of it Node", () => {
    expect(bytes()).toBeLessThan(230e6);
  });

  it("has no program but Node, git, ssh, tini and the shell through which git starts ssh", () => {
    const programs = listed(
      "/bin",
      "/sbin",
      "/usr/bin",
      "/usr/sbin",
      "/usr/local/bin",
      "/usr/lib/git-core",
      "/nodejs/bin",
    );
    expect(programs).toEqual([
      "/bin/sh",
      "/nodejs/bin/node",
      "/usr/bin/git",
      "/usr/bin/ssh",
      "/usr/bin/ssh-keygen",
      "/usr/bin/tini",
      "/usr/lib/git-core/git",
      "/usr/lib/git-core/git-remote-http",
      "/usr/lib/git-core/git-remote-https",
    ]);
  });

  it("has the command line of the bundle, its licences, and nothing else of ours", () => {
    const bundle = readdirSync(process.env.NIMOPS_DIST ?? join(import.meta.dirname, "../../dist"));
    const expected = bundle.filter((name) => !name.startsWith("action")).concat("LICENSE");
    expect(listed("/nimops").map((path) => path.slice("/nimops/".length))).toEqual(expected.sort());
  });

  it("tells scanners which packages of Debian it has taken", () => {
    const packages = listed("/var/lib/dpkg/status.d").map((path) => path.split("/").at(-1));
    expect(packages).toEqual(expect.arrayContaining(["git", "openssh-client", "tini", "dash", "libssl3"]));
    const told = podman.inside(
      "/nodejs/bin/node",
      "-p",
      `fs.readFileSync("/var/lib/dpkg/status.d/git", "utf8")`,
    );
    expect(told.stdout).toMatch(/^Package: git\n[\s\S]*^Version: \S+$/m);
  });

  it("starts at once, and writes nothing", () => {
    const started = performance.now();
    const { code, stdout, stderr } = podman.inside("/nodejs/bin/node", "/nimops/cli.js", "--version");
    console.info(`image: container with --version in ${(performance.now() - started).toFixed(0)} ms`);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+/);
    const write = `try { fs.writeFileSync("/nimops/x", "") } catch (error) { console.log(error.code, process.getuid()) }`;
    expect(podman.inside("/nodejs/bin/node", "-e", write).stdout).toBe("EROFS 65532\n");
  });

  it("has certificate authorities for git and for Node", () => {
    const told = podman.inside(
      "/nodejs/bin/node",
      "-p",
      `fs.readFileSync("/etc/ssl/certs/ca-certificates.crt", "utf8").split("BEGIN CERTIFICATE").length`,
    );
    expect(Number(told.stdout)).toBeGreaterThan(100);
  });

  it.each([
    ["https", "https://127.0.0.1:1/x.git", "Failed to connect"],
    ["ssh", "ssh://git@127.0.0.1:1/x.git", "Connection refused"],
  ])("git speaks %s with nothing missing", (_, url, told) => {
    const ssh = ["-c", "core.sshCommand=ssh -F none -o BatchMode=yes"];
    expect(podman.inside("/usr/bin/git", ...ssh, "ls-remote", url).stderr).toContain(told);
  });
});

function bytes(): number {
  return Number(podman.run("image", "inspect", "--format={{.Size}}", podman.image));
}

/** All files and links in some folders of the image. */
function listed(...folders: readonly string[]): string[] {
  const script = `for (const folder of process.argv.slice(1)) {
    if (!fs.existsSync(folder) || fs.lstatSync(folder).isSymbolicLink()) continue;
    for (const name of fs.readdirSync(folder)) console.log(folder + "/" + name);
  }`;
  const { stdout } = podman.inside("/nodejs/bin/node", "-e", script, "--", ...folders);
  return stdout.trim().split("\n").sort();
}
