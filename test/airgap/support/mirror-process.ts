import { type MirrorRequest, mirror } from "../../../src/prewarm/airgap/mirror/mirror.ts";
import { stepWorld } from "./step-world.ts";

// A process of its own that mirrors, so that a test can kill it: REQUEST as JSON, FOLDER. It says how it gets on.
const [request = "", folder = ""] = process.argv.slice(2);
const env = Object.fromEntries(
  Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined),
);
const parsed: MirrorRequest = JSON.parse(request);
const world = stepWorld(env, folder);
const tell = ({ words }: { readonly words: string }) => process.stdout.write(`${words}\n`);
await mirror(parsed, { ...world, progress: { ...world.progress, tell } });
