import { isExtendedResource } from "../gpu-resource.ts";
import type { Path, Value } from "../value.ts";
import type { Leaf } from "./kit.ts";

/** What to say of a value of the wrong type whose quotes, added or removed, would only lead to the next mistake. */
export interface Intention {
  readonly help: string;
  /** What surely, or probably, was meant. */
  readonly value?: string | number;
  readonly isSure?: boolean;
}

export function intended(leaf: Leaf, value: Value, path: Path): Intention | undefined {
  const name = path.at(-1);
  if (typeof name !== "string") return undefined;
  if (typeof value === "string") return ofText(leaf, value, name);
  if (typeof value !== "number") return undefined;
  const inSeconds = `${value}s`;
  if (leaf.is === "text" && leaf.pattern?.test(inSeconds) && !leaf.pattern.test(String(value))) {
    return { help: `write ${name}: ${inSeconds}`, value: inSeconds, isSure: true };
  }
  if (leaf.is === "text" && name === "size" && value > 0 && value < oneMiB) {
    return { help: `write it with its unit, such as ${name}: ${value}Gi`, value: `${value}Gi` };
  }
  if (leaf.is === "quantity" && isExtendedResource(name) && !Number.isInteger(value)) {
    return { help: `devices are counted whole: write ${name}: ${Math.max(1, Math.ceil(value))}` };
  }
  return undefined;
}

const oneMiB = 2 ** 20;

function ofText(leaf: Leaf, text: string, name: string): Intention | undefined {
  if (/\$\{|\$\(|\{\{/.test(text)) {
    return { help: "this is a variable of a template: render the file, then lint and apply the result" };
  }
  const [, number, unit] = /^([0-9]{1,9})\s*(s|m|h)$/.exec(text) ?? [];
  const seconds = unit === undefined ? undefined : secondsIn[unit];
  if (leaf.is !== "integer" || seconds === undefined || !/(seconds|timeout)$/i.test(name)) return undefined;
  const value = Number(number) * seconds;
  return { help: `write ${name}: ${value}, a number of seconds`, value, isSure: true };
}

const secondsIn: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };
