import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "../../../src/manifest/render/exec.ts";
import { withinTime } from "../../support/within-time.ts";

const options = { cwd: tmpdir(), env: { ONLY: "this" }, timeout: 30_000, maxOutput: 1024 * 1024 };
const node = process.execPath;
const script = (text: string, more = {}) => runCommand(node, ["-e", text], { ...options, ...more });

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "nimops-exec-")));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a command gives its code and what it says", async () => {
  const result = await script("console.log('out'); console.error('err'); process.exitCode = 3");
  expect(result).toEqual({ code: 3, stdout: "out\n", stderr: "err\n" });
});

test("arguments reach it as they are, without a shell", async () => {
  const args = ["$HOME; `id`", 'a "b" \\c', "", "two  spaces", "*"];
  const { stdout } = await runCommand(
    node,
    ["-e", "console.log(JSON.stringify(process.argv.slice(1)))", "--", ...args],
    options,
  );
  expect(JSON.parse(stdout)).toEqual(args);
});

test("a path with spaces and quotes is one command", async () => {
  const odd = join(folder, 'a "quoted" folder');
  mkdirSync(odd);
  copyFileSync("/bin/echo", join(odd, "say it"));
  chmodSync(join(odd, "say it"), 0o755);
  expect(await runCommand(join(odd, "say it"), ["hello"], options)).toMatchObject({
    code: 0,
    stdout: "hello\n",
  });
});

test("it has the environment that it is given and nothing else, and no input", async () => {
  const { stdout } = await script(
    "console.log(Object.keys(process.env).filter((key) => !key.startsWith('__CF')).join()); process.stdin.on('data', () => {}).on('end', () => console.log('end'))",
  );
  expect(stdout).toBe("ONLY\nend\n");
});

test("one that ends before it reads its input hurts nobody", async () => {
  for (let run = 0; run < 20; run++)
    expect(await runCommand("/bin/true", [], options)).toMatchObject({ code: 0 });
});

test("one that the system cannot start has failed", async () => {
  writeFileSync(join(folder, "broken"), "#!/nowhere\n", { mode: 0o755 });
  const result = await runCommand(join(folder, "broken"), [], options);
  expect(result).toMatchObject({ code: 126, stderr: expect.stringContaining("broken") });
});

test("one that runs too long is ended", async () => {
  await withinTime(5000, async () => {
    const started = performance.now();
    const result = await script("console.log('begun'); setInterval(() => {}, 1000)", { timeout: 700 });
    expect(result).toMatchObject({ code: undefined, killedFor: "time" });
    return performance.now() - started;
  });
});

test("one that says too much is ended", async () => {
  const text = "const line = 'x'.repeat(65536); (function say() { process.stdout.write(line, say) })()";
  const result = await script(text, { maxOutput: 1000 });
  expect(result).toMatchObject({ code: undefined, killedFor: "output", stdout: "x".repeat(1000) });
});

test("one whose child holds its output open is not waited for", async () => {
  const child =
    "require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 15000)'], {stdio: 'inherit', detached: true}).unref()";
  await withinTime(8000, async () => {
    const started = performance.now();
    const result = await script(`${child}; console.log('done')`);
    expect(result).toMatchObject({ code: 0, stdout: "done\n" });
    return performance.now() - started;
  });
});
