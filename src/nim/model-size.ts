/** Billions of parameters of the models whose names do not say it. Source: the models' own cards. */
const knownModels: readonly (readonly [name: RegExp, billions: number])[] = [
  [/deepseek-(r1|v3)(?!.*distill)/, 671],
  [/nv-embedqa-e5-v5/, 0.335],
  [/mixtral-8x7b/, 46.7],
  [/mixtral-8x22b/, 141],
];

/**
 * Billions of parameters that a model's name tells: `llama-3.1-8b-instruct` 8, `nemotron-3-ultra-550b-a55b` 550 (all of
 * them, not the active ones), `parakeet-1-1b` 1.1, `mixtral-8x22b` 141. Undefined where the name does not tell; `h100`,
 * `fp8`, `v2b`, dates and versions are not taken for sizes.
 *
 * An image's registry and tag are to be left out by the caller.
 */
export function billionsOfParameters(name: string): number | undefined {
  if (name.length > 300) return undefined;
  if (!sizes.has(name)) {
    if (sizes.size > 1000) sizes.clear();
    sizes.set(name, readSize(name));
  }
  return sizes.get(name);
}

/** Several rules ask about each image, and a repository has few of them. */
const sizes = new Map<string, number | undefined>();

function readSize(name: string): number | undefined {
  const text = name.toLowerCase();
  for (const [pattern, billions] of knownModels) if (pattern.test(text)) return billions;
  const last = text.slice(text.lastIndexOf("/") + 1);
  let largest: number | undefined;
  for (const match of last.matchAll(size)) {
    const [, family = "", experts, digits = "", unit = ""] = match;
    const each = Number(digits.replace(/[-p]/, ".")) * (units[unit] ?? 0);
    const billions = experts === undefined ? each : Number(experts) * each;
    // `llama3-8b` is a family and its version; a bare letter or an `fp` before the number is none.
    if (/^(fp|bf|int|v|a|e|h|l|gb|b)$/.test(family) || billions <= 0 || billions > 5000) continue;
    largest = Math.max(largest ?? 0, billions);
  }
  return largest;
}

const units: Readonly<Record<string, number>> = { m: 0.001, b: 1, t: 1000 };

/** A number and its unit as a part of a name; `1-1b` is 1.1, as image names have no points. */
const size =
  /(?<![a-z0-9.])([a-z]*)(?:(\d{1,3})x)?(\d{1,4}(?:\.\d{1,3})?|(?<![\d.]-)1-\d)([mbt])(?![a-z0-9])/g;

/** Models whose published weights are FP8; those of others have 16 bits. Source: the models' own cards. */
const publishedInFp8 = /deepseek-(r1|v3)(?!.*distill)/;

/** Bytes of one parameter in the weights as they were published, which a profile without another precision holds. */
export function publishedBytesPerParameter(name: string): number | undefined {
  return publishedInFp8.test(name.toLowerCase()) ? 1 : undefined;
}

/**
 * Bytes that a volume should have for files of that many: a fifth more, for what is written while they are downloaded, and
 * scratch for locks, manifests and tokenizers (our allowance). Source: sizes observed of NIM caches; NIMCache page of the
 * operator's documentation.
 */
export function volumeBytes(files: number): number {
  return Math.ceil(files * 1.2) + 2 ** 30;
}

/** Bytes of one parameter; the four-bit formats carry scales. */
export const bytesPerParameter: Readonly<Record<string, number>> = {
  fp32: 4,
  bf16: 2,
  fp16: 2,
  fp8: 1,
  int8: 1,
  nvfp4: 0.56,
  mxfp4: 0.56,
  fp4: 0.56,
  int4: 0.56,
};
