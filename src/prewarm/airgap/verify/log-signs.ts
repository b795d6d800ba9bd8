import type { FailureCode } from "../failure-codes.ts";

/**
 * Lines by which a container that has its whole cache betrays that it still downloads. The bare name of NGC's host is none of
 * them: a container tells that it is configured with it although it uses the cache.
 */
export const downloadSigns: readonly {
  readonly code: FailureCode;
  readonly pattern: RegExp;
  readonly says: string;
}[] = [
  { code: "serve/downloads", pattern: /\bDownloaded filename\b/i, says: "downloaded a file" },
  { code: "serve/downloads", pattern: /\bDownloading\b(?!.{0,80}\bskipp)/i, says: "downloads" },
  {
    code: "serve/contacts-hub",
    pattern:
      /\bhttps?:\/\/(?:api\.ngc\.nvidia\.com|authn\.nvidia\.com|huggingface\.co|xfiles\.ngc\.nvidia\.com)\/\S/i,
    says: "asks a hub",
  },
  {
    code: "serve/contacts-hub",
    pattern:
      /The requested operation requires permissions|NGC is unreachable|Cannot materialize engine offline/i,
    says: "asks a hub",
  },
];

/** By which it tells that it does not. */
export const cachedSign = /Skipping download, using cached copy/i;
