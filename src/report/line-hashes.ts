/** Characters that each hash covers. */
const window = 100;
const factor = 37;
/** Stands for the end of the file. */
const endOfFile = 0xffff;

const tab = 0x09;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;

/**
 * A fingerprint of each line, as GitHub's upload of SARIF computes it (github/codeql-action fingerprints.ts; another
 * value in its place makes it warn): a polynomial hash, base 37 modulo 2^64, of the 100 characters that are no
 * blanks from the line's start on, with every line break as a line feed, and how often the hash came before.
 */
export function lineHashes(text: string): string[] {
  const { characters, starts } = withoutBlanks(text);
  const seen = new Map<string, number>();
  return starts.map((start) => {
    const digits = hashOf(characters.subarray(start, start + window));
    const count = (seen.get(digits) ?? 0) + 1;
    seen.set(digits, count);
    return `${digits}:${count}`;
  });
}

/** Two halves of 32 bits, because a number holds 53 and BigInt takes ten times as long. */
function hashOf(characters: Uint16Array): string {
  let high = 0;
  let low = 0;
  for (let index = 0; index < window; index++) {
    const product = low * factor + (characters[index] ?? 0);
    low = product >>> 0;
    high = (high * factor + Math.floor(product / 2 ** 32)) >>> 0;
  }
  return high === 0 ? low.toString(16) : `${high.toString(16)}${low.toString(16).padStart(8, "0")}`;
}

/** The characters that count, and where among them each line starts. */
function withoutBlanks(text: string): { characters: Uint16Array; starts: number[] } {
  const characters = new Uint16Array(text.length + 1);
  let length = 0;
  const starts: number[] = [];
  let atStart = true;
  const add = (character: number) => {
    if (atStart) starts.push(length);
    atStart = character === lineFeed;
    characters[length++] = character;
  };
  let afterReturn = false;
  for (let index = 0; index < text.length; index++) {
    const character = text.charCodeAt(index);
    const blank = character === space || character === tab || (afterReturn && character === lineFeed);
    afterReturn = character === carriageReturn;
    if (!blank) add(afterReturn ? lineFeed : character);
  }
  add(endOfFile);
  return { characters: characters.subarray(0, length), starts };
}
