import { sourceRule } from "../rule.ts";

export const renderFailed = sourceRule({
  id: "render-failed",
  title: "a kustomization or a chart cannot be rendered",
  reads: "render-failed",
  severity: "error",
  enforcedBy: "parser",
  why: `The configuration asks for this folder to be rendered, and that failed, so what it makes **has not been
checked**. The message says what Kustomize or Helm said.

Some things nimops refuses before it runs anything, because what a pull request says must not run programs or
reach the network: remote bases and files, generators and transformers that are programs or containers,
\`helmCharts\` in a kustomization, and paths and links that lead out of the repository. Charts that a chart
depends on must be there: run \`helm dependency build\` first.`,
  source:
    "Kustomize api/internal/git/repospec.go, api/internal/loader/fileloader.go; Helm, chart dependencies",
  examples: {
    path: "kustomization.yaml",
    shownBy: "rendering",
    bad: `
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - https://github.com/example/fleet//base?ref=v1
`,
    good: `
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - cache.yaml
`,
  },
});
