import {
  type Answer,
  type Asked,
  failure,
  invalid,
  mayRead,
  numberOf,
  refusedWrite,
  repository,
  type State,
} from "./asked.ts";
import { sample } from "./sample.ts";
import type { StoredDeployment, StoredStatus } from "./stored.ts";

/** GitHub Docs, "Create a commit status": of one sha and context. */
const mostStatuses = 1000;
const mostOfDescription = 140;
const mostOfContext = 255;

/** Statuses of commits, and deployments. */
export const commitAnswers: Readonly<Record<string, (state: State, asked: Asked) => Answer>> = {
  [`POST ${repository}/statuses/{sha}`]: (state, asked) => {
    if (!mayRead(state, asked)) return failure(404, "Not Found");
    const refused = refusedWrite(asked, "statuses");
    if (refused !== undefined) return refused;
    const { sha = "" } = asked.operation.parameters;
    const { context = "default", description = null, target_url = null } = asked.body;
    const status = {
      sha,
      context: String(context),
      state: String(asked.body.state),
      description,
      target_url,
    };
    if (!/^[0-9a-f]{40}$/.test(sha) || state.goneCommits.has(sha)) {
      return failure(422, `No commit found for SHA: ${sha}`);
    }
    if ([...status.context].length > mostOfContext) {
      return invalid("Status", `context is too long (maximum is ${mostOfContext} characters)`);
    }
    const old = state.statuses.filter((one) => one.sha === sha && one.context === status.context);
    if (old.length >= mostStatuses) {
      return invalid("Status", "This SHA and context has reached the maximum number of statuses.");
    }
    const long = tooLong("Status", description);
    if (long !== undefined) return long;
    const [login, at] = [asked.grant?.login ?? "", state.now()];
    const stored = { ...status, description: textOf(description), target_url: textOf(target_url), login, at };
    state.statuses.push(stored);
    return { status: 201, body: sample("status", { ...shown(stored), creator: sample("simple-user") }) };
  },

  [`GET ${repository}/commits/{ref}/status`]: (state, asked) => {
    if (!mayRead(state, asked)) return failure(404, "Not Found");
    const { ref: sha = "" } = asked.operation.parameters;
    if (state.goneCommits.has(sha)) return failure(404, "Not Found");
    const newest = new Map<string, StoredStatus>();
    for (const status of state.statuses) if (status.sha === sha) newest.set(status.context, status);
    const size = Math.min(100, Number(asked.query.get("per_page") ?? 30));
    const page = Number(asked.query.get("page") ?? 1);
    const statuses = [...newest.values()].slice((page - 1) * size, page * size);
    return {
      status: 200,
      body: sample("combined-commit-status", {
        sha,
        total_count: newest.size,
        statuses: statuses.map((status) => sample("simple-commit-status", shown(status))),
      }),
    };
  },

  [`GET ${repository}/deployments`]: (state, asked) => {
    if (!mayRead(state, asked)) return failure(404, "Not Found");
    const [environment, task] = [asked.query.get("environment"), asked.query.get("task")];
    const found = state.deployments.filter(
      (one) => (environment ?? one.environment) === one.environment && (task ?? one.task) === one.task,
    );
    const size = Math.min(100, Number(asked.query.get("per_page") ?? 30));
    return { status: 200, body: found.toReversed().slice(0, size).map(deployed) };
  },

  [`POST ${repository}/deployments`]: (state, asked) => {
    if (!mayRead(state, asked)) return failure(404, "Not Found");
    const refused = refusedWrite(asked, "deployments");
    if (refused !== undefined) return refused;
    const {
      ref,
      environment = "production",
      task = "deploy",
      description = "",
      required_contexts,
    } = asked.body;
    if (state.goneCommits.has(String(ref))) return failure(422, `No ref found for: ${String(ref)}`);
    const isPending = state.statuses.some((one) => one.sha === ref && one.state === "pending");
    if (isPending && JSON.stringify(required_contexts) !== "[]") {
      return { status: 409 };
    }
    const stored: StoredDeployment = {
      id: state.nextId++,
      ref: String(ref),
      environment: String(environment),
      task: String(task),
      description: String(description),
      statuses: [],
    };
    state.deployments.push(stored);
    return { status: 201, body: deployed(stored) };
  },

  [`GET ${repository}/deployments/{deployment_id}/statuses`]: (state, asked) => {
    const found = state.deployments.find(({ id }) => id === numberOf(asked, "deployment_id"));
    if (found === undefined || !mayRead(state, asked)) return failure(404, "Not Found");
    const size = Math.min(100, Number(asked.query.get("per_page") ?? 30));
    const shown = found.statuses.toReversed().slice(0, size);
    return { status: 200, body: shown.map((one) => sample("deployment-status", { ...one })) };
  },

  [`POST ${repository}/deployments/{deployment_id}/statuses`]: (state, asked) => {
    const found = state.deployments.find(({ id }) => id === numberOf(asked, "deployment_id"));
    if (found === undefined || !mayRead(state, asked)) return failure(404, "Not Found");
    const refused = refusedWrite(asked, "deployments") ?? tooLong("DeploymentStatus", asked.body.description);
    if (refused !== undefined) return refused;
    const { state: to, description = "", auto_inactive = true } = asked.body;
    if (to === "success" && auto_inactive === true) {
      for (const other of state.deployments) {
        const isActive = other.statuses.at(-1)?.state === "success";
        if (other !== found && isActive && other.environment === found.environment) {
          other.statuses.push({ state: "inactive", description: "" });
        }
      }
    }
    found.statuses.push({ state: String(to), description: String(description) });
    return { status: 201, body: sample("deployment-status", { state: to, description }) };
  },
};

function shown({ context, state, description, target_url }: StoredStatus) {
  return { context, state, description, target_url };
}

function deployed({ id, ref, environment, task, description }: StoredDeployment) {
  return sample("deployment", { id, ref, sha: ref, environment, task, description });
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function tooLong(resource: string, description: unknown): Answer | undefined {
  if (typeof description !== "string" || [...description].length <= mostOfDescription) return undefined;
  return invalid(resource, `description is too long (maximum is ${mostOfDescription} characters)`);
}
