import { resolve } from "node:path";
import { githubEvent, repositoryNamed } from "../github/event.ts";
import type { Github, PullRequest } from "../github/github.ts";
import { printable } from "../report/printable.ts";
import { untrustedMarkdown } from "../report/untrusted-markdown.ts";
import { type ExitCode, exitCodes, UserError } from "../user-error.ts";
import type { ActionInputs } from "./action-inputs.ts";
import type { ActionWorld, Toolkit } from "./action-world.ts";
import { commentKey } from "./comment-key.ts";
import { githubFor } from "./github-for.ts";
import { readUntrusted } from "./untrusted-file.ts";

/** Bytes of the Markdown file: four times what a comment takes. */
const mostBytes = 4 * 65_536;

/**
 * `command: comment`: posts the plan of a pull request from a fork, out of a run for `workflow_run` that may write what
 * the fork's run may not. The file is a stranger's: nothing in it says where it goes, and its Markdown is made harmless.
 *
 * @param connect how GitHub is reached; tests hand in their own.
 */
export async function commentAction(
  inputs: ActionInputs,
  toolkit: Toolkit,
  world: ActionWorld,
  connect: typeof githubFor = githubFor,
): Promise<ExitCode> {
  const title = { title: "nimops" };
  const [file, ...more] = inputs.paths;
  if (file === undefined || more.length > 0) {
    throw new UserError("the input paths: command: comment takes one file", {
      help: "name the Markdown file of the artifact that the plan's run uploaded",
    });
  }
  const run = finishedRun(world);
  const repository = repositoryNamed(world.env.GITHUB_REPOSITORY ?? "");
  if (run === undefined || repository === undefined) {
    throw new UserError("command: comment is for workflows that run on workflow_run", {
      help: "docs/plan-on-forks.md has both workflows",
    });
  }
  if (run.event !== "pull_request") {
    toolkit.notice(`no comment: the run was for ${printable(run.event)}, not for a pull request`, title);
    return exitCodes.clean;
  }
  const markdown = readUntrusted(resolve(world.cwd, file), file, mostBytes);
  const github = await connect(toolkit.getInput("github-token"), world.env);
  const [number, ...others] = await github.pullRequestsAt(repository, run.head);
  if (number === undefined || others.length > 0) {
    const why = number === undefined ? "no open pull request has" : "several open pull requests have";
    toolkit.notice(`no comment: ${why} the commit ${run.head.commit} that the plan is for`, title);
    return exitCodes.clean;
  }
  const key = commentKey(inputs.texts("cluster"), inputs.workingDirectory);
  return post(github, { repository, number }, key, `${warning(run.head.commit)}\n\n${markdown}`, toolkit);
}

function finishedRun({ env, readFile }: ActionWorld) {
  const { GITHUB_EVENT_NAME: name = "", GITHUB_EVENT_PATH: path } = env;
  if (name !== "workflow_run" || path === undefined) return undefined;
  return githubEvent(name, JSON.parse(readFile(path))).finishedRun;
}

function warning(commit: string): string {
  return `*Planned for \`${commit.slice(0, 12)}\` by the pull request's own run, which its author could have changed.*`;
}

async function post(
  github: Github,
  pullRequest: PullRequest,
  key: string,
  markdown: string,
  toolkit: Toolkit,
): Promise<ExitCode> {
  const comment = { topic: "plan", key, body: untrustedMarkdown(markdown) };
  const outcome = await github.upsertComment(pullRequest, comment);
  if (outcome.is === "no-permission") throw new UserError(printable(outcome.why));
  toolkit.setOutput("comment-url", outcome.url);
  return exitCodes.clean;
}
