import { UserError } from "../user-error.ts";
import type { GivenSettings } from "./lint-request.ts";

/** The inputs of action.yml. Those that lint knows as flags have the flags' names. */
export interface ActionInputs extends GivenSettings {
  readonly command: string;
  readonly paths: readonly string[];
  readonly workingDirectory: string;
  readonly changedOnly: boolean;
  readonly annotations: boolean;
  readonly summary: boolean;
  readonly sarifFile: string | undefined;
  readonly jsonFile: string | undefined;
  readonly planJsonFile: string | undefined;
  readonly planHtmlFile: string | undefined;
  /** Whether the plan is shown as a comment: where it can be, always (a warning says why not), or never. */
  readonly comment: "auto" | "always" | "never";
  readonly commentFile: string | undefined;
}

/**
 * Reads the inputs; an empty one is one that was not given, as the runner hands over both in the same way.
 *
 * @throws UserError where a switch is neither true nor false.
 */
export function actionInputs(getInput: (name: string) => string): ActionInputs {
  const text = (name: string) => {
    const given = getInput(name).trim();
    return given === "" ? undefined : given;
  };
  const texts = (name: string) =>
    getInput(name)
      .split(/[\n,]/)
      .map((item) => item.trim())
      .filter((item) => item !== "");
  return {
    text,
    texts,
    isSet: (name) => isTrue(name, text(name)),
    called: (name) => `the input ${name}:`,
    command: text("command") ?? "check",
    paths: texts("paths"),
    workingDirectory: text("working-directory") ?? ".",
    changedOnly: isTrue("changed-only", text("changed-only")),
    annotations: isTrue("annotations", text("annotations") ?? "true"),
    summary: isTrue("summary", text("summary") ?? "true"),
    sarifFile: text("sarif-file"),
    jsonFile: text("json-file"),
    planJsonFile: text("plan-json-file"),
    planHtmlFile: text("plan-html-file"),
    comment: commentOf(text("comment")),
    commentFile: text("comment-file"),
  };
}

function commentOf(text = "auto"): ActionInputs["comment"] {
  if (text.toLowerCase() === "auto") return "auto";
  const word = text.toLowerCase();
  if (word === "true") return "always";
  if (word === "false") return "never";
  throw new UserError(`the input comment: ${text} is neither auto, true nor false`);
}

function isTrue(name: string, text = "false"): boolean {
  const known = { true: true, false: false }[text.toLowerCase()];
  if (known !== undefined) return known;
  throw new UserError(`the input ${name}: ${text} is neither true nor false`);
}
