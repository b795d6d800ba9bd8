import { valueAt } from "../../../nim/value.ts";
import { toolName } from "../../../registry/image-name.ts";
import { type ImageFacts, type ImageTool, imageTools } from "../../../registry/image-reader.ts";
import { imageReader } from "../../../registry/read-image.ts";
import { findProgram } from "../../containers/find-program.ts";
import { redactor } from "../../redaction.ts";
import { registryFailure } from "../mirror/registry-failure.ts";
import type { RegistryLogins } from "../mirror/registry-logins.ts";
import { StepError } from "../step.ts";
import type { StepWorld } from "../step-world.ts";

export interface FoundImage extends ImageFacts {
  /** The model manifest's text. */
  readonly manifest: string | undefined;
}

export interface FactsWorld extends Pick<StepWorld, "env" | "run" | "signal"> {
  readonly logins: RegistryLogins;
  readonly tool: ImageTool | undefined;
  /** Milliseconds. */
  readonly timeout: number;
}

/**
 * Reads label and model manifest of an image without running it. The tools are tried one after the other.
 *
 * @throws StepError `image/not-nim`, `registry/…`, `tool/missing`
 */
export async function imageFacts(image: string, world: FactsWorld): Promise<FoundImage> {
  const env = { ...world.env, ...world.logins.environment(image) };
  const tools = (world.tool === undefined ? imageTools : [world.tool]).filter(
    (tool) => findProgram(tool, env) !== undefined,
  );
  let failure: StepError | undefined;
  for (const tool of tools) {
    try {
      const found = await imageReader(tool, { env, timeout: world.timeout }).read(image);
      if (!found.native && found.manifest === undefined) await mustBeNim(image, tool, env, world);
      return found;
    } catch (error) {
      if (error instanceof StepError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      failure ??= registryFailure(
        `read ${image}`,
        { code: 1, stdout: "", stderr: reason },
        { command: readCommand(tool, image), redact: redactor(env) },
      );
    }
    if (world.signal?.aborted) break;
  }
  if (world.signal?.aborted) {
    const message = `stopped while it was to read ${image}`;
    throw new StepError("download/interrupted", message, { help: "run it again", retryable: true });
  }
  if (failure !== undefined) throw failure;
  const wanted = world.tool ?? imageTools.join(", ");
  throw new StepError(
    "tool/missing",
    `${image} cannot be read: ${wanted} ${world.tool ? "is" : "are"} not installed`,
    {
      help: "install skopeo: it needs no daemon",
    },
  );
}

function readCommand(tool: ImageTool, image: string): string {
  return tool === "skopeo" ? `skopeo inspect docker://${toolName(image)}` : `${tool} pull ${toolName(image)}`;
}

/** A NIM that has neither label nor manifest takes any model; it is told from other images by its settings. */
async function mustBeNim(
  image: string,
  tool: ImageTool,
  env: StepWorld["env"],
  world: FactsWorld,
): Promise<void> {
  if ((await saysNim(image, tool, env, world)) !== false) return;
  throw new StepError(
    "image/not-nim",
    `${image} is not a NIM: it has no model manifest and none of a NIM's settings`,
    {
      help: "take it out of the list of images; other images are mirrored with `nimops airgap mirror` alone",
    },
  );
}

/** Whether an image has settings or labels of a NIM; a few hundred bytes tell it. Undefined where it cannot be asked. */
export async function saysNim(
  image: string,
  tool: ImageTool,
  env: StepWorld["env"],
  { run, signal }: Pick<FactsWorld, "run" | "signal">,
): Promise<boolean | undefined> {
  const name = toolName(image);
  const args =
    tool === "skopeo"
      ? ["inspect", "--config", "--override-os", "linux", "--override-arch", "amd64", `docker://${name}`]
      : ["image", "inspect", name];
  const { code, stdout } = await run(tool, args, { env, signal, timeout: 60_000 });
  return code === 0 ? isNim(configIn(stdout)) : undefined;
}

function configIn(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    const about: unknown = Array.isArray(value) ? value[0] : value;
    return valueAt(about, ["config"]) ?? valueAt(about, ["Config"]);
  } catch {
    return undefined;
  }
}

/** All NIMs set variables such as NIM_CACHE_PATH. */
function isNim(config: unknown): boolean {
  const variables = valueAt(config, ["Env"]);
  const labels = valueAt(config, ["Labels"]);
  return (
    (Array.isArray(variables) &&
      variables.some((entry) => typeof entry === "string" && entry.startsWith("NIM_"))) ||
    Object.keys(labels ?? {}).some((label) => label.startsWith("com.nvidia.nim"))
  );
}
