import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lintReport, type ReportedFinding } from "../src/report/contract.ts";
import { runBundle } from "./support/bundle.ts";
import { withinMemory } from "./support/within-memory.ts";
import { withinTime } from "./support/within-time.ts";

const head = "apiVersion: apps.nvidia.com/v1alpha1\nkind: NIMCache\nmetadata:\n  name: evil\n";
const mebibyte = 1024 * 1024;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "nimops-hostile-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Inputs made to hurt a parser, each with the rule that must tell about it. */
const inputs: [name: string, text: string | Buffer, rule: string | undefined][] = [
  ["an alias bomb", `${head}${aliasBomb()}`, "too-many-aliases"],
  ["an alias bomb of merge keys", `${head}${mergeBomb()}`, "too-many-aliases"],
  [
    "an anchor of 800 KB with 200 aliases",
    `${head}a: &a ${"x".repeat(800 * 1024)}\nb: [${Array(200).fill("*a").join(", ")}]\n`,
    "too-many-aliases",
  ],
  ["an anchor that contains itself", `${head}spec: &a\n  b: *a\n`, "yaml-syntax"],
  ["100,000 opening brackets", `${head}spec: ${"[".repeat(100_000)}`, "too-deep"],
  ["100,000 nested flow maps", `${head}spec: ${"{a: ".repeat(100_000)}`, "too-deep"],
  [
    "100,000 nested flow lists that end",
    `${head}spec: ${"[".repeat(100_000)}${"]".repeat(100_000)}\n`,
    "too-deep",
  ],
  ["100,000 nested block lists", `${head}spec:\n  ${"- ".repeat(100_000)}a\n`, "too-deep"],
  ["1,200 levels of indentation", `${head}spec:\n${levels(1200)}`, "too-deep"],
  [
    "deep JSON",
    `{"apiVersion":"apps.nvidia.com/v1alpha1","kind":"NIMCache","spec":${'{"a":'.repeat(50_000)}`,
    "too-deep",
  ],
  ["a file of 10 MiB", `${head}spec:\n  source: ${"x".repeat(10 * mebibyte)}\n`, "file-too-large"],
  ["a scalar of 900 KiB", `${head}spec:\n  source: ${"x".repeat(900 * 1024)}\n`, "wrong-type"],
  ["a quoted scalar that never ends", `${head}spec: "${"x\\n".repeat(200_000)}`, "yaml-syntax"],
  [
    "100,000 keys",
    `${head}spec:\n${Array.from({ length: 60_000 }, (_, i) => `  k${i}: 1\n`).join("")}`,
    "unknown-field",
  ],
  ["60,000 times the same key", `${head}spec:\n${"  k: 1\n".repeat(60_000)}`, "duplicate-key"],
  ["40,000 documents", `---\n${head}`.repeat(13_000), undefined],
  [
    "10,000 variables of an unknown field",
    `${head.replace("NIMCache", "NIMService")}spec:\n  env:\n${"  - {x: 1}\n".repeat(10_000)}`,
    "unknown-field",
  ],
  [
    "20,000 devices of an unknown field",
    `${head.replace("NIMCache", "NIMService")}spec:\n  draResources:\n${"  - {x: 1}\n".repeat(20_000)}`,
    "unknown-field",
  ],
  [
    "a pipeline of 5,000 services of an unknown field",
    `${head.replace("NIMCache", "NIMPipeline")}spec:\n  services:\n${"  - {name: a, enabled: true, spec: {x: 1}}\n".repeat(5_000)}`,
    "unknown-field",
  ],
  [
    "170,000 items of a wrong type",
    `${head.replace("NIMCache", "NIMService")}spec:\n  env:\n${"  - a\n".repeat(170_000)}`,
    undefined,
  ],
  [
    "10 MiB of a flow list",
    `${head.replace("NIMCache", "NIMService")}spec:\n  env: [${"{a: 1}, ".repeat(1_250_000)}]\n`,
    "yaml-syntax",
  ],
  ["__proto__ as a key", `${head}spec:\n  __proto__: {polluted: true}\n  source: {}\n`, "unknown-field"],
  [
    "__proto__ in JSON",
    `{"apiVersion":"apps.nvidia.com/v1alpha1","kind":"NIMCache","metadata":{"name":"a"},"__proto__":{"spec":1}}`,
    "unknown-field",
  ],
  ["constructor and toString as keys", `${head}spec:\n  constructor: 1\n  toString: 1\n`, "unknown-field"],
  [
    "integers beyond 2^53",
    `${head}spec:\n  userID: 9007199254740993\n  groupID: 99999999999999999999\n`,
    "wrong-type",
  ],
  [
    "bytes that are not UTF-8",
    Buffer.concat([Buffer.from(head), Buffer.from([0xff, 0xfe, 0x80, 0x0a])]),
    "not-utf8",
  ],
  ["a NUL byte", `${head}spec:\n  source: "a\0b"\n`, "yaml-syntax"],
  ["control characters", `${head}spec:\n  source: a\u0007b\n`, "yaml-syntax"],
  ["a lone surrogate as an escape", `${head}spec:\n  source: "\\ud800"\n`, undefined],
  [
    "names with line ends and workflow commands",
    `${head.replace("evil", '"a\\n::error::x"')}spec: {}\n`,
    "missing-field",
  ],
  [
    "a type of a Service that is a workflow command",
    `${head.replace("NIMCache", "NIMService")}spec:\n  expose:\n    service:\n      type: "ClusterIp-${"x".repeat(60)} ::error file=a.yaml,line=1::forged"\n`,
    "service-type-value",
  ],
  [
    "a node selector that is an older workflow command",
    `${head.replace("NIMCache", "NIMService")}spec:\n  nodeSelector:\n    pool: "a##[add-mask]1"\n`,
    "invalid-label-value",
  ],
  ["nothing but a kind", "kind: NIMService", "unknown-api-version"],
  [
    "a regular expression's nightmare",
    `${head}spec:\n  source:\n    hf:\n      endpoint: ${"http://".repeat(20_000)}\n`,
    "missing-field",
  ],
  ["a router host made to backtrack", router("a".repeat(50_000)), undefined],
  [
    "no-proxy made to backtrack",
    `${head}spec:\n  proxy:\n    noProxy: ${"a-".repeat(50_000)}!\n`,
    "missing-field",
  ],
];

describe("hostile input ends in a finding, in bounded time and memory", () => {
  test.each(inputs)("%s", async (_, text, rule) => {
    const lint = () => runBundle(["lint", "--format", "json", "-"], { cwd: folder, input: text });
    const run = lint();
    expect(run.stderr).toBe("");
    expect([0, 1]).toContain(run.code);
    const found = lintReport
      .parse(JSON.parse(run.stdout))
      .findings.map((finding: ReportedFinding) => finding.rule);
    if (rule !== undefined) expect(found).toContain(rule);
    await withinMemory(300, (turn) => (turn === 0 ? run : lint()).memory);
    await withinTime(10_000, (turn) => (turn === 0 ? run : lint()).cpu);
  });

  test("the same in the terminal's form never writes a control character or a workflow command", async () => {
    for (const [, text] of inputs)
      await withinMemory(300, () => {
        const { stdout, memory } = runBundle(["lint", "-"], { cwd: folder, input: text });
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
        expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]|^\s*::|\n\s*::|##\[/);
        return memory;
      });
  });
});

test("files that cannot be read, and links that go nowhere or in circles, are told and the rest is judged", () => {
  const here = join(folder, "tree");
  mkdirSync(join(here, "sub"), { recursive: true });
  writeFileSync(join(here, "good.yaml"), `${head}spec: {}\n`);
  symlinkSync("nowhere.yaml", join(here, "dangling.yaml"));
  symlinkSync("circle.yaml", join(here, "circle.yaml"));
  symlinkSync("/etc/passwd", join(here, "sub", "passwd.yaml"));
  symlinkSync("..", join(here, "sub", "up"));
  const { code, stdout } = runBundle(["lint", "--format", "json", "."], { cwd: here });
  const findings = lintReport.parse(JSON.parse(stdout)).findings;
  const outside = findings.filter(({ rule }) => rule === "link-outside-root").map(({ file }) => file);
  expect(outside).toEqual(["circle.yaml", "dangling.yaml", "sub/passwd.yaml"]);
  expect(findings.some(({ file }) => file === "good.yaml")).toBe(true);
  expect(code).toBe(1);
});

test.each(["yaml", "json"])(
  "objects as %s begin no line with a workflow command, and hide none",
  (format) => {
    const value = `x\\n::error::a\\n##[error]b ${"y".repeat(80)} ::error::c`;
    const text = `${head.replace("NIMCache", "NIMService").replace("evil", "a")}spec:
  image: {repository: nvcr.io/nim/meta/llama, tag: "1"}
  authSecret: key
  storage: {emptyDir: {}}
  expose: {service: {port: 8000}}
  env: [{name: A, value: "${value}"}]
`;
    const none = ["--model-manifest", "nvcr.io/nim/meta/llama:1=none"];
    const { code, stdout } = runBundle(["render", "--format", format, ...none, "-"], {
      cwd: folder,
      input: text,
    });
    expect(code).toBe(0);
    expect(stdout).toContain("::error::a");
    expect(stdout).not.toMatch(/^\s*::|##\[/m);
  },
);

test("a lock that leads to a device without end is refused", async () => {
  const here = join(folder, "endless");
  mkdirSync(here);
  symlinkSync("/dev/zero", join(here, "nimops.lock.json"));
  await withinMemory(300, () => {
    const run = runBundle(["render", "-"], { cwd: here, input: `${head}spec: {}\n` });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("it is a symbolic link");
    return run.memory;
  });
});

test("mistakes without number in one resource are told within two seconds", async () => {
  for (const [, text] of inputs.filter(([name]) => /of an unknown field$/.test(name)))
    await withinTime(
      2000,
      () => runBundle(["lint", "--format", "json", "-"], { cwd: folder, input: text }).cpu,
    );
});

test("standard input over the limit is not read to its end", async () => {
  const file = join(folder, "endless-input");
  writeFileSync(file, "");
  truncateSync(file, 4 * 1024 * mebibyte);
  await withinMemory(150, () => {
    const run = runBundle(["lint", "--format", "json", "-"], { cwd: folder, stdin: file });
    const [finding] = lintReport.parse(JSON.parse(run.stdout)).findings;
    expect(finding?.rule).toBe("file-too-large");
    expect(finding?.message).toContain("standard input");
    return run.memory;
  });
});

test("a reader that goes away does not make it crash", () => {
  const many = `---\n${head}spec: {}\n`.repeat(2000);
  writeFileSync(join(folder, "many.yaml"), many);
  const run = runBundle(["lint", "many.yaml"], { cwd: folder });
  expect(run.stdout.length).toBeGreaterThan(100_000);
  expect(run.code).toBe(1);
});

function aliasBomb(): string {
  const names = "abcdefghijklmnop";
  const lines = [...names].map((name, index) => {
    const before = names[index - 1];
    const items = before === undefined ? "x" : Array(10).fill(`*${before}`).join(", ");
    return `${name}: &${name} [${items}]\n`;
  });
  return lines.join("");
}

function mergeBomb(): string {
  const lines = Array.from({ length: 3000 }, (_, index) => {
    const merge = index === 0 ? "" : `<<: *a${index - 1}, `;
    return `a${index}: &a${index} {${merge}k${index}: 1}\n`;
  });
  return lines.join("");
}

function levels(count: number): string {
  return Array.from({ length: count }, (_, index) => `${" ".repeat(index + 1)}a:\n`).join("");
}

function router(host: string): string {
  return `apiVersion: apps.nvidia.com/v1alpha1\nkind: NIMService\nmetadata:\n  name: a\nspec:\n  expose:\n    router:\n      hostDomainName: ${host}!\n`;
}
