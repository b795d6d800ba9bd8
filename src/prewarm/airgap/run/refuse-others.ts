import { findProgram } from "../../containers/find-program.ts";
import { mustBeImage } from "../image-name.ts";
import { registryLogins } from "../mirror/registry-logins.ts";
import { imageFacts, saysNim } from "../profiles/image-facts.ts";
import type { AirgapJob } from "./job.ts";
import type { RunWorld } from "./run-world.ts";

/** Milliseconds for one image whose settings do not tell. */
const timeout = 60 * 60_000;

/**
 * Refuses images that are to fill a cache and are none of a NIM, before many gigabytes of them are copied: their labels and settings
 * are read, and only where these say nothing, the rest. What was mirrored before, or is in a carrier, was looked at already.
 *
 * @throws StepError `image/not-nim`
 */
export async function refuseOthers(
  { caches, registries, mirror }: AirgapJob,
  world: RunWorld,
): Promise<void> {
  if (mirror?.from !== undefined || findProgram("skopeo", world.env) === undefined) return;
  const images = caches.flatMap(({ name, image }) =>
    image === undefined || world.state.of(name).mirrored?.image === image ? [] : [image],
  );
  if (images.length === 0) return;
  const logins = await registryLogins(registries, world);
  try {
    for (const image of new Set(images)) {
      mustBeImage(image);
      const env = { ...world.env, ...logins.environment(image) };
      // What cannot be asked cannot be copied either, and is told then.
      if ((await saysNim(image, "skopeo", env, world)) !== false) continue;
      await imageFacts(image, { ...world, logins, tool: undefined, timeout });
    }
  } finally {
    logins.close();
  }
}
