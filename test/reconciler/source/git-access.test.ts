import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { GitAccess } from "../../../reconciler/source/access.ts";
import { SourceError } from "../../../reconciler/source/source.ts";
import { connectProxy } from "../../support/connect-proxy.ts";
import {
  processesBelow,
  readNow,
  SourceBed,
  type SourceOptions,
  sourceError,
} from "../../support/source-bed.ts";

const login = { username: "x-access-token", password: "ghs_Tr0ub4dor/and+3=%20x" };
const access: GitAccess = { credentials: { is: "password", ...login } };

let bed: SourceBed;

afterEach(() => bed[Symbol.asyncDispose]());

describe("T37 credentials", () => {
  it("T37 a token opens a repository, and goes along with the first request", async () => {
    bed = await SourceBed.make({ login });
    bed.repository.write("a.yaml", "a: 1\n");
    bed.repository.commit();
    expect(await readNow(bed.source({ access }))).toHaveLength(1);
    expect(bed.server.logins).not.toContain(undefined);
  });

  it("T37 they are in no argument, no environment, no file that others may read, and none that stays", async () => {
    let seen: { lines: string[]; environments: string[]; open: string[] } | undefined;
    bed = await SourceBed.make({
      login,
      instead: ({ method }) => {
        if (method !== "POST" || seen) return false;
        const folder = join(bed.folder, "source");
        seen = {
          lines: processesBelow(bed.folder),
          environments: environmentsBelow(bed.folder),
          open: filesOf(folder).filter((file) => (modeOf(file) & 0o077) !== 0),
        };
        return false;
      },
    });
    bed.repository.write("a.yaml", "a: 1\n");
    bed.repository.commit();
    await readNow(bed.source({ access }));
    expect(seen?.lines.some((line) => line.includes("git-remote-http"))).toBe(true);
    for (const form of [login.password, encodeURIComponent(login.password), base64]) {
      expect(seen?.lines.join("\n")).not.toContain(form);
      expect(seen?.environments.join("\n")).not.toContain(form);
      expect(textsBelow(join(bed.folder, "source"))).not.toContain(form);
    }
    expect(seen?.open).toEqual([]);
  });

  it("T37 an error shows none of them, in whatever form the server sends them back", async () => {
    bed = await SourceBed.make({
      instead: (_, response) => {
        response.writeHead(403, { "content-type": "text/plain" });
        response.end(
          `no: ${login.password} ${encodeURIComponent(login.password)} ${base64}\n\x1b[2Jfatal: all is well`,
        );
        return true;
      },
    });
    const error = await sourceError(bed.source({ access }).look());
    const told = `${error.message} ${error.help} ${error.stack}`;
    expect(error.reason).toBe("AuthenticationFailed");
    for (const form of [login.password, encodeURIComponent(login.password), base64, "\x1b"]) {
      expect(told).not.toContain(form);
    }
  });

  it("T37 a wrong token is told at once, without a question", async () => {
    bed = await SourceBed.make({ login });
    const wrong: GitAccess = { credentials: { is: "password", username: "x", password: "another" } };
    expect((await sourceError(bed.source({ access: wrong }).look())).reason).toBe("AuthenticationFailed");
    expect((await sourceError(bed.source().look())).reason).toBe("AuthenticationFailed");
  });

  it("T37 a token that was replaced is used at the next call", async () => {
    bed = await SourceBed.make({ login });
    bed.repository.commit();
    let password = "expired";
    const { username } = login;
    const rotating = bed.source({
      access: async () => ({ credentials: { is: "password", username, password } }),
    });
    expect((await sourceError(rotating.look())).reason).toBe("AuthenticationFailed");
    password = login.password;
    expect((await rotating.look()).ref).toBe("main");
  });

  it("T37 they are not sent to where the server points", async () => {
    await using other = await SourceBed.make();
    bed = await SourceBed.make({
      instead: ({ url }, response) => {
        response.writeHead(302, { location: `${other.server.url}${url}` }).end();
        return true;
      },
    });
    expect((await sourceError(bed.source({ access }).look())).reason).toBe("Redirected");
    expect(other.server.asked).toEqual([]);
  });

  it("settings, helpers and agents of the machine are not used", async () => {
    bed = await SourceBed.make({ login });
    const home = join(bed.folder, "home");
    mkdirSync(home);
    const basic = `Authorization: Basic ${base64}`;
    writeFileSync(join(home, ".gitconfig"), `[http]\n\textraHeader = "${basic}"\n`);
    const before = { ...process.env };
    Object.assign(process.env, {
      HOME: home,
      XDG_CONFIG_HOME: home,
      GIT_CONFIG_GLOBAL: join(home, ".gitconfig"),
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "http.extraHeader",
      GIT_CONFIG_VALUE_0: basic,
      GIT_DIR: home,
      GIT_TRACE: join(home, "trace"),
      GIT_PROXY_COMMAND: "false",
    });
    try {
      expect((await sourceError(bed.source().look())).reason).toBe("AuthenticationFailed");
    } finally {
      for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
      Object.assign(process.env, before);
    }
    expect(readdirSync(home)).toEqual([".gitconfig"]);
  });

  it("without git on the machine it is told what is missing", async () => {
    bed = await SourceBed.make();
    const { PATH } = process.env;
    process.env.PATH = bed.folder;
    try {
      const { kind, reason } = await sourceError(bed.source().look());
      expect([kind, reason]).toEqual(["permanent", "GitMissing"]);
    } finally {
      process.env.PATH = PATH;
    }
  });

  it.each([
    [{ credentials: { is: "password", username: "a", password: "line\nend" } }, "control characters"],
    [{ credentials: { is: "ssh", identity: "no key", knownHosts: "h ssh-ed25519 AAAA" } }, "no private key"],
    [
      { credentials: { is: "ssh", identity: "-----BEGIN PRIVATE KEY-----", knownHosts: "# none\n" } },
      "known_hosts",
    ],
    [{ certificateAuthority: "hello" }, "no certificate"],
    [{ allowedSigners: "# nobody\n" }, "names nobody"],
    [{ proxy: "proxy.example:3128" }, "no address"],
  ] satisfies [GitAccess, string][])(
    "unusable ones are told before anything is asked: %#",
    async (unusable, words) => {
      bed = await SourceBed.make();
      const { kind, reason, message } = await sourceError(bed.source({ access: unusable }).look());
      expect([kind, reason]).toEqual(["permanent", "CredentialsUnusable"]);
      expect(message).toContain(words);
      expect(bed.server.asked).toEqual([]);
    },
  );
});

describe("which servers are asked", () => {
  it("none that is not on the list of hosts, none of the node's own network, none without an address", async () => {
    bed = await SourceBed.make();
    const reasonOf = (options: SourceOptions) => {
      try {
        bed.source(options);
      } catch (error) {
        if (error instanceof SourceError) return `${error.kind} ${error.reason}`;
      }
      return undefined;
    };
    expect(reasonOf({ hosts: ["github.com"] })).toBe("permanent HostRefused");
    expect(reasonOf({ hosts: ["127.0.0.1"] })).toBeUndefined();
    expect(reasonOf({ url: "https://169.254.169.254/a.git" })).toBe("permanent UrlRefused");
    expect(reasonOf({ url: "ext::sh -c id" })).toBe("permanent UrlRefused");
  });
});

describe("a proxy", () => {
  it("takes the calls, with its own credentials", async () => {
    bed = await SourceBed.make({ login });
    bed.repository.write("a.yaml", "a: 1\n");
    bed.repository.commit();
    await using proxy = await connectProxy("robot:secr3t!");
    const source = bed.source({ access: { ...access, proxy: `http://robot:secr3t!@${proxy.host}` } });
    expect(await readNow(source)).toHaveLength(1);
    expect(proxy.asked.length).toBeGreaterThan(1);
  });

  it("that does not let us in is told, without the password", async () => {
    bed = await SourceBed.make();
    await using proxy = await connectProxy("robot:secr3t!");
    const source = bed.source({ access: { proxy: `http://robot:wr0ng-one@${proxy.host}` } });
    const { reason, message } = await sourceError(source.look());
    expect(reason).toBe("ProxyAuthenticationFailed");
    expect(message).not.toContain("wr0ng-one");
  });
});

const base64 = Buffer.from(`${login.username}:${login.password}`).toString("base64");

function environmentsBelow(folder: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const environment = readFileSync(`/proc/${name}/environ`, "latin1");
        return environment.includes(`HOME=${folder}`) ? [environment] : [];
      } catch {
        return [];
      }
    });
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.parentPath.includes("/call-"))
    .map((entry) => join(entry.parentPath, entry.name));
}

function modeOf(file: string): number {
  return statSync(file).mode;
}

function textsBelow(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"))
    .join("\n");
}
