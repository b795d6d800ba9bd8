import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);

/** What a process says on its error output that takes itself for one of Node 20. */
async function saidOnNode20(code: string): Promise<string> {
  const old = 'Object.defineProperty(process, "version", { value: "v20.20.2" });';
  const { stderr } = await run(process.execPath, ["--input-type=module", "--eval", `${old}\n${code}`], {
    cwd: import.meta.dirname,
    env: { PATH: process.env.PATH ?? "", NO_COLOR: "1" },
  });
  return stderr;
}

test("on Node 20 nothing is said of what later versions of Amazon's SDK will want", async () => {
  // As long as this is said, there is something to be silent about.
  const byItself = `import { S3Client } from "@aws-sdk/client-s3"; new S3Client({});`;
  expect(await saidOnNode20(byItself)).toContain("NodeVersionSupportWarning");
  const opened = `
    import { openStore } from "../../../src/prewarm/store/open-store.ts";
    const store = await openStore("s3://models/llama", { region: "us-east-1" }, { env: process.env });
    store.close();
    if (Object.keys(process.env).some((name) => name.startsWith("AWS_"))) throw new Error("the environment changed");`;
  expect(await saidOnNode20(opened)).toBe("");
});
