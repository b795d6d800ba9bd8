import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { GitAccess } from "../../reconciler/source/access.ts";
import { processesBelow, readNow, SourceBed, sourceError } from "../support/source-bed.ts";
import { makeKey, type SshServer, sshServer } from "./ssh-server.ts";

let server: SshServer;
let bed: SourceBed;

beforeAll(async () => {
  server = await sshServer();
});
afterAll(() => server?.[Symbol.asyncDispose]());

beforeEach(async () => {
  bed = await SourceBed.make();
  bed.repository.write("a.yaml", "a: 1\n");
  bed.repository.commit();
});
afterEach(() => bed[Symbol.asyncDispose]());

const url = () => `ssh://${server.user}@127.0.0.1:${server.port}${bed.repository.folder}`;

const access = (more: { identity?: string; knownHosts?: string } = {}): GitAccess => ({
  credentials: { is: "ssh", identity: server.identity, knownHosts: server.knownHosts, ...more },
});

it("a repository is read over ssh, large files left out", async () => {
  bed.repository.write("huge.bin", "x".repeat(3_000_000));
  const commit = bed.repository.commit();
  const source = bed.source({ url: url(), access: access() });
  expect(await source.look()).toEqual({ commit, ref: "main" });
  const [file, ...more] = await readNow(source);
  expect([file?.path, file?.bytes.toString(), more]).toEqual(["a.yaml", "a: 1\n", []]);
});

it("a host that is not the known one is refused", async () => {
  const knownHosts = server.strangersKnownHosts;
  const { kind, reason } = await sourceError(
    bed.source({ url: url(), access: access({ knownHosts }) }).look(),
  );
  expect([kind, reason]).toEqual(["permanent", "HostKeyUnknown"]);
});

it("a host that is unknown is refused, and not learned", async () => {
  const knownHosts = server.knownHosts.replace(`${server.port}`, "1");
  const source = bed.source({ url: url(), access: access({ knownHosts }) });
  for (const _ of [1, 2]) expect((await sourceError(source.look())).reason).toBe("HostKeyUnknown");
});

it("known hosts are required, before anything is sent", async () => {
  const { reason, message } = await sourceError(
    bed.source({ url: url(), access: access({ knownHosts: "" }) }).look(),
  );
  expect(reason).toBe("CredentialsUnusable");
  expect(message).toContain("known_hosts");
  expect((await sourceError(bed.source({ url: url() }).look())).reason).toBe("CredentialsUnusable");
});

it("a key that is not let in, and one with a passphrase, are told", async () => {
  const folder = mkdtempSync(join(tmpdir(), "nimops-keys-"));
  try {
    makeKey(join(folder, "other"));
    makeKey(join(folder, "locked"), "passphrase");
    const identity = (name: string) => readFileSync(join(folder, name), "utf8");
    const other = await sourceError(
      bed.source({ url: url(), access: access({ identity: identity("other") }) }).look(),
    );
    expect([other.kind, other.reason]).toEqual(["permanent", "AuthenticationFailed"]);
    const locked = await sourceError(
      bed.source({ url: url(), access: access({ identity: identity("locked") }) }).look(),
    );
    expect(locked.message).toBe("the private key has a passphrase");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it("T36 a server of ssh that says nothing is given up, with ssh itself", async () => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const address = silent.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const source = bed.source({
    url: url().replace(`${server.port}`, `${port}`),
    access: access(),
    timeout: 1500,
  });
  expect((await sourceError(source.look())).reason).toBe("TimedOut");
  expect(processesBelow(bed.folder)).toEqual([]);
  silent.close();
});

it("a repository that is not there is told", async () => {
  const { reason } = await sourceError(bed.source({ url: `${url()}-gone`, access: access() }).look());
  expect(reason).toBe("RepositoryNotFound");
});
