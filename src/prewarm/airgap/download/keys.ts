import { StepError } from "../step.ts";
import type { DownloadRequest } from "./request.ts";

/** Variables that a container gets where they are set: keys, proxies, where models come from instead of NGC. */
export const usualVariables = [
  ...["NGC_API_KEY", "HF_TOKEN", "HF_ENDPOINT", "NIM_REPOSITORY_OVERRIDE"],
  ...["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"],
] as const;

/**
 * Names of the variables that the container gets, and what people should know of them.
 *
 * @throws StepError `auth/missing-key`: before anything is pulled.
 */
export function keysFor(
  { protocol, variables = usualVariables, host, image }: DownloadRequest,
  env: Readonly<Record<string, string | undefined>>,
): { variables: string[]; warnings: string[] } {
  const has = (name: string) => (env[name] ?? "") !== "";
  const passed = "engine" in host ? variables.filter(has) : [];
  const isInJob = !("engine" in host);
  if (isInJob || protocol === "hugging-face" || protocol === "model-free")
    return { variables: passed, warnings: [] };
  if (!["NGC_API_KEY", "HF_TOKEN", "NIM_REPOSITORY_OVERRIDE"].some((name) => passed.includes(name))) {
    throw new StepError("auth/missing-key", `${image} downloads with a key, and NGC_API_KEY is not set`, {
      help: "set NGC_API_KEY in the environment: a personal key, nvapi-…",
    });
  }
  const key = env.NGC_API_KEY ?? "";
  const isLegacy = passed.includes("NGC_API_KEY") && !key.startsWith("nvapi-");
  return {
    variables: passed,
    warnings: isLegacy
      ? [
          "auth/legacy-key: NGC_API_KEY is of the older form, with which some images fail without a word; a personal key begins with nvapi-",
        ]
      : [],
  };
}
