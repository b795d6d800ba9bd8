import { fp4Support, fp8Support, type GpuProduct } from "../../gpu/products.ts";
import { bytesPerParameter, publishedBytesPerParameter } from "../../nim/model-size.ts";

/** A model as far as its name and its precision tell how much memory it takes. */
export interface EstimatedModel {
  readonly name: string;
  readonly billions: number;
  readonly precision?: string | undefined;
}

/** Decimal GB that each of so many GPUs needs at least: its part of the weights, and what an engine takes beside. */
export function estimatedMemoryGB(model: EstimatedModel, gpus: number, bytes = bytesOf(model)): number {
  const engine = gpus > 1 ? engineGB + collectivesGB : engineGB;
  return (model.billions * bytes) / gpus + engine;
}

/** The same with the smallest weights that the GPU computes with, where it is not known which ones the image has. */
export function leastMemoryGB(model: EstimatedModel, gpus: number, product: GpuProduct | undefined): number {
  const isKnown = precisionBytes(model) !== undefined || publishedBytesPerParameter(model.name) !== undefined;
  return estimatedMemoryGB(model, gpus, isKnown ? bytesOf(model) : smallestBytes(product));
}

/** Bytes of one parameter; 16 bits where nothing tells. */
export function bytesOf(model: EstimatedModel): number {
  return precisionBytes(model) ?? publishedBytesPerParameter(model.name) ?? 2;
}

function precisionBytes({ precision = "" }: EstimatedModel): number | undefined {
  const name = precision.toLowerCase();
  return Object.hasOwn(bytesPerParameter, name) ? bytesPerParameter[name] : undefined;
}

function smallestBytes(product: GpuProduct | undefined): number {
  if (!product) return bytesPerParameter.nvfp4 ?? 1;
  if (fp4Support(product) !== "none") return bytesPerParameter.nvfp4 ?? 1;
  return fp8Support(product) === "none" ? 2 : 1;
}

/** 3.5 GiB, and 392 MiB for collective operations. Source: ai-dynamo/aiconfigurator systems/*.yaml. */
const engineGB = 3.76;
const collectivesGB = 0.41;
