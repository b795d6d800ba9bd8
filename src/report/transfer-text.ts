import { dataSize } from "./plan-view/data-size.ts";
import { timeSpan } from "./plan-view/time-span.ts";
import type { Task } from "./progress.ts";
import type { Speed } from "./transfer-rate.ts";

/** What has come, how fast, and how long the rest takes; empty for what nobody knows. */
export interface TransferText {
  /** `34.2 of 120 GiB`. */
  readonly amount: string;
  /** `210 MiB/s`. */
  readonly rate: string;
  /** `7 min`. */
  readonly left: string;
}

export function transferText(bytes: Task["bytes"], { rate, left }: Speed): TransferText {
  if (bytes === undefined) return { amount: "", rate: "", left: "" };
  return {
    amount: amountOf(bytes.done, bytes.total),
    rate: rate === undefined ? "" : `${dataSize(rate)}/s`,
    // A week is a rate that will not last.
    left: left === undefined || left > 7 * 24 * 3600 ? "" : timeSpan(Math.max(1, left)),
  };
}

function amountOf(done: number, total: number | undefined): string {
  const come = dataSize(done);
  if (total === undefined) return come;
  const all = dataSize(total);
  const [amount, unit] = come.split(" ");
  return all.endsWith(` ${unit}`) ? `${amount} of ${all}` : `${come} of ${all}`;
}
