import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { containerTools, removeTools } from "./support/container-tools.ts";
import { required } from "./support/required.ts";
import { writeStandIn } from "./support/stand-in-nim.ts";
import { s3Credentials } from "./support/stores/servers.ts";
import { goTool } from "./tools/build.ts";

// docs/airgap.md, copied and run as written: files from its yaml blocks, commands from its sh blocks. A network namespace of its
// own has the names that it uses (nvcr.io, registry.example.com), and nothing else.

const root = join(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/airgap.md"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "nimops-docs-"));
let env: Record<string, string> = {};

const secrets = { NGC_API_KEY: "nvapi-docs-secret-0123456789", REGISTRY_PASSWORD: "docs-registry-secret" };

beforeAll(async () => {
  required("unshare", "ip", "mount");
  if (process.getuid?.() !== 0) throw new Error("needs root, for namespaces of its own; run it with sudo");
  mkdirSync(join(folder, "bin"));
  for (const name of ["nvidia", "registry", "s3/models", "work"]) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  env = { ...containerTools(folder, ["registry.example.com:5000", "localhost:5001"]), ...secrets };
  writeFileSync(
    env.CONTAINERS_REGISTRIES_CONF ?? "",
    `[[registry]]
prefix = "nvcr.io"
location = "localhost:5001"
insecure = true
[[registry]]
location = "registry.example.com:5000"
insecure = true
`,
  );
  for (const [name, port] of [
    ["nvidia", 5001],
    ["registry", 5000],
  ] as const) {
    const storage = { filesystem: { rootdirectory: join(folder, name) } };
    writeFileSync(
      join(folder, `${name}.yml`),
      JSON.stringify({ version: 0.1, storage, http: { addr: `127.0.0.1:${port}` } }),
    );
  }
  writeFileSync(join(folder, "hosts"), "127.0.0.1 localhost nvcr.io registry.example.com\n");
  // The command of the page is the one of this checkout.
  writeFileSync(
    join(folder, "bin/nimops"),
    `#!/bin/sh\nexec ${process.execPath} --disable-warning=ExperimentalWarning ${join(root, "src/bin.ts")} "$@"\n`,
    { mode: 0o755 },
  );
  for (const [name, text] of blocks("yaml")) {
    if (name !== undefined) writeFileSync(join(folder, "work", name), text);
  }
});

afterAll(() => removeTools(folder, env));

/** The page's blocks of a language, with the name of the file that their first line tells. */
function blocks(language: string): [string | undefined, string][] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(
    ([, text = ""]) => [/^# (\S+\.yaml)$/m.exec(text.split("\n")[0] ?? "")?.[1], text],
  );
}

test("the files of the page are those of the examples, but for what they say besides", () => {
  for (const [name, text] of blocks("yaml")) {
    if (name === undefined) continue;
    const example = readFileSync(join(root, "examples/airgap", name), "utf8");
    const bare = (yaml: string) =>
      yaml.split("\n").filter((line) => !/^\s*#/.test(line) && line.trim() !== "");
    expect(bare(text).filter((line) => !bare(example).includes(line))).toEqual([]);
  }
});

test("every command of the page does what the page says, in its order", async () => {
  const images = [
    ["llama-3.1-8b-instruct:1.8.4", "meta"],
    ["llama-3.2-nv-rerankqa-1b-v2:1.5.0", "nvidia"],
  ] as const;
  const versity = await goTool("versitygw");
  const standIns = [];
  for (const [index, [name]] of images.entries()) {
    const kind = index === 0 ? "legacy" : "native";
    standIns.push({ name, standIn: await writeStandIn(join(folder, `image-${index}`), { kind }) });
  }
  const pushes = standIns.map(({ standIn }, index) => {
    const [name, team] = images[index] ?? ["", ""];
    return `skopeo copy --quiet --all --preserve-digests --dest-tls-verify=false ${standIn.source} docker://localhost:5001/nim/${team}/${name}`;
  });
  const commands = blocks("sh").flatMap(([, text]) => text.split("\n").filter((line) => line.trim() !== ""));
  expect(commands.length).toBeGreaterThan(12);
  const script = [
    "set -e",
    "servers=",
    "trap 'kill $servers' EXIT",
    "ip link set lo up",
    `mount --bind ${join(folder, "hosts")} /etc/hosts`,
    `docker-registry serve ${join(folder, "nvidia.yml")} >/dev/null 2>&1 & servers="$servers $!"`,
    `docker-registry serve ${join(folder, "registry.yml")} >/dev/null 2>&1 & servers="$servers $!"`,
    `${versity} --port 127.0.0.1:7070 --access ${s3Credentials.AWS_ACCESS_KEY_ID} --secret ${s3Credentials.AWS_SECRET_ACCESS_KEY} posix ${join(folder, "s3")} >/dev/null 2>&1 & servers="$servers $!"`,
    "sleep 2",
    ...pushes,
    `cd ${join(folder, "work")}`,
    "mkdir -p carried",
    ...commands.flatMap((command, index) => [
      `echo '${marker} ${index}'`,
      `${command} 2>>${join(folder, "stderr")} || { echo "exit $?: "${JSON.stringify(command).replaceAll("$", "")}; tail -30 ${join(folder, "stderr")}; exit 9; }`,
    ]),
  ].join("\n");
  writeFileSync(join(folder, "script.sh"), script);
  const { code, stdout } = await inNamespace(join(folder, "script.sh"), {
    ...env,
    ...s3Credentials,
    PATH: `${join(folder, "bin")}:${env.PATH}`,
    AWS_ENDPOINT_URL: "http://127.0.0.1:7070",
    AWS_REGION: "us-east-1",
  });
  expect(stdout.slice(-3000)).not.toMatch(/^exit \d+: /m);
  expect(code).toBe(0);
  if (process.env.SHOW) console.log(stdout);
  const told = stdout.split(new RegExp(`^${marker} \\d+\\n`, "m")).slice(1);
  const said = (start: string, nth = 0) =>
    told[commands.flatMap((command, index) => (command.startsWith(start) ? [index] : []))[nth] ?? -1] ?? "";

  expect(said("nimops airgap run --file airgap.yaml --dry-run")).toContain("dry run");
  expect(said("nimops airgap mirror")).toMatch(/mirror +2 .*changed/);
  expect(said("nimops airgap profiles")).toMatch(/llama-8b: \d of 3 profiles/);
  expect(said("nimops airgap download")).toMatch(/download +2 .*changed/);
  expect(said("nimops airgap upload")).toMatch(/upload +2 .*changed/);
  expect(said("nimops airgap verify")).toContain("everything is as recorded");
  // What the page promises of the second time.
  const again = said("nimops airgap run --file airgap.yaml --format text");
  for (const step of ["mirror", "profiles", "download", "upload"]) {
    expect(again).toMatch(new RegExp(`^${step} .* unchanged$`, "m"));
  }
  const report = JSON.parse(readFileSync(join(folder, "work/report.json"), "utf8"));
  expect(report).toMatchObject({ outcome: "done", problems: [] });
  expect(report.steps.map(({ bytesMoved }: { bytesMoved: number }) => bytesMoved)).toEqual([0, 0, 0, 0, 0]);
  expect(said("nimops airgap verify --to")).toContain("everything is as recorded");
  const everything =
    stdout +
    readFileSync(join(folder, "stderr"), "utf8") +
    readFileSync(join(folder, "work/report.json"), "utf8");
  for (const secret of [...Object.values(secrets), s3Credentials.AWS_SECRET_ACCESS_KEY]) {
    expect(everything).not.toContain(secret);
  }
});

const marker = "=== command";

function inNamespace(
  script: string,
  env: Record<string, string>,
): Promise<{ code: number | null; stdout: string }> {
  return new Promise((resolve) => {
    const child = spawn("unshare", ["--net", "--mount", "--fork", "--kill-child", "sh", script], {
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    let stdout = "";
    child.stdout.on("data", (data: Buffer) => {
      stdout += data.toString("utf8");
    });
    child.on("close", (code) => resolve({ code, stdout }));
  });
}
