import type { Redact } from "../../redaction.ts";
import type { RegistryAccess } from "../mirror/registry-access.ts";
import { registryLogins } from "../mirror/registry-logins.ts";
import { inspected } from "../mirror/skopeo.ts";
import { StepError } from "../step.ts";
import type { StepWorld } from "../step-world.ts";

/** The digest that an image has in its registry now, or why that is not known. */
export async function registryDigest(
  image: string,
  registries: readonly RegistryAccess[],
  world: StepWorld & { readonly redact: Redact },
): Promise<
  { readonly found: string; readonly why?: never } | { readonly found?: never; readonly why: string }
> {
  const { env, run, signal, redact } = world;
  let logins: Awaited<ReturnType<typeof registryLogins>> | undefined;
  try {
    logins = await registryLogins(registries, world);
    const found = await inspected({ in: "registry", image }, { env, run, signal, logins, redact, timeout });
    return found === undefined
      ? { why: `${image} is not in its registry any more` }
      : { found: found.digest };
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    return { why: `the digest of ${image} could not be compared: ${error.message}` };
  } finally {
    logins?.close();
  }
}

/** Milliseconds. */
const timeout = 120_000;
