import { randomUUID } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import * as core from "@actions/core";
import { runAction } from "./commands/action-run.ts";
import type { ActionWorld, Toolkit } from "./commands/action-world.ts";

const toolkit: Toolkit = {
  getInput: (name) => core.getInput(name),
  setOutput: (name, value) => core.setOutput(name, value),
  notice: (message, properties) => core.notice(message, properties),
  warning: (message, properties) => core.warning(message, properties),
  error: (message, properties) => core.error(message, properties),
  async writeSummary(markdown) {
    await core.summary.addRaw(markdown).write({ overwrite: true });
  },
};

const world: ActionWorld = {
  cwd: process.cwd(),
  env: process.env,
  stdout: {
    write(text) {
      process.stdout.write(text);
    },
  },
  readFile: (path) => readFileSync(path, "utf8"),
  isFolder: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
  randomWord: () => randomUUID(),
};

void runAction(toolkit, world).then((exitCode) => {
  process.exitCode = exitCode;
});
