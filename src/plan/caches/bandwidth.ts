import { UserError } from "../../user-error.ts";

/**
 * Bytes per second of a rate as people write it: `1Gbit`, `500 Mbit/s`, `10Gbps`, `125MB/s`, `1GiB/s`.
 *
 * @param where the flag or field that it comes from, for the message.
 * @throws UserError where it is no rate.
 */
export function parseBandwidth(text: string, where: string): number {
  const match = /^\s*(\d{1,9}(?:\.\d{1,6})?)\s*([kKMGT]i?)?(bit|bps|B|bytes?)(?:\/s)?\s*$/.exec(text);
  const [, digits = "", prefix = "", unit = ""] = match ?? [];
  const factor = prefixes.get(prefix);
  const rate = Number(digits) * (factor ?? 0) * (/^b(it|ps)$/.test(unit) ? 1 / 8 : 1);
  if (!match || !(rate > 0)) {
    throw new UserError(`${where} ${JSON.stringify(text.slice(0, 50))} is no bandwidth`, {
      help: "write bits or bytes of a second with a decimal or binary prefix, such as 1Gbit, 500Mbit or 125MB/s",
    });
  }
  return rate;
}

const prefixes = new Map<string, number>([
  ["", 1],
  ["k", 1e3],
  ["K", 1e3],
  ["M", 1e6],
  ["G", 1e9],
  ["T", 1e12],
  ["ki", 2 ** 10],
  ["Ki", 2 ** 10],
  ["Mi", 2 ** 20],
  ["Gi", 2 ** 30],
  ["Ti", 2 ** 40],
]);
