/** Registries on the Internet that images of NIM and of usual sidecars come from, by host. */
export const publicRegistries: ReadonlySet<string> = new Set([
  "nvcr.io",
  "docker.io",
  "index.docker.io",
  "registry-1.docker.io",
  "ghcr.io",
  "quay.io",
  "gcr.io",
  "registry.k8s.io",
  "public.ecr.aws",
  "mcr.microsoft.com",
]);
