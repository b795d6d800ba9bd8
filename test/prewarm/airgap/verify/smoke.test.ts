import { describe, expect, test } from "vitest";
import type { ValueMap } from "../../../../src/nim/value.ts";
import { type Smoke, smokeFor, smokeTest } from "../../../../src/prewarm/airgap/verify/smoke.ts";

/** A served model that answers as docs.nvidia.com describes its kind. */
function served(
  model: string,
  answers: Readonly<Record<string, (body: ValueMap | undefined) => unknown>> = {},
) {
  const asked: string[] = [];
  const ask = async (path: string, body?: ValueMap) => {
    asked.push(path);
    const usual: typeof answers = {
      "/v1/health/ready": () => ({ message: "Service is ready." }),
      "/v1/models": () => ({ data: [{ id: model }] }),
      ...answers,
    };
    const answer = usual[path];
    if (answer === undefined) throw new Error("it answered 404: not found");
    return JSON.stringify(answer(body));
  };
  return { ask, asked };
}

async function told(model: string, answers = {}, question: { smoke?: Smoke; inputType?: string } = {}) {
  const { ask, asked } = served(model, answers);
  const { facts, problems } = await smokeTest({ service: "s", ...question }, ask);
  return { facts, problems: problems.map(({ code, path, message }) => `${code} ${path}: ${message}`), asked };
}

const vector = (length: number) => ({ data: [{ embedding: new Array(length).fill(0.5) }] });

describe("a served model is asked for an answer of its kind", () => {
  test("the length of an embedding is told", async () => {
    const { facts, problems } = await told("nvidia/llama-3.2-nemoretriever-300m-embed-v1", {
      "/v1/embeddings": () => vector(2048),
    });
    expect(problems).toEqual([]);
    expect(facts).toContain("s: a vector of 2048 numbers");
  });

  test("a model that wants to know what a text is, is told", async () => {
    const types: unknown[] = [];
    const { facts } = await told("nvidia/nv-embedqa-e5-v5", {
      "/v1/embeddings": (body: ValueMap | undefined) => {
        types.push(body?.input_type);
        if (body?.input_type === undefined)
          throw new Error("it answered 400: input_type parameter is required");
        return vector(1024);
      },
    });
    expect(types).toEqual([undefined, "query"]);
    expect(facts).toContain("s: a vector of 1024 numbers");
  });

  test("rankings and chats are asked for", async () => {
    const ranking = await told("nvidia/llama-3.2-nv-rerankqa-1b-v2", {
      "/v1/ranking": () => ({ rankings: [{ index: 0 }, { index: 1 }] }),
    });
    expect(ranking.facts).toContain("s: ranked 2 passages");
    const chat = await told("meta/llama-3.1-8b-instruct", {
      "/v1/chat/completions": () => ({ choices: [{}] }),
    });
    expect(chat.facts).toContain("s: answered a chat");
  });

  test("a model that only sees pictures is not asked in words", async () => {
    const { asked, problems } = await told("baidu/paddleocr");
    expect(asked).toEqual(["/v1/health/ready", "/v1/models"]);
    expect(problems).toEqual([]);
  });

  const silent: readonly [string, Readonly<Record<string, () => unknown>>, Smoke, string][] = [
    ["an empty vector", { "/v1/embeddings": () => vector(0) }, "embeddings", "without a vector"],
    ["no choices", { "/v1/chat/completions": () => ({ choices: [] }) }, "chat", "without choices"],
    ["one ranking of two", { "/v1/ranking": () => ({ rankings: [{}] }) }, "ranking", "without rankings"],
    ["a refusal", {}, "completions", "404"],
    ["no model", { "/v1/models": () => ({ data: [] }) }, "chat", "names no model"],
    ["a page", { "/v1/models": () => "<html>" }, "chat", "names no model"],
  ];
  test.each(silent)("%s is no answer", async (_what, answers, smoke, why) => {
    const { problems } = await told("m", answers, { smoke });
    expect(problems.join()).toContain("serve/not-ready");
    expect(problems.join()).toContain(why);
  });

  test("one that is not ready is told with the path that was asked", async () => {
    const { problems } = await told("m", {
      "/v1/health/ready": () => {
        throw new Error("it answered 503: loading");
      },
    });
    expect(problems).toEqual(["serve/not-ready s /v1/health/ready: it answered 503: loading"]);
  });
});

test.each([
  ["nvidia/nvclip", "embeddings"],
  ["snowflake/arctic-embed-l", "embeddings"],
  ["nvidia/llama-3.2-nv-rerankqa-1b-v2", "ranking"],
  ["baidu/paddleocr", "models"],
  ["nvidia/parakeet-ctc", "models"],
  ["nvidia/llama-3.3-nemotron-super-49b-v1", "chat"],
])("%s is asked for %s", (model, smoke) => {
  expect(smokeFor(model)).toBe(smoke);
});
