import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
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

/**
 * Tests over the lines of one file of recorded answers. Where the file is missing they are skipped, or fail if CI is set;
 * `body` is called with no cases then. With fewer than `least` the file was cut short.
 */
export function describeRecorded<T>(
  title: string,
  { file, least }: { readonly file: string; readonly least: number },
  body: (cases: readonly T[]) => void,
): void {
  const path = join(goldenDirectory, file);
  const isThere = existsSync(path);
  const missing = `no ${file} in ${goldenDirectory}: set NIMOPS_GOLDEN to the folder with the recorded answers`;
  const cases: T[] = isThere ? linesOf(path).map((line) => JSON.parse(line, keepBigIntegers)) : [];

  test(`${title}: at least ${least} cases of ${file} are there`, ({ skip }) => {
    if (!isThere && process.env.CI) expect.fail(missing);
    skip(!isThere, missing);
    expect(cases.length).toBeGreaterThanOrEqual(least);
  });

  describe.skipIf(!isThere)(title, () => body(cases));
}

function linesOf(path: string): string[] {
  return readFileSync(path, "utf8").trimEnd().split("\n");
}

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
  return linesOf(join(goldenDirectory, "admission.jsonl")).map((line) => JSON.parse(line, keepBigIntegers));
}

/** JSON.parse rounds integers beyond 2^53; their source text does not. */
export function keepBigIntegers(_key: string, value: unknown, context?: { source: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value) || context === undefined) return value;
  return /^-?[0-9]+$/.test(context.source) ? BigInt(context.source) : value;
}
