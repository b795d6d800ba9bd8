import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { mixedRepository, nimDocuments } from "../../bench/corpus.ts";
import { type Reading, readDocument, type TextRange } from "../../src/manifest/yaml/index.ts";
import { whole, yamlText } from "../manifest/yaml/yaml-text.ts";

interface Answer {
  json?: unknown;
  err?: string;
  strict?: string;
}

const program = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"),
  "nimops",
  "peers",
  "kubectl-yaml",
);

beforeAll(() => {
  mkdirSync(join(program, ".."), { recursive: true });
  try {
    execFileSync("go", ["build", "-o", program, "."], {
      cwd: fileURLToPath(new URL("./kubectl-yaml", import.meta.url)),
      stdio: ["ignore", "inherit", "inherit"],
    });
  } catch (error) {
    throw new Error("kubectl's YAML reader could not be built: Go 1.24 or newer must be on the PATH", {
      cause: error,
    });
  }
});

function askKubectl(documents: readonly string[]): Answer[] {
  // kubectl hands each document to its parser with the last line ended.
  const lines = documents.map((text) => JSON.stringify(text.endsWith("\n") ? text : `${text}\n`));
  const output = execFileSync(program, {
    input: `${lines.join("\n")}\n`,
    maxBuffer: 2 ** 30,
    encoding: "utf8",
  });
  return output.split("\n", documents.length).map((line) => JSON.parse(line));
}

/** Where we differ on purpose, or where the comparison says nothing. */
const differences: { reason: string; applies(text: string, reading: Reading, answer: Answer): boolean }[] = [
  {
    reason: "a document that begins with { never gets to kubectl's YAML parser, if it is JSON",
    applies: (text) => isJson(text),
  },
  {
    reason:
      "kubectl stops at the end of a document's first value and drops the rest; to us the rest is a problem",
    applies: (text, reading, answer) =>
      answer.err === undefined && reading.problems.length > 0 && readsOnlyAStart(text, reading, answer),
  },
  {
    reason:
      "directives, which kubectl separates from their document when it splits the file, are always refused",
    applies: (text, reading) => /^%/m.test(text) && reading.problems.length > 0,
  },
  {
    reason: "the two separators of Unicode, line breaks to YAML 1.1, become \\n in texts",
    applies: (text) => /[\u2028\u2029]/.test(text),
  },
];

function isJson(text: string): boolean {
  try {
    return text.trimStart().startsWith("{") && typeof JSON.parse(text.replace(/^---.*/, "")) === "object";
  } catch {
    return false;
  }
}

/** Whether kubectl took the same value from a start of the document, or took no map, so nothing that it could apply. */
function readsOnlyAStart(text: string, reading: Reading, answer: Answer): boolean {
  if (typeof answer.json !== "object" || Array.isArray(answer.json)) return true;
  if (reading.problems.some((problem) => problem.code === "ignored-content")) return true;
  const ends = text.length < 100 ? /(?=[\s\S])/g : /(?<=\n)/g;
  return Array.from(text.matchAll(ends), (end) => text.slice(0, end.index)).some((start) => {
    const { value, problems } = readDocument(start, whole(start));
    return problems.length === 0 && value !== undefined && comparable(value) === comparable(answer.json);
  });
}

/** As text, with sorted keys and numbers as float64, as which the answer was read. */
function comparable(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === "bigint") return Number(inner);
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1));
  });
}

function disagreement(text: string, answer: Answer): string | undefined {
  const reading = readDocument(text, whole(text));
  const broken = reading.problems.filter((problem) => problem.code !== "duplicate-key");
  const duplicate = reading.problems.some((problem) => problem.code === "duplicate-key");
  const found = ((): string | undefined => {
    if (answer.err !== undefined) return broken.length > 0 ? undefined : `kubectl refuses it: ${answer.err}`;
    if (broken.length > 0) return `only we refuse it: ${broken[0]?.message}`;
    if (duplicate && answer.strict === undefined) {
      return areWrittenDifferently(text, reading) ? undefined : "only we see equal keys";
    }
    if (duplicate) return undefined;
    if (answer.strict !== undefined && !text.includes("<<"))
      return `only kubectl sees equal keys: ${answer.strict}`;
    const ours = comparable(reading.value ?? null);
    return ours === comparable(answer.json)
      ? undefined
      : `we read ${ours}, kubectl ${JSON.stringify(answer.json)}`;
  })();
  if (found === undefined || differences.some((each) => each.applies(text, reading, answer)))
    return undefined;
  return `${JSON.stringify(text)}: ${found}`;
}

/** Keys such as 1 and "1" are two to Go's parser, and become one afterwards. */
function areWrittenDifferently(text: string, { problems }: Reading): boolean {
  const written = (range: TextRange | undefined) => range && text.slice(range.start, range.end);
  return problems.every(
    ({ code, range, related }) => code !== "duplicate-key" || written(range) !== written(related),
  );
}

function disagreements(documents: readonly string[]): string[] {
  const answers = askKubectl(documents);
  const accepted = answers.filter((answer) => answer.err === undefined).length;
  expect(accepted, "documents that kubectl accepts").toBeGreaterThan(documents.length / 4);
  return documents.flatMap((text, index) => disagreement(text, answers[index] ?? {}) ?? []).slice(0, 20);
}

test("20,000 random documents mean to us what they mean to kubectl", () => {
  expect(disagreements(fc.sample(yamlText, { seed: 31, numRuns: 20_000 }))).toEqual([]);
});

test("5,000 edited manifests mean to us what they mean to kubectl", () => {
  const manifests = [...nimDocuments(5), ...mixedRepository(10, 0).map((file) => file.content)];
  const edited = fc
    .tuple(
      fc.constantFrom(...manifests.filter((text) => !/\n---/.test(text))),
      fc.array(
        fc.record({
          at: fc.nat(),
          remove: fc.nat(3),
          insert: fc.constantFrom(
            "",
            " ",
            "\n",
            "\n  ",
            ":",
            ": ",
            "- ",
            "#",
            "'",
            '"',
            "\t",
            "[",
            "}",
            "|",
            "&a ",
            "*a",
          ),
        }),
        { minLength: 1, maxLength: 3 },
      ),
    )
    .map(([manifest, edits]) =>
      edits.reduce((text, { at, remove, insert }) => {
        const offset = at % text.length;
        return text.slice(0, offset) + insert + text.slice(offset + remove);
      }, manifest),
    );
  expect(disagreements(fc.sample(edited, { seed: 32, numRuns: 5000 }))).toEqual([]);
});

test("every value of up to three characters means to us what it means to kubectl", () => {
  const alphabet = [..."019aefnoxyNbY_+-.,:~<=!&*|>?%@`'\"#[]{}\\ \t"];
  const values = alphabet.flatMap((a) => [
    a,
    ...alphabet.flatMap((b) => [a + b, ...alphabet.map((c) => a + b + c)]),
  ]);
  expect(disagreements(values.map((value) => `a: ${value}\n`))).toEqual([]);
});

test("every key of up to two characters means to us what it means to kubectl", () => {
  const alphabet = [..."019aefnoxyNbY_+-.,:~<=!&*|>?%@`'\"#[]{}\\ \t"];
  const keys = alphabet.flatMap((a) => [a, ...alphabet.map((b) => a + b)]);
  expect(disagreements(keys.flatMap((key) => [`${key}: a\n`, `{${key}: a}\n`, `[${key}]\n`]))).toEqual([]);
});
