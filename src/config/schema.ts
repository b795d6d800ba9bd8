import * as z from "zod";
import { severities } from "../lint/finding.ts";
import { operatorVersions, parseOperatorVersion } from "../nim/version.ts";
import { defaults } from "./defaults.ts";

const globs = z.array(z.string().min(1));

const operatorVersion = z
  .string()
  .transform((text, context) => {
    const version = parseOperatorVersion(text);
    if (version) return version;
    context.addIssue({ code: "custom", message: `must be one of ${operatorVersions.join(", ")}, quoted` });
    return z.NEVER;
  })
  .describe(`version of the NIM Operator: ${operatorVersions.join(", ")}`);

const kubernetesVersion = z
  .string()
  .regex(/^v?\d+\.\d+/, 'must be a version such as "1.34", quoted')
  .describe("version of the Kubernetes API server, such as 1.34; rules that depend on it are silent without");

const bytes = z
  .union([z.int().positive(), z.string().regex(/^\d+(Ki|Mi|Gi)?$/, "must be bytes, or a size such as 1Mi")])
  .transform((size) => (typeof size === "number" ? size : sizeOf(size)));

/** A plain `off` is the boolean false in the YAML that kubectl reads, and in ours. */
const ruleSeverity = z.union([
  z.enum([...severities, "off"]),
  z.literal(false).transform(() => "off" as const),
]);

const cluster = z.strictObject({
  name: z.string().min(1).describe("how reports and --cluster call it"),
  paths: globs.min(1).describe("files, directories or globs that go to it, relative to this file"),
  inventory: z.string().min(1).optional().describe("path of its GPUInventory, relative to this file"),
  operatorVersion: operatorVersion.optional(),
  kubernetesVersion: kubernetesVersion.optional(),
  namespace: z.string().min(1).default(defaults.namespace).describe("for manifests that name none"),
});

/** `nimops.yaml`. Command-line flags win over it. */
export const configSchema = z.strictObject({
  operatorVersion: operatorVersion.optional(),
  kubernetesVersion: kubernetesVersion.optional(),
  namespace: z
    .string()
    .min(1)
    .default(defaults.namespace)
    .describe("for manifests that name none, where no cluster is declared"),
  clusters: z.array(cluster).default(defaults.clusters).describe("the clusters that this repository feeds"),
  exclude: globs.default(defaults.exclude).describe("files, directories or globs that are never read"),
  failOn: z
    .enum([...severities, "never"])
    .optional()
    .describe("the mildest severity that makes the exit code 1"),
  presets: z
    .array(z.enum(["production"]))
    .default(defaults.presets)
    .describe("sets of stricter rules"),
  rules: z.record(z.string(), ruleSeverity).default(defaults.rules).describe("severity per rule"),
  images: z
    .strictObject({ allow: globs.optional().describe("image repositories that may be used, as globs") })
    .default(defaults.images),
  airGapped: z.boolean().default(defaults.airGapped).describe("the clusters have no way to the Internet"),
  kserve: z
    .strictObject({
      installed: z.boolean().default(defaults.kserve.installed),
      deploymentMode: z
        .enum(["Standard", "Knative", "ModelMesh", "RawDeployment", "Serverless"])
        .default(defaults.kserve.deploymentMode),
    })
    .default(defaults.kserve)
    .describe("what the operator's webhook finds of KServe in the cluster"),
  limits: z
    .strictObject({
      fileSize: bytes.default(defaults.limits.fileSize).describe("files over this size are not read"),
    })
    .default(defaults.limits),
});

export type Config = z.output<typeof configSchema>;

function sizeOf(text: string): number {
  const units = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 } as const;
  const unit = text.slice(-2);
  return unit === "Ki" || unit === "Mi" || unit === "Gi"
    ? Number(text.slice(0, -2)) * units[unit]
    : Number(text);
}
