import { upload } from "../../../src/prewarm/airgap/upload/upload.ts";
import { silentProgress } from "../../../src/report/progress.ts";

async function main(): Promise<void> {
  const { contents, ...result } = await upload(
    { tool: "nimops 0.0.0", ...JSON.parse(process.argv[2] ?? "{}") },
    { env: process.env, now: Date.now, progress: silentProgress },
  );
  console.log(
    JSON.stringify({ ...result, contents: contents.length, memory: process.resourceUsage().maxRSS }),
  );
}

void main();
