import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { proxyFor } from "../kube/proxy.ts";
import type { Observation } from "../nim/profile/lock/observe.ts";
import { type ImageTool, imageTools } from "../registry/image-reader.ts";
import { askMetadata } from "../registry/metadata-endpoint.ts";
import { imageReader } from "../registry/read-image.ts";
import { counted } from "../report/printable.ts";
import { type Observed, ofMetadata, ofModelManifest } from "./observations.ts";
import { observationIn, type Recorded } from "./recorded-answers.ts";
import type { World } from "./world.ts";

/** Which sources are asked for an image. */
export interface Asking {
  /** `auto`: the endpoint, and the image only where neither the endpoint nor a file knows its profiles. */
  readonly from: "auto" | "metadata" | "image" | "given";
  readonly recorded: readonly Recorded[];
  readonly metadataUrl: string;
  /** The tools that may read images; those that are installed when undefined. */
  readonly tool: ImageTool | undefined;
  /** Milliseconds. */
  readonly timeout: number;
}

export interface Told {
  readonly observations: readonly Observation[];
  /** What each source said, for people. */
  readonly lines: readonly { readonly source: string; readonly said: string }[];
}

/** Asks the sources for one image. What a source cannot say is told, never an error. */
export async function askForImage(
  image: string,
  asking: Asking,
  { cwd, env }: Pick<World, "cwd" | "env">,
): Promise<Told> {
  const told = new Telling();
  for (const recorded of asking.recorded.filter((candidate) => candidate.image === image)) {
    told.take(recorded.file, observationIn(recorded, cwd));
  }
  if (asking.from === "auto" || asking.from === "metadata") await askEndpoint(image, asking, env, told);
  if (asking.from === "image" || (asking.from === "auto" && !told.hasProfiles)) {
    await readFromImage(image, asking, env, told);
  } else if (asking.from === "auto") await inspectOnly(image, asking, env, told);
  return told;
}

class Telling implements Told {
  readonly observations: Observation[] = [];
  readonly lines: { source: string; said: string }[] = [];

  get hasProfiles(): boolean {
    return this.observations.some(({ profiles }) => profiles.length > 0);
  }

  say(source: string, said: string): void {
    this.lines.push({ source, said });
  }

  take(source: string, observed: Observed): void {
    if ("fault" in observed) {
      this.say(source, observed.fault);
      return;
    }
    const { observation, also, remarks } = observed;
    this.observations.push(observation, ...(also === undefined ? [] : [also]));
    this.say(source, counted(observation.profiles.length, "profile"));
    for (const remark of remarks) this.say(source, remark);
  }
}

const endpoint = "metadata endpoint";

async function askEndpoint(image: string, asking: Asking, env: World["env"], told: Telling): Promise<void> {
  const url = asking.metadataUrl;
  const proxy = proxyFor(new URL(url), undefined, env);
  const answer = await askMetadata(image, { url, proxy, timeout: 30_000, pause: 1000 });
  if (answer.is !== "found") {
    told.say(endpoint, answer.is === "absent" ? answer.why : `no answer: ${answer.why}`);
    return;
  }
  told.take(endpoint, ofMetadata(answer.document));
}

/** The tools are tried one after the other: one may be logged in where another is not. */
async function readFromImage(image: string, asking: Asking, env: World["env"], told: Telling): Promise<void> {
  const tools = installedTools(asking, env);
  if (tools.length === 0) {
    const wanted = asking.tool ?? imageTools.join(", ");
    told.say("image", `not read: ${wanted} ${asking.tool === undefined ? "are" : "is"} not installed`);
  }
  for (const tool of tools) {
    try {
      const read = await imageReader(tool, { env, timeout: asking.timeout }).read(image);
      const source = `image (${tool})`;
      const { digest, native, manifest, remarks } = read;
      if (native) told.say(source, "it declares native-v1, so it has no profiles to choose from");
      else if (manifest === undefined) told.say(source, "it has no model manifest");
      if (manifest === undefined) {
        const protocol = native ? "native" : "none";
        told.observations.push({ source: "image", digest, protocol, profiles: [] });
      } else {
        const observed = ofModelManifest(manifest, "image");
        told.take(source, "fault" in observed ? observed : withDigest(observed, digest));
      }
      for (const remark of remarks) told.say(source, remark);
      return;
    } catch (error) {
      told.say(`image (${tool})`, `not read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

function withDigest(
  observed: Extract<Observed, { observation: unknown }>,
  digest: string | undefined,
): Observed {
  return { ...observed, observation: { ...observed.observation, digest } };
}

/** Label and digest cost one request, where a tool can ask for them alone. */
async function inspectOnly(image: string, asking: Asking, env: World["env"], told: Telling): Promise<void> {
  if (!installedTools(asking, env).includes("skopeo")) return;
  try {
    const facts = await imageReader("skopeo", { env, timeout: 60_000 }).inspect(image);
    if (facts === undefined) return;
    // Without the label the image may have a model manifest or none.
    const protocol = facts.native ? ("native" as const) : undefined;
    told.observations.push({ source: "image", digest: facts.digest, protocol, profiles: [] });
    for (const remark of facts.remarks) told.say("image (skopeo)", remark);
  } catch (error) {
    told.say("image (skopeo)", `not asked: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function installedTools({ tool }: Asking, env: World["env"]): ImageTool[] {
  const candidates = tool === undefined ? imageTools : [tool];
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return candidates.filter((name) => folders.some((folder) => isExecutable(join(folder, name))));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
