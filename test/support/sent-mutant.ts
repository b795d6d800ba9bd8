import type { NimKind } from "../../src/nim/schema/kinds.ts";
import { isMap, type Value, type ValueMap } from "../../src/nim/value.ts";
import type { OperatorVersion } from "../../src/nim/version.ts";
import { setCelFields } from "./cel-mutants.ts";
import { pruned } from "./crd-oracle.ts";
import { type Mutant, mutantOf, type Random } from "./mutants.ts";

/**
 * A mutant of a manifest as it would be sent: mostly with a mistake by the schema, or with values that only the CEL rules
 * may refuse.
 */
export function sentMutant(base: ValueMap, kind: NimKind, version: OperatorVersion, random: Random): Mutant {
  const { document, how } = mutant(base, kind, version, random);
  return { document: mapAsSent(document), how };
}

/** The JSON text of a document, with every integer to the digit. */
export function jsonText(document: ValueMap): string {
  return JSON.stringify(document, exactIntegers).replace(/"\\u0000([^"]*)"/g, "$1");
}

function mutant(base: ValueMap, kind: NimKind, version: OperatorVersion, random: Random): Mutant {
  if (random.below(3) === 0) return mutantOf(base, random);
  const document = structuredClone(base);
  const how = setCelFields(document, random);
  if (random.below(8) > 0) return { document: pruned(kind, version, document), how };
  // Fields that the version does not know, or one more mistake.
  if (random.below(2) === 0) return { document, how };
  const worse = mutantOf(document, random);
  return { document: worse.document, how: `${how}, ${worse.how}` };
}

function exactIntegers(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? `\0${value}` : value;
}

/** Go writes a float without a fraction as an integer, up to 1e21: what kubectl sends is none any more. */
function asSent(value: Value): Value {
  if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return Math.abs(value) < 1e21 ? BigInt(value) : value;
  }
  if (Array.isArray(value)) return value.map(asSent);
  return isMap(value) ? mapAsSent(value) : value;
}

function mapAsSent(map: ValueMap): ValueMap {
  const sent: ValueMap = {};
  for (const [key, value] of Object.entries(map)) {
    Object.defineProperty(sent, key, {
      value: asSent(value),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return sent;
}
