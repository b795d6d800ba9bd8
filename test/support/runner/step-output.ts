import { isAbsolute, relative } from "node:path";
import { commandNames, parseWorkflowCommand, type WorkflowCommand } from "./workflow-command.ts";

export type AnnotationType = "error" | "warning" | "notice";

export interface Annotation {
  readonly type: AnnotationType;
  readonly message: string;
  readonly title: string | undefined;
  /** From the workspace. */
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly endLine: number | undefined;
  readonly column: number | undefined;
  readonly endColumn: number | undefined;
}

/** actions/runner, ExecutionContext.cs: `_maxCountPerIssueType`, `_maxIssueMessageLength`. */
const annotationsOfOneType = 10;
const messageLimit = 4096;

/** What the runner makes of the lines that a step prints. */
export class StepOutput {
  readonly #workspace: string;
  readonly #masks: string[];
  readonly #registered = new Set<string>(commandNames);
  readonly #log: string[] = [];
  readonly #debug: string[] = [];
  readonly #annotations: Annotation[] = [];
  readonly #dropped: Record<AnnotationType, number> = { error: 0, warning: 0, notice: 0 };
  readonly #commands: string[] = [];
  #stopToken: string | undefined;
  /** A command that the runner refuses fails the step. */
  failed = false;

  constructor(workspace: string, masks: readonly string[]) {
    this.#workspace = workspace;
    this.#masks = masks.filter((mask) => mask !== "");
  }

  read(text: string): void {
    for (const line of text.split(/\r?\n/)) {
      const command = parseWorkflowCommand(line, this.#registered);
      if (!command || !this.#process(command, line)) this.#log.push(line);
    }
  }

  issue(type: AnnotationType, message: string, properties: ReadonlyMap<string, string> = new Map()): void {
    this.#log.push(`##[${type}]${message}`);
    if (this.#annotations.filter((annotation) => annotation.type === type).length >= annotationsOfOneType) {
      this.#dropped[type]++;
      return;
    }
    this.#annotations.push(this.#annotation(type, message, properties));
  }

  masked(text: string): string {
    return this.#masks.reduce((result, mask) => result.replaceAll(mask, "***"), text);
  }

  result() {
    return {
      /** As people see it. */
      log: this.#log.map((line) => this.masked(line)).join("\n"),
      annotations: this.#annotations.map((annotation) => ({
        ...annotation,
        message: this.masked(annotation.message).slice(0, messageLimit),
      })),
      /** Annotations over the limit: only the log has them. */
      dropped: { ...this.#dropped },
      /** Names of the commands that were obeyed, in order. */
      commands: [...this.#commands],
      debug: this.#debug.map((line) => this.masked(line)),
    };
  }

  /** Whether the line was a command that counts; else it is printed. */
  #process(command: WorkflowCommand, line: string): boolean {
    if (this.#stopToken !== undefined) {
      if (command.name !== this.#stopToken) return false;
      this.#registered.delete(this.#stopToken);
      this.#stopToken = undefined;
      this.#log.push(line);
      return true;
    }
    this.#commands.push(command.name);
    switch (command.name) {
      case "stop-commands":
        this.#stop(command.data, line);
        return true;
      case "error":
      case "warning":
      case "notice":
        this.issue(command.name, command.data, command.properties);
        return true;
      case "add-mask":
        this.#masks.push(
          ...[command.data, ...command.data.split(/[\r\n]+/)].filter((mask) => mask.trim() !== ""),
        );
        return true;
      case "group":
      case "endgroup":
        this.#log.push(`##[${command.name}]${command.data}`);
        return true;
      case "debug":
        this.#debug.push(command.data);
        return true;
      case "set-env":
      case "add-path":
        // Disabled since 2020, as they let printed text steer later steps.
        this.failed = true;
        this.issue("error", `The \`${command.name}\` command is disabled.`);
        return true;
      default:
        return true;
    }
  }

  #stop(token: string, line: string): void {
    if (token === "" || token === "pause-logging" || this.#registered.has(token.toLowerCase())) {
      this.failed = true;
      this.issue("error", `the token ${JSON.stringify(token)} cannot stop commands`);
      return;
    }
    this.#stopToken = token.toLowerCase();
    this.#registered.add(this.#stopToken);
    if (token.length > 6) this.#masks.push(token);
    this.#log.push(line);
  }

  #annotation(type: AnnotationType, message: string, given: ReadonlyMap<string, string>): Annotation {
    const number = (name: string) => {
      const text = given.get(name);
      return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined;
    };
    const endLine = number("endline");
    const line = number("line") ?? endLine;
    const endColumn = number("endcolumn");
    const column = number("col") ?? endColumn;
    const hasColumns =
      line !== undefined &&
      (endLine === undefined || endLine === line) &&
      (endColumn ?? column ?? 0) >= (column ?? 0);
    const hasLines = line !== undefined && (endLine ?? line) >= line;
    const file = given.get("file");
    return {
      type,
      message,
      title: given.get("title"),
      file: file !== undefined && isAbsolute(file) ? relative(this.#workspace, file) : file,
      line: hasLines ? line : undefined,
      endLine: hasLines ? endLine : undefined,
      column: hasColumns ? column : undefined,
      endColumn: hasColumns ? endColumn : undefined,
    };
  }
}
