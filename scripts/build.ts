/**
 * Bundles the command line and the Action into dist/, or into the folder after --out. With --check: fails when dist/ is not
 * what the sources make.
 */
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "rolldown";
import { ruleTexts } from "./rule-texts.ts";

const root = join(import.meta.dirname, "..");
const out = process.argv.indexOf("--out");
const dist = out === -1 ? join(root, "dist") : resolve(process.argv[out + 1] ?? "");

/**
 * Files of the command line: each has the modules that fit and all that these import, as far as no line above has it. Every
 * run loads the first; the others are loaded on demand, beside one for each command that has much to load.
 */
const chunks = [
  { name: "main", test: /src\/run-process\.ts$/ },
  { name: "config", test: /src\/config\/parse\.ts$/ },
  { name: "inventory", test: /src\/inventory\/read\.ts$/ },
  { name: "rendering", test: /src\/manifest\/render\/(?:render-all|exec)\.ts$/ },
  { name: "yaml", test: /node_modules\/yaml\// },
  { name: "json-schema", test: /json-schema\.ts$/ },
  { name: "workload", test: /src\/(?:commands\/render-set|nim\/profile\/.*)\.ts$/ },
  { name: "shared", test: /src\/(?:kube|report)\//, minShareCount: 2 },
  { name: "commands", test: /./, minShareCount: 2 },
];

if (process.argv.includes("--check")) {
  const fresh = mkdtempSync(join(tmpdir(), "nimops-dist-"));
  try {
    await bundle(fresh);
    const stale = differences(fresh, dist);
    if (stale.length > 0) {
      console.error(`dist/ is stale: ${stale.join(", ")}; run \`npm run build\` and commit the result`);
      process.exitCode = 1;
    }
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
} else {
  rmSync(dist, { recursive: true, force: true });
  await bundle(dist);
}

async function bundle(folder: string): Promise<void> {
  // Each on its own: with shared chunks the command line would load a file for each of them, and start later.
  const output = [
    ...(await bundleEntry(folder, "cli", "src/bin.ts")),
    ...(await bundleEntry(folder, "action", "src/action.ts")),
  ];
  writeFileSync(join(folder, "package.json"), `${JSON.stringify({ type: "commonjs" })}\n`);
  for (const { type, fileName } of output) if (type === "chunk") escapeToAscii(join(folder, fileName));
  chmodSync(join(folder, "cli.js"), 0o755);
  const modules = output.flatMap((chunk) => (chunk.type === "chunk" ? chunk.moduleIds : []));
  writeFileSync(join(folder, "licenses.txt"), licensesOf(modules));
}

async function bundleEntry(folder: string, name: "cli" | "action", entry: string) {
  const { output } = await build({
    input: { [name]: join(root, entry) },
    platform: "node",
    plugins: [ruleTexts()],
    output: {
      dir: folder,
      // CommonJS starts 5 ms sooner: an ES module that imports node:fs makes Node load its streams.
      format: "cjs",
      // Names stay as they are: a stack trace must say something. White space and dead code go.
      minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
      entryFileNames: "[name].js",
      // The command line's entry is a few lines, so that compiled code can be cached before the rest is loaded.
      chunkFileNames: (chunk) => (chunk.name === "main" ? "main.js" : `${name}-[name].js`),
      ...(name === "cli" && { codeSplitting: { groups: chunks } }),
    },
    transform: { target: "node20" },
    // What it warns of costs users something, such as a part that is loaded though nobody needs it.
    onLog: (level, { message }) => {
      if (level === "warn") throw new Error(message);
    },
  });
  return output;
}

/** Pure ASCII is loaded as it is; one other character makes the whole text twice as large. */
function escapeToAscii(file: string): void {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  writeFileSync(file, readFileSync(file, "utf8").replace(/[^\0-\x7f]/g, escaped));
}

/** The licences of the packages whose code is in the bundle. */
function licensesOf(modules: readonly string[]): string {
  const names = new Set(modules.flatMap((id) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1] ?? []));
  const packages = [...names].sort().map(bundledPackage);
  // Some repositories put their licence into some of their packages only.
  const ofRepository = new Map(
    packages.flatMap(({ repository, text }) => (text ? [[repository, text]] : [])),
  );
  return packages
    .map(({ name, version, license, author, repository, text = ofRepository.get(repository) }) => {
      if (text === undefined && license !== "MIT") throw new Error(`${name} has no licence file`);
      return `${name} ${version} (${license})\n\n${text ?? mitLicenceOf(author)}\n`;
    })
    .join(`\n${"-".repeat(80)}\n\n`);
}

function bundledPackage(name: string) {
  const folder = join(root, "node_modules", name);
  const { version, license, author, repository } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  );
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  return {
    name,
    version,
    license,
    author: String(author?.name ?? author ?? `the authors of ${name}`),
    repository: String(repository?.url ?? repository ?? name),
    text:
      file === undefined
        ? undefined
        : readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim(),
  };
}

/** For packages that say MIT in package.json and hold no text of it (https://spdx.org/licenses/MIT.html). */
function mitLicenceOf(author: string): string {
  return `Copyright (c) ${author}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation
files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy,
modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE,
ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
}

function differences(fresh: string, committed: string): string[] {
  const names = (folder: string) => (existsSync(folder) ? readdirSync(folder) : []);
  const all = new Set([...names(fresh), ...names(committed)]);
  return [...all].filter((name) => contentOf(join(fresh, name)) !== contentOf(join(committed, name))).sort();
}

function contentOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "latin1") : undefined;
}
