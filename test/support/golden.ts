import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { NimKind } from "../../src/nim/schema/kinds.ts";
import type { ValueMap } from "../../src/nim/value.ts";

/** Where the recorded answers of a real API server and a real admission webhook lie. */
export const goldenDirectory = resolve(
  import.meta.dirname,
  "../..",
  process.env.NIMOPS_GOLDEN ?? "../shared/golden",
);

export const haveGolden = existsSync(join(goldenDirectory, "admission.jsonl"));

/** Said where tests are skipped; where CI is set they fail instead. */
export const noGolden = `no admission.jsonl in ${goldenDirectory}: set NIMOPS_GOLDEN to the folder with the recorded answers`;

export interface AdmissionCase {
  id: string;
  kind: NimKind;
  operation: "create" | "update";
  object: ValueMap;
  from?: ValueMap;
  apiserver: { accepted: boolean; code?: number; causes: Cause[]; warnings: string[] };
  webhook: { accepted: boolean; message?: string; warnings: string[] } | null;
}

export interface Cause {
  field: string;
  reason: string;
  message: string;
}

export function admissionCases(): AdmissionCase[] {
  const lines = readFileSync(join(goldenDirectory, "admission.jsonl"), "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line, keepBigIntegers));
}

/** JSON.parse rounds integers beyond 2^53; their source text does not. */
export function keepBigIntegers(_key: string, value: unknown, context?: { source: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value) || context === undefined) return value;
  return /^-?[0-9]+$/.test(context.source) ? BigInt(context.source) : value;
}
