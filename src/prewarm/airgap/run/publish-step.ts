import { existsSync, readFileSync } from "node:fs";
import { reasonOf } from "../../../manifest/find.ts";
import { UserError } from "../../../user-error.ts";
import { certificatesIn } from "../../http/certificates.ts";
import { redactor } from "../../redaction.ts";
import { mappingFrom } from "../mirror/mapping.ts";
import { mirroredName } from "../mirror/mirrored-name.ts";
import { accessKey } from "../publish/access-key.ts";
import { type PublishedImage, type PublishedModel, publish } from "../publish/publish.ts";
import type { AirgapJob } from "./job.ts";
import type { RunWorld } from "./run-world.ts";
import type { StepOutcome } from "./step-outcome.ts";

/** Points the catalogue at the private registry. */
export async function publishStep(job: AirgapJob, world: RunWorld): Promise<StepOutcome> {
  const { publish: settings, dryRun } = job;
  if (settings === undefined) {
    throw new UserError("there is no portal to publish to", {
      help: "say publish.server in the air-gap file, or --server https://hm.example.com",
    });
  }
  const { server, accessKeyEnv, accessKeyFile, caFile, tlsVerify, models } = settings;
  const warnings: string[] = [];
  const key = accessKey(
    { variable: accessKeyEnv, file: accessKeyFile },
    { env: world.env, cwd: world.cwd, warn: (sentence) => warnings.push(sentence) },
  );
  const images = imagesOf(job, world);
  if (images.length === 0) {
    throw new UserError("nothing was mirrored yet, so there is nothing to publish", {
      help: "run `nimops airgap mirror` first, with the same air-gap file",
    });
  }
  const trust = { ca: certificatesIn(caFile), verify: tlsVerify };
  const { clock, progress, signal, env } = world;
  const result = await publish(
    { server, accessKey: key, trust, images, models, dryRun },
    { clock, progress, signal, redact: redactor(env, [key]) },
  );
  if (!tlsVerify) warnings.push(`${server} was believed without a look at its certificate`);
  return {
    result: { ...result, warnings: [...warnings, ...result.warnings] },
    facts: result.models.flatMap(factsOf),
    problems: result.problems,
  };
}

/** As the state knows them, else as the mapping file tells: the one of the other side of the gap. */
function imagesOf({ caches, mirror, dryRun }: AirgapJob, { state }: RunWorld): PublishedImage[] {
  const mapped = mirror === undefined || !existsSync(mirror.mapping) ? [] : mappingIn(mirror.mapping);
  return caches.flatMap(({ name, image = "" }) => {
    const { mirrored, uploaded } = state.of(name);
    const known =
      mirrored?.image === image && mirrored.place === "registry"
        ? mirrored
        : mapped.find(({ source }) => source === image);
    // A dry run tells where the image would be.
    const planned =
      dryRun && image !== "" && mirror?.to !== undefined ? mirroredName(image, mirror.to) : undefined;
    const destination = known?.destination ?? planned;
    if (destination === undefined) return [];
    return [{ name, source: image, destination, profilesPath: uploaded?.readerUrl }];
  });
}

function mappingIn(file: string) {
  try {
    return mappingFrom(readFileSync(file, "utf8"), file).images;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`cannot read the mapping ${file}: ${reasonOf(error)}`);
  }
}

function factsOf({ name, from, to, did, profilesPath }: PublishedModel): string[] {
  const words = { changed: "was, and is now", there: "is already", "would-change": "is, and would be" };
  const line = did === "there" ? `${name}: ${words[did]} ${to}` : `${name}: ${from} ${words[did]} ${to}`;
  return [line, ...(profilesPath === undefined ? [] : [`${name}: Model Profiles Path ${profilesPath}`])];
}
