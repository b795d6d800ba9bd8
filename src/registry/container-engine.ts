import { Readable } from "node:stream";
import { parseImageReference } from "../nim/image-reference.ts";
import { isMap, valueAt } from "../nim/value.ts";
import { toolName } from "./image-name.ts";
import {
  type ImageFacts,
  type ImageReader,
  manifestPaths,
  maxModelManifest,
  platform,
  protocolLabel,
  type ReaderOptions,
} from "./image-reader.ts";
import { reasonOfRun, runTool, type ToolRun } from "./run-tool.ts";
import { tarEntries } from "./tar.ts";

/** podman or docker: pulls the image, makes a container that never starts, copies the file out of it, removes it. */
export function containerEngine(tool: "podman" | "docker", options: ReaderOptions): ImageReader {
  const run = (...args: string[]) =>
    runTool(tool, args, { env: options.env, timeout: options.timeout, maxOutput: 2 * maxModelManifest });
  return {
    name: tool,
    // Only what was pulled can be inspected.
    inspect: () => Promise.resolve(undefined),
    async read(image) {
      const { id, remarks } = await created(run, toolName(image));
      try {
        const facts = await factsOf(run, image);
        const all = { ...facts, remarks: [...remarks, ...facts.remarks] };
        if (facts.native) return { ...all, manifest: undefined };
        for (const path of manifestPaths) {
          const manifest = await copied(tool, run, id, path);
          if (manifest !== undefined) return { ...all, manifest };
        }
        return { ...all, manifest: undefined };
      } finally {
        await run("rm", "--force", "--volumes", id);
      }
    },
  };
}

type Run = (...args: string[]) => Promise<ToolRun>;

/** A tag may name something new: the registry is asked first. */
async function created(run: Run, name: string): Promise<{ id: string; remarks: string[] }> {
  const create = (pull: string) =>
    // The command is never run; an image without one could not be made a container else.
    run("create", "--pull", pull, "--platform", `${platform.os}/${platform.architecture}`, name, "true");
  const asked = await create("always");
  if (asked.code === 0) return { id: idIn(asked), remarks: [] };
  const local = asked.ended === undefined ? await create("never") : asked;
  if (local.code !== 0) throw new Error(reasonOfRun(asked));
  return {
    id: idIn(local),
    remarks: [`the copy on this machine was read, since it could not be pulled: ${reasonOfRun(asked)}`],
  };
}

function idIn({ stdout }: ToolRun): string {
  const id = stdout.toString("utf8").trim().split(/\s+/).at(-1) ?? "";
  if (!/^[0-9a-f]{12,64}$/.test(id)) throw new Error("it named no container");
  return id;
}

/** A file of the container, which comes as a tar archive with one entry: no link is followed on this machine. */
async function copied(tool: string, run: Run, id: string, path: string): Promise<string | undefined> {
  // Only docker must be told to follow links inside the image.
  const follow = tool === "docker" ? ["--follow-link"] : [];
  const copy = await run("cp", ...follow, `${id}:${path}`, "-");
  if (copy.code !== 0) {
    if (/no such file|could not find|could not be found|does not exist|not found/i.test(copy.stderr)) {
      return undefined;
    }
    throw new Error(`${path} could not be copied: ${reasonOfRun(copy)}`);
  }
  const entries = tarEntries(Readable.from([copy.stdout]), {
    wants: () => true,
    maxContent: maxModelManifest,
  });
  for await (const { content } of entries) if (content !== undefined) return content.toString("utf8");
  throw new Error(`${path} is no file`);
}

async function factsOf(run: Run, image: string): Promise<ImageFacts> {
  const told = await run("image", "inspect", toolName(image));
  if (told.code !== 0) throw new Error(reasonOfRun(told));
  const answer: unknown = JSON.parse(told.stdout.toString("utf8"));
  const about: unknown = Array.isArray(answer) ? answer[0] : answer;
  const { repository, digest } = parseImageReference(image);
  const digests = digestsOf(about, repository);
  const known = digest ?? (digests.length === 1 ? digests[0] : undefined);
  const labels = valueAt(about, ["Config", "Labels"]);
  return {
    digest: known,
    native: isMap(labels) && labels[protocolLabel.name] === protocolLabel.native,
    remarks:
      known === undefined && digests.length > 1
        ? ["it has several digests here, so none was written down"]
        : [],
  };
}

function digestsOf(about: unknown, repository: string): string[] {
  const listed = valueAt(about, ["RepoDigests"]);
  const names = Array.isArray(listed) ? listed.filter((name) => typeof name === "string") : [];
  const found = names.flatMap((name) => {
    const { repository: of, digest } = parseImageReference(name);
    return digest !== undefined && (of === repository || of.endsWith(`/${repository}`)) ? [digest] : [];
  });
  return [...new Set(found)];
}
