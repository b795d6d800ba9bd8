import type { World } from "./world.ts";

/** What of @actions/core the Action uses. */
export interface Toolkit {
  getInput(name: string): string;
  setOutput(name: string, value: string | number): void;
  notice(message: string, properties: { title: string }): void;
  warning(message: string, properties: { title: string }): void;
  error(message: string, properties: { title: string }): void;
  /** @throws where the runner has no place for summaries. */
  writeSummary(markdown: string): Promise<void>;
  /** An OIDC token of the job. @throws where the job may not have one, or GitHub does not answer. */
  getIDToken(audience: string): Promise<string>;
  /** For the step that runs after the job's steps; of two the later one counts. */
  saveState(name: string, value: string): void;
  /** Empty where nothing was saved. */
  getState(name: string): string;
}

/** Everything of the outside that the Action may touch besides. */
export interface ActionWorld extends Pick<World, "cwd" | "env" | "onSignal"> {
  readonly stdout: Pick<World["stdout"], "write">;
  readFile(path: string): string;
  isFolder(path: string): boolean;
  /** A word that nobody can guess. */
  randomWord(): string;
}

/** Of everything that the Action tells the runner. */
export const title = { title: "nimops" };
