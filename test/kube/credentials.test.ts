import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { Clock } from "../../src/kube/clock.ts";
import type { Cluster, ConnectOptions } from "../../src/kube/cluster.ts";
import { connect } from "../../src/kube/connect.ts";

describe("credentials", () => {
  let folder: string;
  /** What a server got that answers everything with its version. */
  let received: IncomingHttpHeaders[];
  let answers: number[];
  let server: string;
  let warnings: string[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "nimops-kube-"));
    received = [];
    answers = [];
    warnings = [];
    const listening = createServer((request, response) => {
      received.push(request.headers);
      response.writeHead(answers.shift() ?? 200, { "content-type": "application/json" });
      response.end('{"gitVersion":"v1.35.4","major":"1","minor":"35+"}');
    });
    await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
    server = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
    onTestFinished(() => {
      listening.closeAllConnections();
      listening.close();
      rmSync(folder, { recursive: true });
    });
  });

  describe("of kubeconfig files", () => {
    it("are those of the current context", async () => {
      const cluster = await opened({ kubeconfig: [write("config", config({ token: "abcdefgh" }))] });
      expect(await cluster.version()).toEqual({ gitVersion: "v1.35.4", major: 1, minor: 35 });
      expect(received[0]).toMatchObject({ authorization: "Bearer abcdefgh", "user-agent": "nimops" });
      expect(cluster).toMatchObject({ server, context: "main", namespace: "models" });
    });

    it("are those of another context where one is named", async () => {
      const file = write("config", { ...config({ token: "abcdefgh" }), "current-context": "gone" });
      expect(await opened({ kubeconfig: [file], context: "main" })).toMatchObject({ context: "main" });
      await expect(opened({ kubeconfig: [file] })).rejects.toThrow('has no context "gone"');
      await expect(opened({ kubeconfig: [file], context: "mian" })).rejects.toMatchObject({
        help: "did you mean main?",
      });
    });

    it("of KUBECONFIG are merged: the first entry of a name counts, files that are not there do not", async () => {
      const first = write("first", { users: [{ name: "u", user: { token: "from-first" } }] });
      const second = write("second", config({ token: "from-second" }));
      const env = { KUBECONFIG: [join(folder, "none"), first, second].join(":") };
      await (await opened({ env })).version();
      expect(received[0]?.authorization).toBe("Bearer from-first");
    });

    it("are looked for in the home folder", async () => {
      mkdirSync(join(folder, ".kube"));
      write(".kube/config", config({ token: "abcdefgh" }));
      expect(await opened({ env: { HOME: folder } })).toMatchObject({ context: "main" });
    });

    it("may stand in files that lie beside it, and are read again as they rotate", async () => {
      mkdirSync(join(folder, "sub"));
      write("sub/token", "first-token\n");
      let now = 0;
      const clock: Clock = { now: () => now, after: () => () => {} };
      const file = write("sub/config", config({ tokenFile: "token" }));
      const cluster = await opened({ kubeconfig: [file], clock });
      await cluster.version();
      write("sub/token", "second-token\n");
      await cluster.version();
      now += 11_000;
      await cluster.version();
      expect(authorizations()).toEqual(["Bearer first-token", "Bearer first-token", "Bearer second-token"]);
      write("sub/token", "third-token\n");
      answers.push(401);
      await cluster.version();
      expect(authorizations().slice(3)).toEqual(["Bearer second-token", "Bearer third-token"]);
    });

    it("are replaced by a token that is given", async () => {
      const cluster = await opened({
        kubeconfig: [write("config", config({ token: "abcdefgh" }))],
        token: "given-token",
      });
      await cluster.version();
      expect(authorizations()).toEqual(["Bearer given-token"]);
    });

    it("may act as somebody else", async () => {
      await (
        await opened({ kubeconfig: [write("config", config({ token: "abcdefgh", as: "jane" }))] })
      ).version();
      expect(received[0]).toMatchObject({ "impersonate-user": "jane" });
    });
  });

  describe("that cannot be used are told, without what stands in them", () => {
    it.each([
      ["no YAML", "users: [{token: very-secret", "cannot be read"],
      ["no mapping", "very-secret", "is none: it holds no map"],
      [
        "a cluster without a server",
        "clusters: [{name: c, cluster: {}}]\ntoken: very-secret",
        "clusters[0].cluster.server is missing",
      ],
      ["an alias bomb", bomb(), "cannot be read"],
      ["no contexts", "users: []", "has no current-context"],
      [
        "a context without its cluster",
        "current-context: x\ncontexts: [{name: x, context: {cluster: c, user: u}}]",
        'has no cluster "c"',
      ],
    ])("%s", async (_, text, message) => {
      const file = write("config", text);
      const error = await opened({ kubeconfig: [file] }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: "UserError", message: expect.stringContaining(message) });
      expect(String(error)).not.toContain("very-secret");
    });

    it("a file that is not there", async () => {
      await expect(opened({ kubeconfig: [join(folder, "none")] })).rejects.toThrow(/none does not exist$/);
    });

    it("a token of several lines", async () => {
      const file = write("config", config({ tokenFile: write("token", "very\nsecret") }));
      await expect((await opened({ kubeconfig: [file] })).version()).rejects.toThrow(
        "characters that no token has",
      );
    });

    it("a certificate that is not there", async () => {
      const file = write("config", config({ "client-certificate": "none.crt", "client-key": "none.key" }));
      await expect((await opened({ kubeconfig: [file] })).version()).rejects.toMatchObject({
        name: "UserError",
        message: 'the credentials of user "u" cannot be used (ENOENT)',
      });
    });

    it("an address that is none", async () => {
      await expect(opened({ server: "kube.example", token: "abcdefgh" })).rejects.toThrow(
        "the address of the API server",
      );
    });
  });

  describe("that a program gives", () => {
    const given = {
      apiVersion: "client.authentication.k8s.io/v1",
      kind: "ExecCredential",
      status: { token: "of-program" },
    };

    it("are not used unless asked for", async () => {
      const file = write("config", config(programOf(`touch ${folder}/ran`)));
      await expect(opened({ kubeconfig: [file] })).rejects.toMatchObject({
        message: expect.stringMatching(
          /user "u" of the kubeconfig gets its credentials from the program ".*program"/,
        ),
        help: expect.stringContaining("--allow-exec"),
      });
    });

    it("are not used by the old providers either", async () => {
      const provider = { name: "gcp", config: { "cmd-path": "/bin/sh" } };
      await expect(
        opened({ kubeconfig: [write("config", config({ "auth-provider": provider }))] }),
      ).rejects.toThrow('from the program "/bin/sh"');
    });

    it("are used when asked for; a relative name starts where the kubeconfig lies", async () => {
      const script = `test -n "$KUBERNETES_EXEC_INFO" && echo '${JSON.stringify(given)}'`;
      const cluster = await opened({
        kubeconfig: [write("config", config(programOf(script)))],
        allowExec: true,
      });
      await cluster.version();
      await cluster.version();
      expect(authorizations()).toEqual(["Bearer of-program", "Bearer of-program"]);
    });

    it("are got anew once when the server does not take them", async () => {
      const script = `echo x >> ${folder}/runs; echo '${JSON.stringify(given)}' | sed "s/of-program/run-$(wc -l < ${folder}/runs)/"`;
      const cluster = await opened({
        kubeconfig: [write("config", config(programOf(script)))],
        allowExec: true,
      });
      answers.push(401);
      await cluster.version();
      expect(authorizations()).toEqual(["Bearer run-1", "Bearer run-2"]);
    });

    it.each([
      ["fails", "echo cannot log in >&2; exit 1", "cannot log in"],
      ["prints nonsense", "echo very-secret", "it printed no ExecCredential"],
      ["prints another object", 'echo \'{"token":"very-secret"}\'', "it printed no ExecCredential"],
      ["shows a token", "echo nvapi-0123456789abcdef >&2; exit 1", "****"],
    ])("that %s are told", async (_, script, message) => {
      const cluster = await opened({
        kubeconfig: [write("config", config(programOf(script)))],
        allowExec: true,
      });
      const error = await cluster.version().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ reason: "unauthorized", message: expect.stringContaining(message) });
      expect(String(error)).not.toMatch(/very-secret|nvapi-0/);
    });

    function programOf(script: string) {
      write("program", `#!/bin/sh\n${script}\n`);
      chmodSync(join(folder, "program"), 0o755);
      return { exec: { apiVersion: given.apiVersion, command: "./program", args: [] } };
    }
  });

  describe("of a pod", () => {
    const inPod = { KUBERNETES_SERVICE_HOST: "10.96.0.1", KUBERNETES_SERVICE_PORT: "443" };

    it("are those of its account", async () => {
      write("token", "of-account");
      write("ca.crt", "");
      write("namespace", "nimops-system\n");
      const cluster = await opened({ env: inPod, serviceAccount: folder, server });
      await cluster.version();
      expect(cluster).toMatchObject({ context: undefined, namespace: "nimops-system" });
      expect(authorizations()).toEqual(["Bearer of-account"]);
    });

    it("lead to the server that Kubernetes names, also by an IPv6 address", async () => {
      write("token", "of-account");
      const cluster = await opened({
        env: { ...inPod, KUBERNETES_SERVICE_HOST: "fd00::1" },
        serviceAccount: folder,
      });
      expect(cluster.server).toBe("https://[fd00::1]");
    });
  });

  describe("that are handed in", () => {
    it("may be the text of a kubeconfig", async () => {
      const kubeconfigText = JSON.stringify(config({ token: "of-secret" }));
      const cluster = await opened({ kubeconfigText, env: { KUBECONFIG: join(folder, "none") } });
      await cluster.version();
      expect(authorizations()).toEqual(["Bearer of-secret"]);
      const error = await opened({ kubeconfigText: "users: [{token: very-secret" }).catch(String);
      expect(error).toContain("the kubeconfig of the input cannot be read");
      expect(error).not.toContain("very-secret");
    });

    it("may be a server and a token, with nothing of a kubeconfig or a pod beside them", async () => {
      const env = { KUBECONFIG: write("config", "nonsense"), KUBERNETES_SERVICE_HOST: "10.96.0.1" };
      write("token", "of-account");
      const cluster = await opened({ direct: { server }, token: "handed-in", env, serviceAccount: folder });
      await cluster.version();
      expect(cluster).toMatchObject({ server, context: undefined, namespace: "default" });
      expect(authorizations()).toEqual(["Bearer handed-in"]);
      await expect(opened({ direct: { server } })).rejects.toThrow("there is no token");
      await expect(
        opened({ direct: { server, certificateAuthority: "no PEM" }, token: "handed-in" }),
      ).rejects.toThrow("is no certificate");
    });

    it("may come from an issuer, which is asked again when the server does not take its token", async () => {
      let count = 0;
      const cluster = await opened({ direct: { server }, token: async () => `issued-${++count}` });
      await cluster.version();
      await cluster.version();
      answers.push(401);
      await cluster.version();
      expect(authorizations()).toEqual(
        ["issued-1", "issued-1", "issued-1", "issued-2"].map((one) => `Bearer ${one}`),
      );
    });
  });

  it("over a way that is not safe are told", async () => {
    await opened({ server: "http://kube.example", token: "abcdefgh" });
    await opened({ server, token: "abcdefgh" });
    expect(warnings).toEqual([expect.stringContaining("http://kube.example is not encrypted")]);
  });

  async function opened(options: Partial<ConnectOptions>): Promise<Cluster> {
    const cluster = await connect({ env: {}, warn: (warning) => void warnings.push(warning), ...options });
    onTestFinished(() => cluster.close());
    return cluster;
  }

  function config(user: Record<string, unknown>) {
    return {
      clusters: [{ name: "c", cluster: { server } }],
      users: [{ name: "u", user }],
      contexts: [{ name: "main", context: { cluster: "c", user: "u", namespace: "models" } }],
      "current-context": "main",
    };
  }

  function write(name: string, content: string | object): string {
    const file = join(folder, name);
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    return file;
  }

  function authorizations(): (string | undefined)[] {
    return received.map(({ authorization }) => authorization);
  }
});

function bomb(): string {
  const lines = Array.from(
    { length: 9 },
    (_, level) => `a${level + 1}: &a${level + 1} [${`*a${level},`.repeat(9)}]`,
  );
  return ["a0: &a0 [x]", ...lines].join("\n");
}
