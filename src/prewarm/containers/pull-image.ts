import { parseImageReference } from "../../nim/image-reference.ts";
import { toolName } from "../../registry/image-name.ts";
import { registryFailure } from "../airgap/mirror/registry-failure.ts";
import type { RegistryLogins } from "../airgap/mirror/registry-logins.ts";
import { StepError } from "../airgap/step.ts";
import { redactor } from "../redaction.ts";
import { commandText } from "./command-text.ts";
import type { ContainerWorld } from "./container.ts";
import type { EngineHost } from "./container-host.ts";

/**
 * Has the engine pull an image, but for one that is named by its digest and there already. Returns what people should know.
 *
 * @throws StepError `registry/…`, `tool/missing`, `disk/full` where it can neither be pulled nor is there.
 */
export async function pullImage(
  image: string,
  { engine }: EngineHost,
  logins: RegistryLogins,
  { env, run, signal, timeout, onLine }: ContainerWorld,
): Promise<string[]> {
  const name = toolName(image);
  const isThere = async () => (await run(engine, ["image", "inspect", name], { env, signal })).code === 0;
  if (parseImageReference(image).digest !== undefined && (await isThere())) return [];
  const dockerConfig = engine === "docker" ? await logins.dockerConfig(image) : undefined;
  const args = ["pull", "--quiet", ...(engine === "podman" ? logins.flags(image) : []), name];
  const pulled = await run(engine, args, {
    env: dockerConfig === undefined ? env : { ...env, DOCKER_CONFIG: dockerConfig },
    signal,
    timeout,
    ...(onLine && { onLine }),
  });
  if (pulled.code === 0 && (await isThere())) return [];
  const failure = registryFailure(`pull ${name}`, pulled, {
    command: commandText(engine, args),
    redact: redactor(env),
  });
  if (pulled.ended !== undefined || !(await isThere())) {
    throw engine === "docker" ? forDaemon(failure) : failure;
  }
  return [`the copy of ${name} on this machine was used: ${failure.message}`];
}

/** How docker speaks to registries is its daemon's matter. */
function forDaemon(failure: StepError): StepError {
  if (failure.code !== "registry/plain-http" && failure.code !== "registry/certificate") return failure;
  const help =
    failure.code === "registry/plain-http"
      ? 'name the registry under "insecure-registries" in /etc/docker/daemon.json'
      : "put its certificate authority into /etc/docker/certs.d/HOST/ca.crt";
  return new StepError(failure.code, failure.message, { help: `${help}, or use podman` });
}
