/** The custom resource of the reconciler. */
export const repositoryKind = {
  group: "nimops.dev",
  version: "v1alpha1",
  apiVersion: "nimops.dev/v1alpha1",
  kind: "NIMRepository",
  plural: "nimrepositories",
  singular: "nimrepository",
  shortName: "nimrepo",
} as const;
