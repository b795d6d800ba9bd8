import { describe, expect, test } from "vitest";
import type { ListSection } from "../../../../src/nim/profile/list-output.ts";
import { profilesIn } from "../../../../src/prewarm/airgap/profiles/profiles-in.ts";
import type { GpuPool, ImageQuestion } from "../../../../src/prewarm/airgap/profiles/request.ts";
import { select } from "../../../../src/prewarm/airgap/profiles/select.ts";

const id = (letter: string) => letter.repeat(64);
const any = id("a");
const h100 = id("b");
const a100 = id("c");
const lora = id("d");
const manifest = `schema_version: "2.0"
profiles:
  - id: ${any}
    tags: {llm_engine: vllm, precision: bf16, tp: "1", pp: "1", feat_lora: "false", min_vram_per_device_gb: "20", profile_name: any-name}
  - id: ${h100}
    tags: {llm_engine: tensorrt_llm, precision: fp8, tp: "1", pp: "1", gpu: H100, gpu_device: "2330:10de", feat_lora: "false"}
  - id: ${a100}
    tags: {llm_engine: tensorrt_llm, precision: bf16, tp: "2", pp: "1", gpu: A100, gpu_device: "20b2:10de", feat_lora: "false"}
  - id: ${lora}
    tags: {llm_engine: vllm, precision: bf16, tp: "1", pp: "1", feat_lora: "true", min_vram_per_device_gb: "20"}
`;
const poolOf = (product: string): GpuPool => ({ name: product, product, gpusPerNode: 8 });
const h100s = poolOf("NVIDIA-H100-80GB-HBM3");
const a100s = poolOf("NVIDIA-A100-SXM4-80GB");

function selectedBy(
  question: Partial<ImageQuestion>,
  pools: readonly GpuPool[] = [h100s],
  host: Readonly<Record<string, ListSection>> = {},
) {
  const listed = {
    profiles: Object.entries(host).map(([id, section]) => ({ id, section })),
    unknownSections: [],
    unreadable: 0,
  };
  const known = profilesIn(manifest, undefined, Object.keys(host).length > 0 ? listed : undefined);
  const { profiles, warnings } = select({ image: "nvcr.io/nim/x:1", ...question }, known, {
    pools,
    operatorVersion: "3.1.2",
  });
  return { ids: profiles.filter(({ selected }) => selected).map(({ id }) => id), warnings, profiles };
}

describe("by the inventory", () => {
  test("only what some pool can run is selected; LoRA only where it is asked for", () => {
    expect(selectedBy({}).ids).toEqual([any, h100]);
    expect(selectedBy({}, [h100s, a100s]).ids).toEqual([any, h100, a100]);
    expect(selectedBy({ filter: { lora: true } }).ids).toEqual([lora]);
    expect(selectedBy({}).profiles.map(({ why }) => why)).toEqual([
      `runs on ${h100s.name}`,
      `runs on ${h100s.name}`,
      expect.stringContaining("runs on no pool"),
      expect.stringContaining("LoRA"),
    ]);
  });

  test("what the operator would not select is left out", () => {
    expect(selectedBy({ filter: { engine: "tensorrt_llm" } }).ids).toEqual([h100]);
  });

  test("without an inventory and without names nothing is guessed", () => {
    expect(() => selectedBy({}, [])).toThrow(/is not known/);
  });

  test("where nothing runs it says why", () => {
    expect(() => selectedBy({ filter: { engine: "tensorrt_llm" } }, [poolOf("NVIDIA-L4")])).toThrow(
      expect.objectContaining({ code: "profile/mismatch", message: expect.stringContaining("NVIDIA-L4") }),
    );
  });

  test("where nothing is sure, what may run is taken, and told", () => {
    const { ids, warnings } = selectedBy({}, [poolOf("NVIDIA-Unheard-Of")]);
    expect(ids).toEqual([any, h100, a100]);
    expect(warnings).toEqual([expect.stringContaining("is not known; 3 are taken")]);
  });
});

describe("by name", () => {
  test("ids and names are taken as they are, with a warning for what runs nowhere", () => {
    expect(selectedBy({ profiles: [a100] })).toMatchObject({
      ids: [a100],
      warnings: [expect.stringContaining("runs on no pool")],
    });
    expect(selectedBy({ profiles: ["any-name"] }, [])).toMatchObject({ ids: [any], warnings: [] });
    expect(selectedBy({ profiles: ["all"] }, []).ids).toEqual([any, h100, a100, lora]);
  });

  test("a name that no profile has is told, with the nearest", () => {
    expect(() => selectedBy({ profiles: ["any-nome"] })).toThrow(
      expect.objectContaining({ code: "profile/unknown", help: "is any-name meant?" }),
    );
  });
});

describe("with what a GPU host said", () => {
  test("its yes counts, and its no where it is the only pool", () => {
    const host = { [any]: "runnable", [h100]: "incompatible", [a100]: "compatible" } as const;
    const { ids, warnings } = selectedBy({}, [h100s], host);
    expect(ids).toEqual([any, a100]);
    expect(warnings).toHaveLength(2);
    expect(selectedBy({}, [h100s, a100s], host).ids).toEqual([any, h100, a100]);
  });

  test("memory that is taken now says nothing", () => {
    expect(selectedBy({}, [h100s], { [h100]: "low-memory" })).toMatchObject({
      ids: [any, h100],
      warnings: [],
    });
  });
});
