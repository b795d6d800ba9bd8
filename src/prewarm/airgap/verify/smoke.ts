import { isMap, type Value, type ValueMap, valueAt } from "../../../nim/value.ts";
import type { smokes } from "../file/schema.ts";
import type { StepProblem } from "../step.ts";
import { type Findings, noFindings } from "./findings.ts";

export type Smoke = (typeof smokes)[number];

/** Asks a served model; with a body by POST. @throws Error with what it said, where it refused or did not answer. */
export type AskService = (path: string, body?: ValueMap) => Promise<string>;

export interface SmokeQuestion {
  /** How messages call the service. */
  readonly service: string;
  readonly smoke?: Smoke | undefined;
  readonly inputType?: string | undefined;
  readonly model?: string | undefined;
}

/**
 * Whether a service answers as one that serves its model: ready, with its name, and with one answer of the kind that the model
 * gives. The answers are not judged, but told.
 */
export async function smokeTest(question: SmokeQuestion, ask: AskService): Promise<Findings> {
  const { service } = question;
  const steps: string[] = [];
  const refused = (path: string, error: unknown): Findings => ({
    ...noFindings,
    facts: steps,
    problems: [notReady(service, path, error instanceof Error ? error.message : String(error))],
  });
  let path = "/v1/health/ready";
  try {
    await ask(path);
    path = "/v1/models";
    const model = question.model ?? firstModel(await ask(path));
    if (model === undefined) return refused(path, new Error("it names no model"));
    steps.push(`${service}: serves ${model}`);
    const smoke = question.smoke ?? smokeFor(model);
    if (smoke === "none" || smoke === "models") return { ...noFindings, facts: steps };
    path = paths[smoke];
    const { said, problem } = await judged(smoke, path, model, question, ask);
    if (problem !== undefined) return refused(path, new Error(problem));
    steps.push(`${service}: ${said}`);
    return { ...noFindings, facts: steps };
  } catch (error) {
    return refused(path, error);
  }
}

const paths = {
  chat: "/v1/chat/completions",
  completions: "/v1/completions",
  embeddings: "/v1/embeddings",
  ranking: "/v1/ranking",
} as const;

/** By the names that NVIDIA gives its models. */
export function smokeFor(model: string): Smoke {
  if (/rerank/i.test(model)) return "ranking";
  if (/embed|nvclip|arctic|\be5\b/i.test(model)) return "embeddings";
  if (
    /ocr|asr|tts|parakeet|riva|detector|yolox|flux|stable-diffusion|table-structure|graphic|page-elements/i.test(
      model,
    )
  ) {
    return "models";
  }
  return "chat";
}

interface Judged {
  readonly said?: string;
  readonly problem?: string;
}

async function judged(
  smoke: keyof typeof paths,
  path: string,
  model: string,
  { inputType }: SmokeQuestion,
  ask: AskService,
): Promise<Judged> {
  if (smoke === "embeddings") return embeddings(path, model, inputType, ask);
  const body: Record<Exclude<keyof typeof paths, "embeddings">, ValueMap> = {
    chat: { model, messages: [{ role: "user", content: "Say ready." }], max_tokens: 8, temperature: 0 },
    completions: { model, prompt: "Ready", max_tokens: 8, temperature: 0 },
    ranking: {
      model,
      query: { text: "which passage is about caches?" },
      passages: [{ text: "caches hold models" }, { text: "rain falls" }],
    },
  };
  const answer = json(await ask(path, body[smoke]));
  if (smoke === "ranking") {
    const rankings = valueAt(answer, ["rankings"]);
    return Array.isArray(rankings) && rankings.length === 2
      ? { said: `ranked ${rankings.length} passages` }
      : { problem: "it answered without rankings" };
  }
  const choices = valueAt(answer, ["choices"]);
  return Array.isArray(choices) && choices.length > 0
    ? { said: smoke === "chat" ? "answered a chat" : "completed a text" }
    : { problem: "it answered without choices" };
}

/** Asymmetric models want to be told what a text is, others refuse the word: docs.nvidia.com, NeMo Retriever text embedding. */
async function embeddings(
  path: string,
  model: string,
  inputType: string | undefined,
  ask: AskService,
): Promise<Judged> {
  const body = { model, input: ["nimops asks for a vector"] };
  let text: string;
  try {
    text = await ask(path, inputType === undefined ? body : { ...body, input_type: inputType });
  } catch (error) {
    if (inputType !== undefined) throw error;
    text = await ask(path, { ...body, input_type: "query" });
  }
  const vector = valueAt(json(text), ["data", 0, "embedding"]);
  if (Array.isArray(vector) && vector.length > 0) return { said: `a vector of ${vector.length} numbers` };
  return { problem: "it answered without a vector" };
}

function firstModel(text: string): string | undefined {
  const id = valueAt(json(text), ["data", 0, "id"]);
  return typeof id === "string" ? id.slice(0, 200) : undefined;
}

function json(text: string): Value | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error("it did not answer with JSON");
  }
  return isMap(value) ? value : undefined;
}

function notReady(service: string, path: string, reason: string): StepProblem {
  return {
    code: "serve/not-ready",
    path: `${service} ${path}`,
    message: reason.slice(0, 500),
    help: "look at `nimops status` and at the pod's log; a model may take minutes to load",
  };
}
