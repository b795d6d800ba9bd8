import { isExtendedResource } from "../../nim/gpu-resource.ts";
import { parseQuantity } from "../../nim/quantity.ts";
import type { Path } from "../../nim/value.ts";
import type { Amounts } from "../inventory.ts";
import type { Tell } from "../problem.ts";

/** Amounts that no node can have: below zero, or parts of what is counted whole. */
export function amountContradictions(amounts: Amounts, path: Path, tell: Tell): void {
  for (const [name, amount] of Object.entries(amounts)) {
    const quantity = parseQuantity(amount);
    const isWhole = isExtendedResource(name) || name === "pods";
    if (!quantity)
      tell([...path, name], `${amount} is no amount`, "write a number with a unit, such as 500m or 80Gi");
    else if (quantity.nano < 0n) tell([...path, name], `${amount} is less than nothing`, "write 0 or more");
    else if (isWhole && quantity.nano % 1_000_000_000n !== 0n)
      tell([...path, name], `${amount} ${name}: they are counted whole`, "write a whole number");
  }
}
