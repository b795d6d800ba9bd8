import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What of package.json is published: all is bundled, so nothing is installed beside it, least of all a Node. */
const kept = ["name", "version", "description", "license", "type", "bin", "files", "engines", "keywords"];

interface Places {
  readonly root: string;
  readonly out: string;
  /** `nimops/nimops`: npm's provenance holds only where package.json names it. */
  readonly repository: string;
}

/** The npm package of the working tree, as a file in `out`. */
export function makePackage({ root, out, repository }: Places): string {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const published = {
    ...Object.fromEntries(kept.flatMap((key) => (key in manifest ? [[key, manifest[key]]] : []))),
    repository: { type: "git", url: `git+https://github.com/${repository}.git` },
    homepage: `https://github.com/${repository}#readme`,
    bugs: `https://github.com/${repository}/issues`,
    publishConfig: { access: "public" },
  };
  const staged = mkdtempSync(join(tmpdir(), "nimops-package-"));
  try {
    for (const name of manifest.files) cpSync(join(root, name), join(staged, name), { recursive: true });
    writeFileSync(join(staged, "package.json"), `${JSON.stringify(published, undefined, 2)}\n`);
    const told = execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", out], {
      cwd: staged,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      maxBuffer: 2 ** 26,
    });
    const packed: unknown = JSON.parse(told);
    return join(out, fileNameIn(packed));
  } finally {
    rmSync(staged, { recursive: true });
  }
}

/** npm 11 answers with a list. */
function fileNameIn(packed: unknown): string {
  const [first] = Array.isArray(packed) ? packed : [];
  if (typeof first?.filename !== "string") throw new Error("npm pack does not say what it has made");
  return first.filename;
}
