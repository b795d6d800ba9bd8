import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ListedProfiles, parseListOutput } from "../../../nim/profile/list-output.ts";
import { toolName } from "../../../registry/image-name.ts";
import { type ContainerWorld, runContainer } from "../../containers/container.ts";
import type { ContainerHost, EngineHost } from "../../containers/container-host.ts";
import { containerName } from "../../containers/container-name.ts";
import { pullImage } from "../../containers/pull-image.ts";
import { runJob } from "../../containers/run-job.ts";
import { downloadFailure } from "../download/download-failure.ts";
import type { RegistryLogins } from "../mirror/registry-logins.ts";
import { StepError } from "../step.ts";
import type { StepWorld } from "../step-world.ts";

/** Where an image looks for its own profiles; images of speech and pictures have a program of another name. */
const programs = ["list-model-profiles", "nim_list_model_profiles"] as const;
/** Older images do not know them, and say so. */
const jsonFlags = ["--output-format", "json"] as const;

/**
 * What the image itself says where there is a GPU: as JSON, else as text.
 *
 * @throws StepError where it could not be asked, or said something else.
 */
export async function listOnHost(
  image: string,
  host: ContainerHost,
  world: StepWorld & { readonly logins: RegistryLogins },
  timeout: number,
): Promise<ListedProfiles> {
  const list =
    "engine" in host
      ? await inContainer(image, host, world, timeout)
      : await inJob(image, host, world, timeout);
  if (list !== undefined) return list;
  throw new StepError("tool/failed", `${image} printed no list of profiles on the GPU host`, {
    help: "leave the host out: the model manifest and the inventory tell as much",
  });
}

async function inContainer(
  image: string,
  host: EngineHost,
  world: StepWorld & { readonly logins: RegistryLogins },
  timeout: number,
): Promise<ListedProfiles | undefined> {
  const containers: ContainerWorld = { env: world.env, run: world.run, signal: world.signal, timeout };
  await pullImage(image, host, world.logins, containers);
  const folder = await mkdtemp(join(tmpdir(), "nimops-list-"));
  const container = {
    name: containerName("list", image),
    image: toolName(image),
    variables: ["NGC_API_KEY"],
    mounts: [{ folder, at: "/nimops" }],
    host,
  };
  try {
    for (const [program, ...flags] of [
      [programs[0], ...jsonFlags, "--output-file", "/nimops/profiles.json"],
      ...programs.map((program) => [program]),
    ]) {
      const entrypoint = program === programs[1] ? { entrypoint: program, command: flags } : {};
      const run = await runContainer(
        { ...container, command: [program ?? "", ...flags], ...entrypoint },
        containers,
      );
      if (run.ended !== undefined || run.busy !== undefined)
        throw downloadFailure(`list the profiles of ${image}`, run, world);
      const file = await readFile(join(folder, "profiles.json"), "utf8").catch(() => "");
      const list = parseListOutput(file) ?? (run.code === 0 ? parseListOutput(run.stdout) : undefined);
      if (list !== undefined) return list;
    }
    return undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function inJob(
  image: string,
  host: Exclude<ContainerHost, EngineHost>,
  world: StepWorld,
  timeout: number,
): Promise<ListedProfiles | undefined> {
  for (const flags of [jsonFlags, []]) {
    const job = { name: containerName("list", image), image: toolName(image), args: [programs[0], ...flags] };
    const run = await runJob(job, host, { ...world, timeout });
    if (run.ended !== undefined) throw downloadFailure(`list the profiles of ${image}`, run, world);
    const list = run.code === 0 ? parseListOutput(run.stdout) : undefined;
    if (list !== undefined) return list;
  }
  return undefined;
}
