import * as z from "zod";
import { severities } from "../lint/finding.ts";
import { releaseName } from "../manifest/render/target.ts";
import { nimKinds } from "../nim/schema/kinds.ts";
import { operatorVersions, parseOperatorVersion } from "../nim/version.ts";
import { parseBandwidth } from "../plan/caches/bandwidth.ts";
import { planPolicy } from "../plan/policy.ts";
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

const helmOnly = ["release", "namespace", "values", "set", "apiVersions", "kubeVersion"] as const;
const text = z.string().min(1);

const rendering = z
  .strictObject({
    kustomize: text.optional().describe("folder of a kustomization, relative to this file"),
    helm: text.optional().describe("folder of a chart, relative to this file"),
    release: z
      .string()
      .regex(releaseName, "must be a name that Helm takes, such as llama-prod")
      .optional()
      .describe("name of the release (default: that of the chart's folder)"),
    namespace: text.optional().describe("namespace of the release (default: the cluster's)"),
    values: z.array(text).optional().describe("values files, relative to this file; later ones win"),
    set: z
      .record(text, z.union([z.string(), z.number(), z.boolean()]))
      .optional()
      .describe("single values by their dotted path; they win over the files"),
    apiVersions: z.array(text).optional().describe("API versions that the cluster has, for the chart to ask"),
    kubeVersion: kubernetesVersion.optional().describe("for the chart to ask (default: kubernetesVersion)"),
  })
  .superRefine((entry, context) => {
    const issue = (message: string, at: string[] = []) =>
      context.addIssue({ code: "custom", message, path: at });
    if ((entry.kustomize === undefined) === (entry.helm === undefined))
      issue("must have either kustomize, the folder of a kustomization, or helm, the folder of a chart");
    const extra = helmOnly.find((key) => entry[key] !== undefined);
    if (entry.helm === undefined && extra !== undefined) issue("goes with helm, not with kustomize", [extra]);
  });

const render = z.array(rendering).default(defaults.render);

const cluster = z.strictObject({
  name: z.string().min(1).describe("how reports and --cluster call it"),
  paths: globs.min(1).describe("files, directories or globs that go to it, relative to this file"),
  inventory: z.string().min(1).optional().describe("path of its GPUInventory, relative to this file"),
  operatorVersion: operatorVersion.optional(),
  kubernetesVersion: kubernetesVersion.optional(),
  namespace: z.string().min(1).default(defaults.namespace).describe("for manifests that name none"),
  render: render.describe("kustomizations and charts that are rendered for this cluster"),
});

const override = z
  .strictObject({
    rule: z.string().min(1).optional().describe("the rule that it is about; or several, as `rules`"),
    rules: z.array(z.string().min(1)).min(1).optional(),
    paths: globs.min(1).optional().describe("only in these files, directories or globs"),
    kinds: z.array(z.enum(nimKinds)).min(1).optional().describe("only on resources of these kinds"),
    objects: z
      .array(z.string().regex(/^[^/]+\/[^/]+$/, "must be namespace/name, such as models/chat-*"))
      .min(1)
      .optional()
      .describe("only on these resources: globs of namespace/name"),
    severity: ruleSeverity.describe("what its findings count as there; off: they are not reported"),
    reason: z
      .string("must say why")
      .regex(/\S/, "must say why")
      .describe("why, for whoever reads this in a year"),
  })
  .refine(({ rule, rules }) => (rule === undefined) !== (rules === undefined), "needs either rule or rules");

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
  render: render.describe("kustomizations and charts whose output is judged in place of their files"),
  failOn: z
    .enum([...severities, "never"])
    .optional()
    .describe("the mildest severity that makes the exit code 1"),
  presets: z
    .array(z.enum(["production"]))
    .default(defaults.presets)
    .describe("sets of stricter rules"),
  rules: z.record(z.string(), ruleSeverity).default(defaults.rules).describe("severity per rule"),
  overrides: z
    .array(override)
    .default(defaults.overrides)
    .describe("other severities for some findings; of several that match, the last counts"),
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
  plan: z
    .strictObject({
      failOn: planPolicy.shape.failOn.describe(
        "the levels at which pods without a place make the exit code 1",
      ),
      require: planPolicy.shape.require.describe("the worst verdict that is good enough"),
      bandwidth: z
        .string()
        .transform((text, context) => {
          try {
            return parseBandwidth(text, "plan.bandwidth");
          } catch {
            context.addIssue({ code: "custom", message: "must be a rate such as 10Gbit or 500MiB/s" });
            return z.NEVER;
          }
        })
        .optional()
        .describe("of downloads, a second: bits as 1Gbit, bytes as 500MB or 500MiB"),
    })
    .default(defaults.plan)
    .describe(
      "what `nimops plan` and `nimops check` fail on; where it is not said, the policy of the inventory",
    ),
  limits: z
    .strictObject({
      fileSize: bytes.default(defaults.limits.fileSize).describe("files over this size are not read"),
      rendered: bytes
        .default(defaults.limits.rendered)
        .describe("a kustomization or a chart that renders to more is not judged"),
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
