import { mustBeImage } from "../image-name.ts";
import { type RegistryLogins, registryLogins } from "../mirror/registry-logins.ts";
import { StepError } from "../step.ts";
import type { StepWorld } from "../step-world.ts";
import { imageFacts } from "./image-facts.ts";
import { listOnHost } from "./list-on-host.ts";
import { profilesIn } from "./profiles-in.ts";
import type { ImageProfiles, ImageQuestion, ProfilesRequest, ProfilesResult } from "./request.ts";
import { select } from "./select.ts";

export type * from "./request.ts";

/**
 * Finds the profiles of images and selects those that the GPUs of the inventory can run: the label first (native-v1 has
 * none), then the model manifest, copied out of the image without running it. No GPU is needed.
 *
 * @throws StepError `image/not-nim`, `profile/unknown`, `profile/mismatch`, `registry/…`, `tool/…`; the image is named.
 */
export async function profiles(request: ProfilesRequest, world: StepWorld): Promise<ProfilesResult> {
  const begun = world.clock.now();
  const logins = await registryLogins(request.registries, world);
  const warnings: string[] = [];
  try {
    const answers: ImageProfiles[] = [];
    for (const question of request.images) {
      const { image } = question;
      world.progress.tell({ id: image, stage: "running", words: "reading its model manifest" });
      try {
        const answer = await answerOf(question, request, { ...world, logins }, warnings);
        answers.push(answer);
        const words =
          answer.profiles.length === 0
            ? answer.protocol
            : `${answer.selected.length} of ${answer.profiles.length} profiles selected`;
        world.progress.tell({ id: image, stage: "done", words });
      } catch (error) {
        const words = error instanceof StepError ? error.code : "failed";
        world.progress.tell({ id: image, stage: "failed", words });
        throw error;
      }
    }
    return {
      step: "profiles",
      answers,
      images: answers.length,
      profiles: answers.reduce((sum, { selected }) => sum + selected.length, 0),
      files: 0,
      bytesMoved: 0,
      bytesThere: 0,
      seconds: (world.clock.now() - begun) / 1000,
      changed: false,
      warnings,
    };
  } finally {
    logins.close();
  }
}

async function answerOf(
  question: ImageQuestion,
  request: ProfilesRequest,
  world: StepWorld & { readonly logins: RegistryLogins },
  warnings: string[],
): Promise<ImageProfiles> {
  const { image, at = image } = question;
  mustBeImage(at);
  const found = await imageFacts(at, { ...world, tool: request.tool, timeout: request.timeout });
  warnings.push(...found.remarks.map((remark) => `${image}: ${remark}`));
  const answer = { image, digest: found.digest };
  if (found.native) return { ...answer, protocol: "native-v1", profiles: [], selected: [] };
  if (found.manifest === undefined) return { ...answer, protocol: "model-free", profiles: [], selected: [] };
  const listed =
    request.host === undefined ? undefined : await listOnHost(at, request.host, world, request.timeout);
  const known = profilesIn(found.manifest, question.known, listed);
  const selection = select(question, known, request);
  warnings.push(...[...known.remarks, ...selection.warnings].map((remark) => `${image}: ${remark}`));
  return {
    ...answer,
    protocol: "legacy",
    profiles: selection.profiles,
    selected: selection.profiles.filter(({ selected }) => selected).map(({ id }) => id),
  };
}
