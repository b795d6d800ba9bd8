import * as z from "zod";
import { imageFault } from "../../../nim/image-reference.ts";
import { selectorVersions } from "../../../nim/profile/selector-version.ts";
import { gibibytes, parseQuantity } from "../../../nim/quantity.ts";
import { layouts } from "../../record/schema.ts";
import { milliseconds } from "./milliseconds.ts";

const text = z.string().min(1).max(4096);

/** Credentials are named and never written: what is no name is not shown, for it may be one. */
const variable = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]{0,99}$/,
    "must be the name of an environment variable, never a secret itself",
  );

const image = text.refine((text) => imageFault(text) === undefined, {
  message: "must be an image such as nvcr.io/nim/meta/llama-3.1-8b-instruct:1.8.4",
});

const duration = z
  .string()
  .transform((text, context) => {
    const found = milliseconds(text);
    if (found !== undefined) return found;
    context.addIssue({ code: "custom", message: "must be a time such as 30m, 2h or 90s" });
    return z.NEVER;
  })
  .describe("such as 30m, 2h or 90s");

const bytes = z
  .union([z.int().positive(), text])
  .transform((size, context) => {
    const quantity = parseQuantity(size);
    if (quantity && quantity.nano > 0n) return Math.round(gibibytes(quantity) * 2 ** 30);
    context.addIssue({ code: "custom", message: "must be bytes, or a size such as 90Gi" });
    return z.NEVER;
  })
  .describe("bytes, or a size such as 90Gi");

/** What is asked of a served model. */
export const smokes = ["none", "models", "chat", "completions", "embeddings", "ranking"] as const;

const imageEntry = z.strictObject({
  image: image.describe("as the manifests name it"),
  name: z
    .string()
    .regex(/^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/, "must be lower-case letters, digits, `-` and `.`")
    .optional()
    .describe(
      "how the cache is called: its folder, and what stands behind upload.to (default: the last part of the image's repository)",
    ),
  profiles: z
    .union([z.literal("all"), z.array(text).min(1)])
    .optional()
    .describe("ids, or all for every one (default: those that the inventory's GPUs can run)"),
  modelUri: text.optional().describe("for model-free images: hf://org/model and the like"),
  size: bytes
    .optional()
    .describe("what will be downloaded, where that is known: it must fit before anything begins"),
});

const registry = z.strictObject({
  host: text.describe("with its port: registry.local:5000"),
  tlsVerify: z
    .boolean()
    .optional()
    .describe("false for plain HTTP and for certificates that nobody vouches for"),
  caFile: text.optional().describe("PEM file with the registry's own certificate authority"),
  authFile: text.optional().describe("file with logins, as `podman login --authfile` writes it"),
  user: text.optional().describe("user, where there is no authFile ($oauthtoken for nvcr.io)"),
  passwordEnv: variable
    .optional()
    .describe("environment variable with the password (NGC_API_KEY for nvcr.io)"),
});

const id = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);

const job = z
  .strictObject({
    namespace: text,
    context: text.optional().describe("context of the kubeconfig (default: its current one)"),
    claim: text.optional().describe("persistent volume claim that the cache is written to"),
    path: text.optional().describe("folder of the volume (default: the cache's name)"),
    pullSecrets: z.array(text).optional().describe("secrets to pull the image with"),
    authSecret: text.optional().describe("secret with the key NGC_API_KEY"),
    uid: id.default(26),
    gid: id.default(26),
    fsGroup: id.default(26),
    gpus: z.int().min(0).max(64).default(0).describe("GPUs that the pod asks for"),
    nodeSelector: z.record(text, z.string()).optional(),
    tolerations: z
      .array(
        z.strictObject({
          key: text.optional(),
          operator: z.enum(["Exists", "Equal"]).optional(),
          value: z.string().optional(),
          effect: z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]).optional(),
        }),
      )
      .optional()
      .describe("as in a pod (default: nvidia.com/gpu with Exists)"),
  })
  .describe("where `with` is job: a Job onto a volume");

const download = z.strictObject({
  with: z
    .enum(["podman", "docker", "job"])
    .optional()
    .describe("what runs the images (default: podman, else docker)"),
  gpus: text
    .optional()
    .describe("all, or device=0: for hosts with the NVIDIA runtime, whose own answer is then compared"),
  user: z
    .strictObject({ uid: id, gid: id })
    .optional()
    .describe("of the container (default: those of this process)"),
  job: job.optional(),
  variables: z.array(variable).optional().describe("environment variables that the container gets"),
  timeout: duration.optional().describe("for one image, such as 4h (default: 12h)"),
});

const upload = z.strictObject({
  to: text.describe(
    "s3://BUCKET/PREFIX/, gs://BUCKET/PREFIX/, https://ACCOUNT.blob.core.windows.net/CONTAINER/PREFIX/, webhdfs://HOST:PORT/PATH/, https://HOST/PATH/ (PUT), or a folder; each cache goes below it by its name",
  ),
  layout: z.enum(layouts).default("tree").describe("what the reader expects: docs/airgap.md"),
  links: z
    .enum(["dup", "flatten"])
    .optional()
    .describe(
      "of layout tree: what a link leads to is stored under its own name too, or only under the link's (default: dup)",
    ),
  endpoint: text.optional().describe("server in place of the vendor's: https://minio.example:9000"),
  region: text.optional(),
  awsProfile: text.optional().describe("profile of ~/.aws/config and credentials"),
  pathStyle: z
    .boolean()
    .optional()
    .describe("https://server/bucket/key in place of https://bucket.server/key"),
  caFile: text.optional().describe("PEM file with the certificate authority of the server"),
  namenode: text.optional().describe("for hdfs://: the web address of the name node or HttpFS"),
  hdfsUser: text.optional(),
  parallel: z.int().min(1).max(64).optional(),
});

const service = z.strictObject({
  cache: text.describe("name of the image of this file that it serves"),
  url: text.optional().describe("http://HOST:PORT, where it can be reached from here"),
  name: text.optional().describe("of the Service in verify.namespace, reached through the API server"),
  port: z.int().min(1).max(65535).default(8000).describe("of the Service"),
  smoke: z.enum(smokes).optional().describe("what is asked (default: by the model's name)"),
  inputType: text.optional().describe("of embeddings, where the model wants one: query or passage"),
  model: text.optional().describe("name of the model (default: the first of /v1/models)"),
});

const verify = z.strictObject({
  full: z.boolean().optional().describe("SHA-256 of every file on disk, not only sizes and links"),
  deep: z.boolean().optional().describe("reads every object of the store back"),
  context: text.optional().describe("context of the kubeconfig, for live checks"),
  namespace: text.optional().describe("of the NIMCaches, NIMServices and Services; live checks need it"),
  caFile: text.optional().describe("PEM file with the certificate authority of the services"),
  services: z.array(service).optional(),
});

const publish = z.strictObject({
  server: text.describe("address of the portal: https://hm.example.com"),
  accessKeyEnv: variable
    .optional()
    .describe("environment variable with the access key (default: EDB_ACCESS_KEY)"),
  accessKeyFile: text.optional().describe("file that holds the access key and nothing else"),
  caFile: text.optional().describe("PEM file with the certificate authority of the portal"),
  tlsVerify: z.boolean().default(true).describe("false: whoever answers is believed"),
  models: z
    .array(
      z.strictObject({
        model: text.describe("id or name of the model in the catalogue"),
        cache: text.describe("name of the image of this file"),
      }),
    )
    .optional()
    .describe("default: models whose image is one of this file's"),
});

/** The air-gap file, `airgap.yaml`. Paths in it count from its folder. */
export const airgapFile = z.strictObject({
  version: z.literal(1, { error: "the file has to say `version: 1`" }),
  workFolder: text.default("airgap-work").describe("caches, state and journals are kept here"),
  inventory: text
    .optional()
    .describe("GPUInventory of the cluster that will serve: only what its GPUs can run is downloaded"),
  operatorVersion: z.enum(selectorVersions).optional().describe("NIM Operator whose selection is followed"),
  manifests: z
    .array(text)
    .optional()
    .describe(
      "files or folders with NIMCaches and NIMServices: their images too, with the profiles that they select",
    ),
  images: z.array(imageEntry).default([]),
  registries: z
    .array(registry)
    .default([])
    .describe("how registries are spoken to; others with the tools' own logins, over TLS"),
  mirror: z
    .strictObject({
      to: text.optional().describe("registry.local:5000, or with a path: registry.local:5000/nim"),
      carrier: text.optional().describe("in place of `to`: a folder to carry by hand, which is filled"),
      from: text
        .optional()
        .describe("a carrier that was brought here: images come from it, not from registries"),
      mapping: text
        .optional()
        .describe("file that tells where each image is now (default: mapping.json in workFolder)"),
      rewriteTo: text.optional().describe("folder for copies of `manifests` that name the private registry"),
      timeout: duration.optional().describe("for one image (default: 6h)"),
    })
    .optional(),
  download: download.optional(),
  upload: upload.optional(),
  verify: verify.optional(),
  publish: publish.optional(),
});

export type AirgapFile = z.output<typeof airgapFile>;
export type AirgapImage = AirgapFile["images"][number];
