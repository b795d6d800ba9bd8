/** Something that the configuration asks to be rendered before it is judged. */
export type RenderTarget = KustomizeTarget | HelmTarget;

export interface KustomizeTarget {
  readonly tool: "kustomize";
  /** A directory with a kustomization file, from the root of the configuration. */
  readonly path: string;
  /** The declared cluster that it goes to; undefined: every one whose paths cover the directory. */
  readonly cluster: string | undefined;
}

export interface HelmTarget {
  readonly tool: "helm";
  /** A directory with a Chart.yaml, from the root of the configuration. */
  readonly path: string;
  readonly cluster: string | undefined;
  readonly release: string;
  readonly namespace: string | undefined;
  /** Files, from the root of the configuration; later ones win. */
  readonly values: readonly string[];
  /** Single values by their dotted path; they win over the files. */
  readonly set: Readonly<Record<string, string | number | boolean>>;
  /** API versions that the chart may ask for, such as `monitoring.coreos.com/v1`. */
  readonly apiVersions: readonly string[];
  /** The chart is rendered for this version of Kubernetes. */
  readonly kubeVersion: string | undefined;
}

/** What Helm takes for the name of a release (pkg/chartutil/validate_name.go). */
export const releaseName = /^(?=.{1,53}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
