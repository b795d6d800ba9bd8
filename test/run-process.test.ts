import { spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const program = join(import.meta.dirname, "../src/bin.ts");

test.skipIf(process.platform !== "linux")(
  "a full disk behind standard output is told without a trace",
  () => {
    const full = openSync("/dev/full", "w");
    try {
      const { status, stderr } = spawnSync(process.execPath, [program, "rules"], {
        stdio: ["ignore", full, "pipe"],
        encoding: "utf8",
      });
      expect([status, stderr]).toEqual([2, "nimops: cannot write the output: no space left on the device\n"]);
    } finally {
      closeSync(full);
    }
  },
);
