import { createCipheriv, createHash } from "node:crypto";
import { blake3 } from "hash-wasm";

/** A file that the stand-in "downloads" for a profile. */
export interface StandInFile {
  readonly path: string;
  readonly bytes: Buffer;
}

export interface StandInProfile {
  readonly id: string;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The version of the model, with what a mirror key must encode. */
  readonly version: string;
  readonly files: readonly StandInFile[];
}

export const standInModel = { org: "nim", team: "meta", name: "stand-in" } as const;

const id = (text: string) => createHash("sha256").update(text).digest("hex");

/** Bytes that look like nothing, always the same. */
function noise(seed: string, size: number): Buffer {
  const key = createHash("sha256").update(seed).digest().subarray(0, 16);
  return createCipheriv("aes-128-ctr", key, Buffer.alloc(16)).update(Buffer.alloc(size));
}

/** A safetensors file: eight bytes with the length of a JSON header, the header, the weights. */
function safetensors(seed: string, size: number): Buffer {
  const header = Buffer.from(
    JSON.stringify({ weight: { dtype: "U8", shape: [size], data_offsets: [0, size] } }),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, noise(seed, size)]);
}

async function files(seed: string, weights: number): Promise<StandInFile[]> {
  const plain: StandInFile[] = [
    { path: "config.json", bytes: Buffer.from(`{"architectures": ["StandIn"], "seed": "${seed}"}\n`) },
    { path: "model-00001-of-00002.safetensors", bytes: safetensors(`${seed} 1`, weights) },
    { path: "model-00002-of-00002.safetensors", bytes: safetensors(`${seed} 2`, weights) },
    { path: "tokenizer/added.json", bytes: Buffer.alloc(0) },
  ];
  const sums = await Promise.all(plain.map(async ({ path, bytes }) => `${await blake3(bytes)}  ${path}\n`));
  return [...plain, { path: "checksums.blake3", bytes: Buffer.from(sums.join("")) }];
}

/** One for any GPU, one for H100 alone, one for A100 alone, one of the first with LoRA. */
export async function standInProfiles(weights: number): Promise<StandInProfile[]> {
  return [
    {
      id: id("any"),
      name: "vllm-bf16-tp1-pp1",
      tags: {
        llm_engine: "vllm",
        precision: "bf16",
        tp: "1",
        pp: "1",
        feat_lora: "false",
        min_vram_per_device_gb: "20",
      },
      version: "hf-e9f8eff-nim1.5+",
      files: await files("any", weights),
    },
    {
      id: id("h100"),
      name: "tensorrt_llm-h100-fp8-tp1-throughput",
      tags: {
        llm_engine: "tensorrt_llm",
        precision: "fp8",
        tp: "1",
        pp: "1",
        gpu: "H100",
        gpu_device: "2330:10de",
        profile: "throughput",
        feat_lora: "false",
      },
      version: "h100x1-trt-fp8",
      files: await files("h100", 2 * weights),
    },
    {
      id: id("a100"),
      name: "tensorrt_llm-a100-bf16-tp2-latency",
      tags: {
        llm_engine: "tensorrt_llm",
        precision: "bf16",
        tp: "2",
        pp: "1",
        gpu: "A100",
        gpu_device: "20b2:10de",
        profile: "latency",
        feat_lora: "false",
      },
      version: "a100x2-trt-bf16",
      files: await files("a100", weights),
    },
  ];
}

/** In the form v2, as newer images have it. */
export function modelManifest(profiles: readonly StandInProfile[]): string {
  const { org, team, name } = standInModel;
  return [
    'schema_version: "2.0"',
    "profile_selection_criteria: compatible",
    "profiles:",
    ...profiles.flatMap(({ id, tags, version, files }) => [
      `  - id: ${id}`,
      "    tags:",
      ...Object.entries(tags).map(([key, value]) => `      ${key}: "${value}"`),
      "    workspace:",
      "      files:",
      ...files.flatMap(({ path }) => [
        `        ${path}:`,
        `          uri: ngc://${org}/${team}/${name}:${version}?file=${path}`,
      ]),
    ]),
    "",
  ].join("\n");
}
