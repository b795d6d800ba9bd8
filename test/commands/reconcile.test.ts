import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
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

describe("nimops reconcile", () => {
  test.each<[string, string[], RegExp]>([
    ["a file without --once", ["--file", "a.yaml"], /--file means nothing without --once/],
    ["a dry run of the controller", ["--dry-run"], /--dry-run means nothing without --once/],
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
    ["a port that is none", ["--probes", "0.0.0.0:99999"], /is no address/],
    ["a level that is none", ["--log-level", "loud"], /log-level/],
    ["an argument", ["a.yaml"], /takes no argument/],
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

  test("tells that the cluster cannot be reached", async () => {
    writeFileSync(
      join(folder, "sound.yaml"),
      "apiVersion: nimops.dev/v1alpha1\nkind: NIMRepository\nmetadata:\n  name: models\nspec:\n  url: https://github.com/acme/models.git\n",
    );
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
