import { YamlFault } from "./yaml-fault.ts";

/**
 * The tag that a plain scalar stands for in gopkg.in/yaml.v3 (resolve.go): a mix of YAML 1.1 and 1.2, where `yes` and `on`
 * are texts and `0777` is a number.
 */
export function resolvedTag(text: string): string {
  if (text === "<<") return "!!merge";
  if (/^(|~|null|Null|NULL)$/.test(text)) return "!!null";
  if (/^(true|True|TRUE|false|False|FALSE)$/.test(text)) return "!!bool";
  if (/^(\.(nan|NaN|NAN)|[-+]?\.(inf|Inf|INF))$/.test(text)) return "!!float";
  if (!/^[-+.0-9]/.test(text)) return "!!str";
  if (isTimestamp(text)) return "!!timestamp";
  const plain = text.replaceAll("_", "");
  if (text.startsWith(".")) return isFloat(text) ? "!!float" : "!!str";
  if (isInteger(plain)) return "!!int";
  return isFloat(plain) ? "!!float" : "!!str";
}

/**
 * Checks a scalar whose tag is written out against its text. Other tags than those of YAML itself, such as `!name`, say
 * nothing of the text.
 *
 * @throws YamlFault where the text is not of that type.
 */
export function checkTag(tag: string, text: string): void {
  if (tag === "!!binary") {
    if (!isBase64(text)) throw new YamlFault("!!binary value contains invalid base64 data");
    return;
  }
  if (!checkedTags.has(tag)) return;
  const found = tag !== "!!timestamp" && isTimestamp(text) ? "!!str" : resolvedTag(text);
  if (found === tag || (tag === "!!float" && found === "!!int")) return;
  throw new YamlFault(`cannot decode ${found} \`${text}\` as a ${tag}`);
}

const checkedTags: ReadonlySet<string> = new Set(["!!null", "!!bool", "!!int", "!!float", "!!timestamp"]);

function isInteger(text: string): boolean {
  const [, sign = "", digits = ""] =
    /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/.exec(text) ?? [];
  if (digits === "") return false;
  const octal = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits;
  // Longer ones are no integers, and BigInt takes its time for them.
  if (octal.length > 70) return false;
  const size = BigInt(octal);
  if (sign === "-") return size <= 2n ** 63n;
  return sign === "+" ? size < 2n ** 63n : size < 2n ** 64n;
}

function isFloat(text: string): boolean {
  return /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(text) && Number.isFinite(Number(text));
}

function isTimestamp(text: string): boolean {
  return /^\d{4}-\d{1,2}-\d{1,2}([Tt]\d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?(Z|[-+]\d\d:\d\d)| \d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?)?$/.test(
    text,
  );
}

function isBase64(text: string): boolean {
  return /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text.replace(/[\r\n]/g, ""));
}
