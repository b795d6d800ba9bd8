import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BackOff } from "../../src/kube/back-off.ts";
import { connect, refuseOldNode } from "../../src/kube/connect.ts";
import { warningsOf } from "../../src/kube/warning-header.ts";

describe("connecting", () => {
  it.each(["20.20.2", "22.18.0", "18.0.0"])("is refused under Node %s, with what to do", (version) => {
    expect(() => refuseOldNode(version)).toThrow(`Node.js ${version} is too old to speak to a cluster`);
  });

  it.each(["22.19.0", "24.0.0", "26.1.0"])("is done under Node %s", (version) => {
    expect(() => refuseOldNode(version)).not.toThrow();
  });

  it("is refused without credentials, with where they were looked for", async () => {
    await expect(connect({ env: { HOME: "/nowhere" } })).rejects.toMatchObject({
      name: "UserError",
      message: "no credentials for a cluster: there is no /nowhere/.kube/config",
      help: expect.stringContaining("KUBECONFIG"),
    });
  });

  it("alone loads the Kubernetes client, and only when it is called", () => {
    const folder = join(import.meta.dirname, "../../src");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".ts"),
    );
    const importing = (pattern: RegExp) =>
      files.filter((name) => pattern.test(readFileSync(join(folder, name), "utf8"))).sort();
    expect(importing(/^import (?!type).*@kubernetes\/client-node/m)).toEqual([
      "kube/credentials.ts",
      "kube/kubeconfig.ts",
    ]);
    expect(importing(/^(?:import|export) (?!type).*\/open-cluster\.ts"/m)).toEqual([]);
    expect(importing(/import\("\.\/open-cluster\.ts"\)/)).toEqual(["kube/connect.ts"]);
    const inside =
      /^(?:import|export) (?!type)[^;]*\/(?:kubeconfig|credentials|kube\/(?!connect|cluster-error|clock|object|proxy|slots|watch)\w[\w-]*)\.ts"/m;
    expect(importing(inside).filter((name) => !name.startsWith("kube/"))).toEqual([]);
  });
});

describe("waits between tries", () => {
  it("grow to a limit, each in the upper half of its range", () => {
    const least = new BackOff(100, 1000, () => 0);
    const most = new BackOff(100, 1000, () => 1);
    expect(Array.from({ length: 6 }, () => least.next())).toEqual([50, 100, 200, 400, 500, 500]);
    expect(Array.from({ length: 6 }, () => most.next())).toEqual([100, 200, 400, 800, 1000, 1000]);
  });

  it("are never shorter than the server asks, and begin anew after a success", () => {
    const backOff = new BackOff(100, 1000, () => 0.5);
    backOff.next();
    expect(backOff.next(7000)).toBe(7050);
    backOff.reset();
    expect(backOff.next()).toBe(75);
  });
});

describe("Warning headers", () => {
  it.each([
    ['299 - "one"', ["one"]],
    ['299 - "one, two", 299 - "three"', ["one, two", "three"]],
    ['299 - "unknown field \\"spec.a\\""', ['unknown field "spec.a"']],
    ['299 kube "back\\\\slash"', ["back\\slash"]],
    ["nonsense", []],
    [undefined, []],
  ])("%j say %j", (header, expected) => {
    expect(warningsOf(header)).toEqual(expected);
  });
});
