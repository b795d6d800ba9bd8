import type { FailureCode } from "../failure-codes.ts";

export interface FailurePattern {
  readonly pattern: RegExp;
  readonly code: FailureCode;
  readonly said: string;
  readonly help: string;
  readonly retryable?: boolean;
}

/**
 * What NIMs print where they fail, the most telling first. Their exit codes say little: some exit 0 without a key.
 * Sources: NVIDIA/nim-deploy issues 24, 27, 51, 92, 178; NVIDIA/k8s-nim-operator issue 407; NVIDIA/NemoClaw issues 210,
 * 3333; video-search-and-summarization issue 1470; canonical/bundle-kubeflow issue 1077.
 */
export const failurePatterns: readonly FailurePattern[] = [
  {
    pattern: /no space left on device|ENOSPC|disk quota exceeded/i,
    code: "disk/full",
    said: "there is no space left",
    help: "free some, or name a larger folder or volume; what is whole stays, and is not downloaded again",
  },
  {
    pattern: /Unknown profiles? provided/i,
    code: "profile/unknown",
    said: "the image does not know a profile",
    help: "run `nimops airgap profiles` for this image again: it was asked for those of another version",
  },
  {
    pattern: /\b451\b|Unavailable For Legal Reasons/i,
    code: "ngc/geo-blocked",
    said: "NGC does not give this model to this region (451); that the image can be pulled says nothing",
    help: "download it from a place where it is offered; trying again does not help",
  },
  {
    pattern: /repo file list has not been validated/i,
    code: "ngc/listing-failed",
    said: "the list of the model's files could not be had",
    help: "mostly that is the key or its rights, or a cache that is named by HF_HOME instead of NIM_CACHE_PATH",
  },
  {
    pattern:
      /authn\.nvidia\.com\S*\)?.{0,200}\b40[13]\b|\b40[13]\b.{0,200}authn\.nvidia\.com|\b401\b|invalid (?:api key|token)|token (?:is )?expired/i,
    code: "auth/rejected",
    said: "the key was refused",
    help: "personal keys expire, and a legacy key dies when a new one is made: make one in NGC and set NGC_API_KEY (HF_TOKEN for Hugging Face)",
  },
  {
    pattern: /Authentication Error|NGC_API_KEY (?:is )?(?:not set|missing|required)|no api key/i,
    code: "auth/missing-key",
    said: "the container has no key, or not under the name that it looks for",
    help: "set NGC_API_KEY in the environment of nimops (of a Job: key NGC_API_KEY of the Secret)",
  },
  {
    pattern: /Permission error: The requested operation requires permissions/i,
    code: "serve/contacts-hub",
    said: "the image asks the hub for rights, whatever is cached",
    help: "this image cannot be used without a network; look for a newer one",
  },
  {
    pattern: /\b403\b|Forbidden|not entitled/i,
    code: "ngc/forbidden",
    said: "the key's owner may not have this model",
    help: "accept the model's terms in NGC with that account, or have its organisation entitled",
  },
  {
    pattern: /Permission denied|Read-only file system|is read-only, application may fail|EACCES|EROFS/i,
    code: "cache/not-writable",
    said: "the container's user may not write into the cache",
    help: "make the folder belong to the user that the container runs as",
  },
  {
    pattern:
      /error sending request for url|connection (?:refused|reset)|network is unreachable|could not resolve host|temporary failure in name resolution|dns error|timed? ?out|max retries exceeded/i,
    code: "network",
    said: "a server could not be reached",
    help: "check the network and the proxy (HTTPS_PROXY, NO_PROXY); what is whole stays, and is not downloaded again",
    retryable: true,
  },
  {
    pattern: /exec format error/i,
    code: "registry/platform-missing",
    said: "the image is made for another processor",
    help: "run it on a machine of its architecture, or as a Job",
  },
];
