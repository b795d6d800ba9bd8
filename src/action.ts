import { randomUUID } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import * as core from "@actions/core";
import { runAction } from "./commands/action-run.ts";
import type { ActionWorld, Toolkit } from "./commands/action-world.ts";
import { exitCodes } from "./user-error.ts";

const toolkit: Toolkit = {
  getInput: (name) => core.getInput(name),
  setOutput: (name, value) => core.setOutput(name, value),
  notice: (message, properties) => core.notice(message, properties),
  warning: (message, properties) => core.warning(message, properties),
  error: (message, properties) => core.error(message, properties),
  async writeSummary(markdown) {
    await core.summary.addRaw(markdown).write({ overwrite: true });
  },
  getIDToken: (audience) => core.getIDToken(audience),
  saveState: (name, value) => core.saveState(name, value),
  getState: (name) => core.getState(name),
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
  onSignal(listener) {
    process.once("SIGINT", listener).once("SIGTERM", listener);
    return () => void process.off("SIGINT", listener).off("SIGTERM", listener);
  },
};

void runAction(toolkit, world).then((exitCode) => {
  process.exitCode = exitCode;
  // The runner kills who does not end, and a request that is still under way would hold us up.
  if (exitCode === exitCodes.interrupted || exitCode === exitCodes.terminated) process.exit();
});
