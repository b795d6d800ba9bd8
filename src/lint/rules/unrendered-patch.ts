import { sourceRule } from "../rule.ts";

export const unrenderedPatch = sourceRule({
  id: "unrendered-patch",
  title: "a file is a Kustomize patch that has not been applied",
  reads: "unrendered-patch",
  severity: "info",
  enforcedBy: "nimops",
  why: `A file that a kustomization lists under \`patches\` holds parts of a manifest. Judged alone it would
lack most of its fields, so it is not judged. What matters is the manifest after the patch: list the
kustomization's folder under \`render\` in \`nimops.yaml\`, or pipe what Kustomize makes of it:
\`kustomize build FOLDER | nimops lint -\`.`,
  source: "Kustomize, kustomization file: patches, patchesStrategicMerge, patchesJson6902",
  examples: {
    shownBy: "commands",
    bad: `
printf 'resources: [cache.yaml]\\npatches: [{path: bigger.yaml}]\\n' > kustomization.yaml
printf 'apiVersion: apps.nvidia.com/v1alpha1\\nkind: NIMCache\\nmetadata: {name: llama-8b}\\nspec:\\n  storage: {pvc: {size: 200Gi}}\\n' > bigger.yaml
`,
    good: `
printf 'resources: [cache.yaml]\\n' > kustomization.yaml
`,
  },
});
