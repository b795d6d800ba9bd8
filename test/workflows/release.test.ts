import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { GitRepository } from "../support/git-repository.ts";

const root = join(import.meta.dirname, "../..");

interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly "working-directory"?: string;
}

interface Job {
  readonly needs?: string | readonly string[];
  readonly environment?: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

const text = readFileSync(join(root, ".github/workflows/release.yml"), "utf8");
const { jobs }: { readonly jobs: Readonly<Record<string, Job>> } = parse(text);

test("nothing is published before everything was judged, and the major tag moves last", () => {
  const waitsFor = Object.fromEntries(Object.entries(jobs).map(([name, { needs = [] }]) => [name, needs]));
  expect(waitsFor).toEqual({ check: [], npm: "check", image: "check", github: ["check", "npm", "image"] });
  expect(jobs.github?.steps.at(-1)?.run).toContain("force=true");
  expect(text.match(/force/g)).toHaveLength(1);
});

test("what judges may write nothing, and what may write runs in an environment that people can guard", () => {
  expect(jobs.check?.permissions).toEqual({ contents: "read" });
  for (const [name, { permissions, environment }] of Object.entries(jobs)) {
    const writes = Object.values(permissions).includes("write");
    expect(environment !== undefined, name).toBe(writes);
  }
  expect(text).not.toMatch(/secrets\./);
});

test("the files that it names are there", () => {
  const { file } = jobs.image?.steps.find(({ id }) => id === "build")?.with ?? {};
  expect(existsSync(join(root, String(file)))).toBe(true);
  const sources = [...readFileSync(join(root, String(file)), "utf8").matchAll(/^COPY (?!--from)(.+) \S+$/gm)]
    .flatMap(([, names = ""]) => names.split(" "))
    .filter((name) => !name.includes("*"));
  expect(sources.filter((name) => !existsSync(join(root, name)))).toEqual([]);
});

test("its steps that need no network end well on a commit that is ready to be released", () => {
  const repository = new GitRepository("nimops-released-");
  try {
    const { folder } = repository;
    const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
      cwd: root,
      encoding: "utf8",
      maxBuffer: 2 ** 26,
    });
    const parts = new Set(listed.split("\0").flatMap((path) => path.split("/")[0] || []));
    // Only what is packed, and what judges it.
    for (const name of [
      "dist",
      "docs",
      "scripts",
      "package.json",
      "package-lock.json",
      "README.md",
      "LICENSE",
    ]) {
      expect(parts).toContain(name);
      cpSync(join(root, name), join(folder, name), { recursive: true });
    }
    const changelog = readFileSync(join(root, "CHANGELOG.md"), "utf8");
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const today = new Date().toISOString().slice(0, 10);
    const released = /^## Unreleased\n\n*(?=## )/m.test(changelog)
      ? changelog
      : changelog.replace("## Unreleased", `## Unreleased\n\n## ${version} - ${today}`);
    repository.write("CHANGELOG.md", released);
    repository.write(".gitignore", "node_modules\nrelease\noutputs\n");
    repository.commit();
    repository.git("tag", `v${version}`);
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));

    const outputs = join(folder, "outputs");
    const judged = runStep(
      folder,
      jobs.check?.steps.find(({ id }) => id === "release"),
      {
        GITHUB_REF_NAME: `v${version}`,
        GITHUB_OUTPUT: outputs,
        GITHUB_REPOSITORY: "nimops/nimops",
      },
    );
    expect(judged).toMatchObject({ status: 0, stderr: "" });
    const given = readFileSync(outputs, "utf8")
      .trim()
      .split("\n")
      .map((line) => line.split("=")[0]);
    expect(given).toEqual(Object.keys(jobs.check?.outputs ?? {}));
    expect(readdirSync(join(folder, "release")).sort()).toEqual([
      "SHA256SUMS",
      `nimops-${version}.cdx.json`,
      `nimops-${version}.tgz`,
      "notes.md",
    ]);
    expect(readFileSync(join(folder, "release/notes.md"), "utf8").length).toBeGreaterThan(500);
    const checked = jobs.npm?.steps.find(({ run }) => run?.startsWith("sha256sum"));
    expect(runStep(folder, checked, {})).toMatchObject({ status: 0, stderr: "" });
  } finally {
    repository.remove();
  }
}, 240_000);

test.each([[[]], [["--check"]], [["--chekc", "v1.2.3"]], [["v1.2.3"]]])(
  "what judges says how it is called when it is called with %j",
  (args) => {
    const program = join(root, "scripts/release.ts");
    const { status, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: "utf8" });
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/^.*\n?usage: node scripts\/release\.ts .+\n$/),
    ]);
  },
);

describe("a job that is run again", () => {
  const sha = "a".repeat(40);
  const made = (commit: string) =>
    `case $* in *Digest*) echo sha256:1 ;; *) echo '{"linux/arm64": {"config": {"Labels": {"org.opencontainers.image.revision": "${commit}"}}}}' ;; esac`;

  test.each<[string, string, { status: number; outputs: string; told: string }]>([
    ["there is none yet", "echo ERROR: it: not found >&2; exit 1", { status: 0, outputs: "", told: "" }],
    [
      "there is no package yet",
      "echo 403 Forbidden: denied >&2; exit 1",
      { status: 0, outputs: "", told: "" },
    ],
    ["it was pushed, and not signed", made(sha), { status: 0, outputs: "digest=sha256:1\n", told: "" }],
    [
      "another commit has that version",
      made("b".repeat(40)),
      { status: 1, outputs: "", told: "there already" },
    ],
    [
      "the registry is away",
      "echo 502 Bad Gateway >&2; exit 1",
      { status: 1, outputs: "", told: "502 Bad Gateway" },
    ],
  ])("pushes no image of a version twice: %s", (_, docker, expected) => {
    const { status, stdout, outputs } = played(
      jobs.image?.steps.find(({ id }) => id === "before"),
      { docker },
      { IMAGE: "ghcr.io/nimops/nimops", VERSION: "1.2.3", GITHUB_SHA: sha },
    );
    expect({ status, outputs, told: stdout }).toEqual({
      ...expected,
      told: expect.stringContaining(expected.told),
    });
  });

  test.each([
    ["makes the release", "exit 1", "create v1.2.3"],
    ["goes on where it was made", "exit 0", ""],
  ])("%s", (_, view, created) => {
    const { status, stdout } = played(
      jobs.github?.steps.find(({ name }) => name === "Release"),
      { gh: `case $2 in view) ${view} ;; create) echo "$2 $3" ;; esac` },
      { GITHUB_REF_NAME: "v1.2.3", IS_PRERELEASE: "false" },
    );
    expect([status, stdout.trim()]).toEqual([0, created]);
  });
});

describe("releases that run beside each other", () => {
  test("have a group each, so that none of those that wait is thrown away", () => {
    const { concurrency } = parse(text);
    expect(concurrency).toEqual({
      group: expect.stringContaining("github.ref_name"),
      "cancel-in-progress": false,
    });
  });

  test.each([
    ["latest", "", "latest"],
    ["latest", "1.2.2", "latest"],
    ["latest", "1.10.0", "release-1.2"],
    ["next", "1.10.0", "next"],
    ["release-1.2", "1.1.0", "release-1.2"],
  ])("is %s on npm where latest is %j: %s", (judged, latest, published) => {
    const npm = `case $1 in view) [ -n "${latest}" ] || exit 1; echo ${latest} ;; publish) echo "$*" ;; esac`;
    const { status, stdout } = played(
      jobs.npm?.steps.find(({ name }) => name === "Publish"),
      { npm },
      { VERSION: "1.2.3", NPM_TAG: judged },
    );
    expect([status, stdout.trim().split(" ").at(-1)]).toEqual([0, published]);
  });

  test.each([
    ["v1.2.3", "false", [], "true"],
    ["v1.10.0", "false", ["v1.9.0"], "true"],
    ["v1.9.0", "false", ["v1.10.0", "v1.8.0"], "false"],
    ["v2.0.0-rc.1", "true", ["v1.9.0"], "false"],
  ])(
    "%s (a pre-release: %s) after %j is the newest on GitHub: %s",
    (tag, isPreRelease, released, isLatest) => {
      const list = released.map((each) => `echo ${each}`).join("; ") || "true";
      const { status, stdout } = played(
        jobs.github?.steps.find(({ name }) => name === "Release"),
        { gh: `case $1 in api) ${list} ;; *) [ $2 = create ] || exit 1; echo "$*" ;; esac` },
        { GITHUB_REF_NAME: tag, IS_PRERELEASE: isPreRelease },
      );
      expect([status, /--latest=(\w+)/.exec(stdout)?.[1]]).toEqual([0, isLatest]);
    },
  );

  const moves = (tag: string, gh: string) =>
    played(jobs.github?.steps.at(-1), { gh }, { GITHUB_REF_NAME: tag, GH_REPO: "nimops/nimops" });
  /** Releases are a file, and what the tag of the major version is at another. */
  const gh = (released: readonly string[], meanwhile = "true") =>
    `
    [ -f $RUNNER_TEMP/releases ] || printf '%s\\n' ${released.join(" ")} >$RUNNER_TEMP/releases
    case $* in
      *paginate*) cat $RUNNER_TEMP/releases ;;
      *commits/*) echo "$2" | cut -d / -f 5 ; ${meanwhile} ;;
      *git/ref/*) [ -f $RUNNER_TEMP/tag ] ;;
      *PATCH*|*POST*) echo "$*" | grep -o 'sha=[^ ]*' | tee $RUNNER_TEMP/tag ;;
    esac`;

  test.each([
    ["v1.2.3", ["v1.2.3", "v1.2.2"], ["sha=v1.2.3"]],
    ["v1.2.3", ["v1.10.0", "v1.2.3"], ["sha=v1.10.0"]],
    ["v1.2.3", ["v2.0.0", "v10.0.0", "v1.2.2"], ["sha=v1.2.3"]],
  ])("%s beside the releases %j moves the tag of the major version to %j", (tag, released, moved) => {
    const { status, stdout } = moves(tag, gh(released));
    expect([status, stdout.trim().split("\n")]).toEqual([0, moved]);
  });

  test("take nobody back where a newer one is released at the same moment", () => {
    const { status, stdout } = moves("v1.2.3", gh(["v1.2.3"], "echo v1.3.0 >>$RUNNER_TEMP/releases"));
    expect([status, stdout.trim().split("\n")]).toEqual([0, ["sha=v1.2.3", "sha=v1.3.0"]]);
  });
});

test("the examples of the docs name the same actions by the same commits", () => {
  const pins = new Map<string, string>();
  for (const folder of [".github/workflows", "examples/workflows"]) {
    for (const file of readdirSync(join(root, folder))) {
      const all = readFileSync(join(root, folder, file), "utf8");
      for (const [, action = "", commit = ""] of all.matchAll(/uses: ([\w-]+\/[\w-]+)@([0-9a-f]{40})/g)) {
        expect(pins.get(action) ?? commit, `${dirname(file)} ${action}`).toBe(commit);
        pins.set(action, commit);
      }
    }
  }
  expect(pins.size).toBeGreaterThan(6);
});

function runStep(folder: string, step: Step | undefined, env: Readonly<Record<string, string>>) {
  const ended = spawnSync(
    "bash",
    ["--noprofile", "--norc", "-eo", "pipefail", "-c", step?.run ?? "exit 99"],
    {
      cwd: join(folder, step?.["working-directory"] ?? "."),
      env: { ...process.env, ...env },
      encoding: "utf8",
    },
  );
  return { status: ended.status, stderr: ended.stderr, stdout: ended.stdout };
}

/** A step of which a program is played by a few lines of shell. */
function played(
  step: Step | undefined,
  programs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
) {
  const folder = mkdtempSync(join(tmpdir(), "nimops-step-"));
  try {
    const outputs = join(folder, "outputs");
    writeFileSync(outputs, "");
    mkdirSync(join(folder, step?.["working-directory"] ?? "."), { recursive: true });
    for (const [name, lines] of Object.entries(programs)) {
      writeFileSync(join(folder, name), `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
    }
    const PATH = `${folder}:${process.env.PATH}`;
    const ended = runStep(folder, step, { ...env, PATH, RUNNER_TEMP: folder, GITHUB_OUTPUT: outputs });
    return { ...ended, outputs: readFileSync(outputs, "utf8") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
