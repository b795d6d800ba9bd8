/** Where the text's quote, its first character, is closed; -1 where it is not. */
export function closingQuote(text: string): number {
  const quote = text[0];
  for (let at = 1; at < text.length; at++) {
    if (text[at] === quote) {
      if (quote !== "'" || text[at + 1] !== quote) return at;
      at++;
    } else if (quote === '"' && text[at] === "\\") at++;
  }
  return -1;
}

/**
 * What a text of one line in quotes says. Source: go.yaml.in/yaml v2.4.3 scannerc.go, yaml_parser_scan_flow_scalar.
 */
export function quotedText(quoted: string): { readonly value: string } | { readonly fault: string } {
  const inner = quoted.slice(1, -1);
  if (quoted.startsWith("'")) return { value: inner.replaceAll("''", "'") };
  const faults: string[] = [];
  const value = inner.replace(
    escapeSequence,
    (_: string, x?: string, u?: string, long?: string, letter = "") => {
      const code = x ?? u ?? long;
      const read = code === undefined ? named(letter) : ofCode(Number.parseInt(code, 16));
      if (typeof read === "string") return read;
      faults.push(read.fault);
      return "";
    },
  );
  const [fault] = faults;
  return fault === undefined ? { value } : { fault };
}

const escapeSequence = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/gsu;

const characters = new Map([
  ...[" ", '"', "'", "\\", "\t"].map((same) => [same, same] as const),
  ...Object.entries({ 0: "\0", a: "\x07", b: "\b", t: "\t", n: "\n", v: "\v", f: "\f", r: "\r", e: "\x1b" }),
  ...Object.entries({ N: "\x85", _: "\xa0", L: "\u2028", P: "\u2029" }),
]);

function named(letter: string): string | { readonly fault: string } {
  if (/^[xuU]$/.test(letter)) return { fault: "did not find expected hexdecimal number" };
  return characters.get(letter) ?? { fault: "found unknown escape character" };
}

function ofCode(code: number): string | { readonly fault: string } {
  const isCharacter = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : { fault: "found invalid Unicode character escape code" };
}
