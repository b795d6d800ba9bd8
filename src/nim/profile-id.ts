/** The word that stands for every profile of an image, in a NIMCache only. Source: k8s-nim-operator nimcache_controller.go. */
export const everyProfile = "all";

/** Profile ids of model manifests are SHA-256 sums. Source: model manifests of NIM images; k8s-nim-operator issue 407. */
export function isProfileId(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}
