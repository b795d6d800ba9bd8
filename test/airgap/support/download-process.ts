import { download } from "../../../src/prewarm/airgap/download/download.ts";
import type { DownloadRequest } from "../../../src/prewarm/airgap/download/request.ts";
import { stepWorld } from "./step-world.ts";

// A process of its own that downloads, so that a test can kill it: REQUEST as JSON, FOLDER.
const [request = "", folder = ""] = process.argv.slice(2);
const env = Object.fromEntries(
  Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined),
);
const parsed: DownloadRequest = JSON.parse(request);
await download(parsed, stepWorld(env, folder));
