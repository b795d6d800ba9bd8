import { createVerify } from "node:crypto";
import {
  type Answer,
  type Asked,
  failure,
  invalid,
  isOurs,
  mayRead,
  numberOf,
  refusedWrite,
  repository,
  type State,
} from "./asked.ts";
import { commitAnswers } from "./commit-answers.ts";
import { sample } from "./sample.ts";
import type { StoredComment, StoredPullRequest } from "./stored.ts";

/** What GitHub does; one line for each operation that the stand-in knows. */
export function answerTo(state: State, asked: Asked): Answer {
  const answer = answers[asked.operation.id];
  if (answer === undefined) throw new Error(`the stand-in has no answer to ${asked.operation.id}`);
  return answer(state, asked);
}

/** Whether an app's own JWT is one: RS256, of this app, for ten minutes at most. */
export function isSignedByApp(state: State, token: string): boolean {
  const [head = "", body = "", signature = ""] = token.split(".");
  if (state.app === undefined || signature === "") return false;
  const { iss, iat, exp } = JSON.parse(Buffer.from(body, "base64url").toString());
  const isSigned = createVerify("RSA-SHA256")
    .update(`${head}.${body}`)
    .verify(state.app.key, signature, "base64url");
  return isSigned && String(iss) === state.app.id && exp - iat <= 600 && exp > Date.now() / 1000;
}

const maxCharacters = 65_536;

const answers: Readonly<Record<string, (state: State, asked: Asked) => Answer>> = {
  "GET /user": (_state, { grant }) =>
    grant?.of === "user"
      ? { status: 200, body: sample("public-user", { login: grant.login, type: "User" }) }
      : failure(403, "Resource not accessible by integration"),

  "GET /app": ({ app }, { grant }) =>
    grant === undefined
      ? { status: 200, body: sample("integration", { slug: app?.slug ?? "" }) }
      : failure(401, "A JSON web token could not be decoded"),

  [`GET ${repository}/installation`]: (state, asked) =>
    isOurs(state, asked)
      ? { status: 200, body: sample("installation", { id: 77 }) }
      : failure(404, "Not Found"),

  "POST /app/installations/{installation_id}/access_tokens": (state) => {
    const token = `ghs_${"i".repeat(30)}${state.nextId++}`;
    state.tokens.set(token, { login: state.app?.slug ?? "", of: "installation", may: "write" });
    const expires_at = new Date(Date.now() + 3_600_000).toISOString();
    const permissions = { issues: "write", metadata: "read" };
    return { status: 201, body: sample("installation-token", { token, expires_at, permissions }) };
  },

  [`GET ${repository}/issues/{issue_number}/comments`]: (state, asked) => {
    if (!mayRead(state, asked)) return failure(404, "Not Found");
    const on = state.comments.filter(({ pullRequest }) => pullRequest === numberOf(asked, "issue_number"));
    const size = Math.min(100, Number(asked.query.get("per_page") ?? 30));
    const page = Number(asked.query.get("page") ?? 1);
    const shown = on.slice((page - 1) * size, page * size).filter(({ isHidden }) => !isHidden);
    const hasNext = page * size < on.length;
    return {
      status: 200,
      body: shown.map((comment) => written(state, comment)),
      headers: hasNext ? { link: `<https://github.test/next?page=${page + 1}>; rel="next"` } : {},
    };
  },

  [`POST ${repository}/issues/{issue_number}/comments`]: (state, asked) => {
    if (!mayRead(state, asked)) return failure(404, "Not Found");
    const pullRequest = numberOf(asked, "issue_number");
    const refused = refusedWrite(asked) ?? refusedBody(asked);
    if (refused !== undefined) return refused;
    if (state.locked.has(pullRequest))
      return failure(403, "Unable to create comment because issue is locked.");
    const comment: StoredComment = {
      id: state.nextId++,
      pullRequest,
      login: asked.grant?.login ?? "",
      isBot: asked.grant?.of === "installation",
      body: String(asked.body.body),
      isHidden: false,
    };
    state.comments.push(comment);
    return { status: 201, body: written(state, comment) };
  },

  [`PATCH ${repository}/issues/comments/{comment_id}`]: (state, asked) => {
    const comment = state.comments.find(({ id }) => id === numberOf(asked, "comment_id"));
    if (comment === undefined || !mayRead(state, asked)) return failure(404, "Not Found");
    const refused = refusedWrite(asked) ?? refusedBody(asked);
    if (refused !== undefined) return refused;
    comment.body = String(asked.body.body);
    return { status: 200, body: written(state, comment) };
  },

  [`DELETE ${repository}/issues/comments/{comment_id}`]: (state, asked) => {
    const index = state.comments.findIndex(({ id }) => id === numberOf(asked, "comment_id"));
    if (index === -1 || !mayRead(state, asked)) return failure(404, "Not Found");
    const refused = refusedWrite(asked);
    if (refused !== undefined) return refused;
    state.comments.splice(index, 1);
    return { status: 204 };
  },

  [`GET ${repository}/pulls`]: (state, asked) => {
    if (!mayRead(state, asked)) return failure(404, "Not Found");
    const [owner, branch] = (asked.query.get("head") ?? "").split(/:(.*)/s);
    const wanted = asked.query.get("state") ?? "open";
    const found = state.pullRequests.filter(
      (one) => one.branch === branch && ownerOf(one) === owner && (wanted === "all" || one.state === wanted),
    );
    return { status: 200, body: found.map((one) => proposed(state, one)) };
  },

  ...commitAnswers,
};

function written({ repository: name }: State, { id, pullRequest, login, isBot, body }: StoredComment) {
  return sample("issue-comment", {
    id,
    body,
    html_url: `https://github.test/${name}/pull/${pullRequest}#issuecomment-${id}`,
    user: sample("simple-user", { login: isBot ? `${login}[bot]` : login, type: isBot ? "Bot" : "User" }),
  });
}

function proposed({ repository: base }: State, { number, state, branch, commit, from }: StoredPullRequest) {
  const plain = sample("pull-request-simple");
  const side = (name: string | undefined, sha: string) => ({
    label: branch,
    ref: branch,
    sha,
    user: null,
    repo: name === undefined ? null : sample("repository", { full_name: name, owner: sample("simple-user") }),
  });
  return { ...plain, number, state, head: side(from, commit), base: side(base, "0".repeat(40)) };
}

function ownerOf({ from }: StoredPullRequest): string | undefined {
  // Of a fork that is gone the filter still knows the owner.
  return from === undefined ? "gone" : from.split("/")[0];
}

/** What the description does not say: an empty body, and one of too many characters. */
function refusedBody({ body: { body } }: Asked): Answer | undefined {
  const text = String(body);
  if (text.trim() === "") return invalid("IssueComment", "Body cannot be blank");
  const isLong = [...text].length > maxCharacters;
  return isLong
    ? invalid("IssueComment", `Body is too long (maximum is ${maxCharacters} characters)`)
    : undefined;
}
