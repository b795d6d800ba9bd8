import * as z from "zod/mini";
import { imageFault } from "../../image-reference.ts";
import { downloadProtocols, factSources, imageFacts, profileFacts } from "./lock.ts";

const described = <T extends z.ZodMiniType>(schema: T, description: string): T =>
  schema.check(z.describe(description));

const maxText = 4096;
const text = z.string().check(z.minLength(1), z.maxLength(maxText));
const count = z.int().check(z.minimum(1), z.maximum(9999));
const source = z.enum(factSources);

const facts = {
  name: z.optional(described(text, "as people call it; not unique in an image")),
  tags: z.optional(
    described(
      z.record(z.string().check(z.maxLength(maxText)), z.string().check(z.maxLength(maxText))),
      "the tags of the model manifest, as their source text",
    ),
  ),
  precision: z.optional(text),
  backend: z.optional(described(text, "what serves the model: vllm, tensorrt_llm, sglang, triton …")),
  tensorParallelism: z.optional(described(count, "GPUs of one stage")),
  pipelineParallelism: z.optional(described(count, "stages; a pod of each where there are several nodes")),
  gpus: z.optional(described(z.array(text), "names of the GPUs that it is made for")),
  gpuDevices: z.optional(described(z.array(text), "their PCI ids, such as 2330:10de")),
  testedGpuDevices: z.optional(described(z.array(text), "PCI ids of the GPUs that it was tested on")),
  lora: z.optional(z.boolean()),
  buildable: z.optional(described(z.boolean(), "whether an engine is built at the first start")),
  minimumGpuMemoryGB: z.optional(
    described(z.number().check(z.positive()), "memory that each GPU must have, in decimal GB"),
  ),
  size: z.optional(described(z.int().check(z.positive()), "bytes that a cache downloads for it")),
  files: z.optional(described(z.int().check(z.minimum(0)), "how many files that is")),
};

const profile = described(
  z.strictObject({
    id: described(text, "what model.profiles and NIM_MODEL_PROFILE take"),
    ...facts,
    sources: z.partialRecord(z.enum(profileFacts), source),
  }),
  "one profile; what is absent is unknown, never false or zero",
);

const image = z.strictObject({
  digest: z.optional(
    described(
      z.string().check(z.regex(/^sha256:[0-9a-f]{64}$/, "must be sha256: and 64 hexadecimal digits")),
      "what the tag named when it was asked for",
    ),
  ),
  protocol: z.optional(
    described(
      z.enum(downloadProtocols),
      "how the image gets its model: legacy (with a model manifest), native (it declares native-v1), none (it has no model manifest)",
    ),
  ),
  manifest: z.optional(
    described(z.array(z.string()), "the lines of its model manifest, without lists of files"),
  ),
  stripped: z.optional(described(z.boolean(), "whether lists of files were cut out of the manifest")),
  profiles: z._default(z.array(profile), []),
  sources: z._default(z.partialRecord(z.enum(imageFacts), source), {}),
});

/** `nimops.lock.json`. */
export const lockSchema = z.strictObject({
  $schema: z.optional(z.string()),
  version: z.literal(1),
  images: described(
    z.record(
      z
        .string()
        .check(
          z.refine(
            (name) => imageFault(name) === undefined,
            "must be an image, such as nvcr.io/nim/meta/llama-3.1-8b-instruct:1.8.4",
          ),
        ),
      image,
    ),
    "by image as the manifests name it, repository:tag",
  ),
});

/** The JSON Schema of nimops.lock.json, for editors and for those who read the file with other programs. */
export function lockJsonSchema(): z.core.JSONSchema.BaseSchema {
  const { $schema, ...schema } = z.toJSONSchema(lockSchema, { target: "draft-07", io: "input" });
  return { ...($schema === undefined ? {} : { $schema }), title: "nimops.lock.json", ...schema };
}
