import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { runCommand } from "../support/run-command.ts";

const folder = mkdtempSync(join(tmpdir(), "nimops-reconcile-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const kubeconfig = join(folder, "kubeconfig");
writeFileSync(
  kubeconfig,
  JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "c",
    clusters: [{ name: "c", cluster: { server: "http://127.0.0.1:9" } }],
    users: [{ name: "c", user: { token: "t" } }],
    contexts: [{ name: "c", context: { cluster: "c", user: "c", namespace: "models" } }],
  }),
);

const sound =
  "apiVersion: nimops.dev/v1alpha1\nkind: NIMRepository\nmetadata:\n  name: models\nspec:\n  url: https://github.com/acme/models.git\n";

/** Opens the end to write into, which can be had once somebody reads. */
async function openedByReader(pipe: string): Promise<number> {
  for (;;) {
    try {
      return openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

describe("nimops reconcile", () => {
  test.each<[string, string[], RegExp]>([
    ["a file without --once", ["--file", "a.yaml"], /--file means nothing without --once/],
    ["a dry run of the controller", ["--dry-run"], /--dry-run means nothing without --once/],
    ["a format of the controller", ["--format", "json"], /--format means nothing without --once/],
    ["a format that is none", ["--once", "-f", "a", "--format", "xml"], /format/],
    ["bytes without causes", ["--bytes"], /--bytes means nothing without --causes/],
    ["--once without a file", ["--once"], /needs a NIMRepository/],
    [
      "a webhook in one pass",
      ["--once", "-f", "a", "--webhook", ":1"],
      /--webhook means nothing with --once/,
    ],
    [
      "a webhook without a secret",
      ["--webhook", "0.0.0.0:9292"],
      /--webhook and --webhook-secret go together/,
    ],
    ["a secret without a webhook", ["--webhook-secret", "x"], /--webhook and --webhook-secret go together/],
    [
      "a secret that is not there",
      ["--webhook", ":1", "--webhook-secret", "none"],
      /there is no secret in none/,
    ],
    ["an address that is none", ["--probes", "everywhere"], /--probes "everywhere" is no address/],
    [
      "a page in one pass",
      ["--once", "-f", "a", "--page-address", ":1"],
      /--page-address means nothing with/,
    ],
    ["an address of a page that is none", ["--page-address", "8082"], /--page-address "8082" is no address/],
    ["a port that is none", ["--probes", "0.0.0.0:99999"], /is no address/],
    ["a level that is none", ["--log-level", "loud"], /log-level/],
    ["an argument", ["a.yaml"], /takes no argument/],
    ["a namespace that is none", ["-n", "Models_1"], /--namespace "Models_1" is no name of a namespace/],
    ["a namespace that is none in one pass", ["--once", "-f", "a", "-n", ""], /--namespace "" is no name/],
    ["a target that is no namespace", ["--allow-namespace", "ml,A_b"], /--allow-namespace "A_b" is no name/],
    [
      "an address in place of a Git host",
      ["--allow-git-host", "https://github.com"],
      /--allow-git-host "https:\/\/github\.com" is no host/,
    ],
    ["a Git host with a port", ["--allow-git-host", "git.acme:8443"], /"git\.acme:8443" is no host/],
    ["a Git host that is empty", ["--allow-git-host", ""], /--allow-git-host "" is no host/],
    [
      "a file that is not there",
      ["--once", "-f", "none.yaml"],
      /cannot read .+none\.yaml: no such file or directory/,
    ],
    ["a folder", ["--once", "-f", "."], /cannot read .+: it is a directory/],
    [
      "a file that never ends",
      ["--once", "-f", "/dev/zero"],
      /cannot read \/dev\/zero: it has more than 1 MiB/,
    ],
    ["data in a file", ["--data", "kubeconfig", "--probes", "none"], /cannot use .+ for what is fetched/],
  ])("refuses %s", async (_, args, message) => {
    const { code, stderr } = await runCommand(["reconcile", "--kubeconfig", kubeconfig, ...args], {
      cwd: folder,
    });
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  test("tells what is wrong with a NIMRepository, with its line, before it asks anybody", async () => {
    writeFileSync(
      join(folder, "wrong.yaml"),
      "apiVersion: nimops.dev/v1alpha1\nkind: NIMRepository\nmetadata:\n  name: models\nspec:\n  url: file:///etc\n",
    );
    const { code, stderr } = await runCommand(
      ["reconcile", "--once", "-f", "wrong.yaml", "--kubeconfig", kubeconfig],
      {
        cwd: folder,
      },
    );
    expect(stderr).toMatch(/wrong\.yaml:6:8: /);
    expect(code).toBe(2);
  });

  test("reads and judges the file before it looks for a cluster", async () => {
    writeFileSync(join(folder, "none.yaml"), "kind: Other\n");
    const args = ["reconcile", "--once", "-f", "none.yaml", "--kubeconfig", "there-is-none"];
    expect((await runCommand(args, { cwd: folder })).stderr).toMatch(
      /there is no NIMRepository in .+none\.yaml/,
    );
  });

  test("takes it from standard input", async () => {
    const args = ["reconcile", "--once", "-f", "-", "--kubeconfig", kubeconfig];
    const wrong = `${sound}  path: 7\n`;
    const { stderr } = await runCommand(args, { cwd: folder, stdin: wrong });
    expect(stderr).toMatch(/standard input:7:9: /);
    expect((await runCommand(args, { cwd: folder, stdin: sound })).stderr).toMatch(/127\.0\.0\.1:9/);
    const large = `${sound}${"#".repeat(1024 * 1024)}`;
    expect((await runCommand(args, { cwd: folder, stdin: large })).stderr).toMatch(
      /cannot read standard input: it has more than 1 MiB/,
    );
  });

  test.each(["SIGTERM", "SIGINT"] as const)(
    "a pipe into which nobody writes ends with %s",
    async (signal) => {
      const pipe = join(folder, `pipe-${signal}`);
      execFileSync("mkfifo", [pipe]);
      const bin = join(import.meta.dirname, "../../src/bin.ts");
      const child = spawn(process.execPath, [bin, "reconcile", "--once", "-f", pipe], { stdio: "ignore" });
      const ended = once(child, "exit");
      const end = await openedByReader(pipe);
      child.kill(signal);
      expect(await ended).toEqual([null, signal]);
      closeSync(end);
    },
  );

  test("tells that the cluster cannot be reached", async () => {
    writeFileSync(join(folder, "sound.yaml"), sound);
    const { code, stderr } = await runCommand(
      ["reconcile", "--once", "-f", "sound.yaml", "--kubeconfig", kubeconfig],
      {
        cwd: folder,
      },
    );
    expect(stderr).toMatch(/127\.0\.0\.1:9/);
    expect(code).toBe(2);
  });
});
