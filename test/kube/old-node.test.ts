import { expect, it } from "vitest";
import { refuseOldNode } from "../../src/kube/connect.ts";
import { nodeVersion, runBundle } from "../support/bundle.ts";

const isOld = (() => {
  try {
    refuseOldNode(nodeVersion());
    return false;
  } catch {
    return true;
  }
})();

it.runIf(isOld)("the shipped bundle says under an old Node what it needs to speak to a cluster", () => {
  const { code, stdout, stderr } = runBundle(["status"], { cwd: import.meta.dirname });
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toBe(
    `nimops: Node.js ${nodeVersion()} is too old to speak to a cluster\n  help: install Node.js 22.19 or newer; what reads files only works with this one\n`,
  );
});
