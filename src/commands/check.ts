import { enforcers } from "../lint/finding.ts";
import { levels } from "../plan/demand/demand.ts";
import type { Command } from "./command.ts";
import { manifestFlags } from "./manifest-flags.ts";
import { planFlags } from "./plan.ts";
import { checkFormatNames } from "./plan-formats.ts";

export const checkCommand: Command = {
  name: "check",
  usage: "nimops check [FLAGS] [PATH…]",
  about:
    "Lints and plans: everything that a pull request must know, with one exit code. PATH is as for lint. Without an inventory it lints, and tells what changes.",
  flags: {
    config: manifestFlags.config,
    cluster: manifestFlags.cluster,
    "operator-version": manifestFlags["operator-version"],
    "kubernetes-version": manifestFlags["kubernetes-version"],
    namespace: manifestFlags.namespace,
    preset: { type: "string", value: "NAME", multiple: true, about: "stricter rules: production" },
    baseline: {
      type: "string",
      value: "FILE",
      about: "findings in it were known before and are not reported",
    },
    "enforced-by": {
      type: "string",
      value: "WHO",
      multiple: true,
      about: `only findings of these: ${enforcers.join(", ")}; separate several by commas`,
    },
    "no-ignores": {
      type: "boolean",
      about: "comments, annotations and overrides that silence findings do not count",
    },
    ...planFlags,
    format: {
      type: "string",
      value: "FORMAT[=FILE]",
      multiple: true,
      about: `${checkFormatNames.join(", ")} (default: text); may be repeated, each after the first into a file`,
    },
    "fail-on": {
      type: "string",
      value: "SEVERITY",
      about:
        "the mildest severity of a finding that makes the exit code 1: error, warning, info, never (default: error)",
    },
    "plan-fail-on": {
      type: "string",
      value: "LEVELS",
      about: `the levels at which pods without a place make the exit code 1: ${levels.join(", ")}, separated by commas; never (default: minimum)`,
    },
    color: {
      type: "string",
      value: "WHEN",
      about: "auto, always, never (default: auto, so only on a terminal)",
    },
  },
  more: [
    "Exit codes: 0 good, 1 findings, blockers or a verdict that the policy does not take, 2 usage or configuration, 3 nothing found, 4 internal error.",
  ],
  async run(invocation, world) {
    const { runCheck } = await import("./check-run.ts");
    return runCheck(invocation, world);
  },
};
