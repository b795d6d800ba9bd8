/** One entry of a tar archive. Paths are without a leading `./` or `/`. */
export interface TarEntry {
  readonly path: string;
  readonly type: "file" | "hard link" | "symbolic link" | "folder" | "other";
  /** Where a link points to; empty for what is no link. */
  readonly target: string;
  /** Undefined where it was not asked for. */
  readonly content: Buffer | undefined;
}

export interface TarOptions {
  /** Whether the content of an entry is read; else it is skipped. */
  wants(path: string): boolean;
  /** Bytes of one entry that is read. */
  readonly maxContent: number;
}

const block = 512;
/** Names of more bytes are nobody's. */
const maxName = 64 * 1024;
/** Bytes of a record's number and key, such as `LIBARCHIVE.xattr.security.capability`. */
const maxPaxKey = 1024;

/**
 * Reads a tar stream (ustar, with the long names of GNU and pax), one entry after the other, in constant memory.
 *
 * @throws Error where the stream is no tar archive or ends early, and for a wanted entry that is too large.
 */
export async function* tarEntries(
  stream: AsyncIterable<Uint8Array>,
  options: TarOptions,
): AsyncGenerator<TarEntry> {
  const bytes = new ByteReader(stream);
  let named: { path?: string; target?: string; size?: number } = {};
  for (;;) {
    const header = await bytes.take(block, true);
    // Two blocks of zeros end an archive; some end without.
    if (header === undefined || header.every((byte) => byte === 0)) return;
    if (!hasRightSum(header)) throw new Error("is no tar archive, or a broken one");
    const flag = String.fromCharCode(header[156] ?? 0);
    const size = named.size ?? numberAt(header, 124, 12);
    if (!Number.isSafeInteger(size) || size < 0) throw new Error("has an entry of no possible size");
    if (flag === "L" || flag === "K" || flag === "x" || flag === "g") {
      if (size > maxName) throw new Error("has a name that is too long");
      const text = await bytes.takePadded(size);
      if (flag === "L") named.path = untilZero(text.toString("utf8"));
      else if (flag === "K") named.target = untilZero(text.toString("utf8"));
      else if (flag === "x") named = { ...named, ...paxNames(text) };
      continue;
    }
    const path = plain(named.path ?? nameIn(header));
    const target = named.target ?? textAt(header, 157, 100);
    named = {};
    const type = typeOf(flag);
    if (type === "file" && options.wants(path)) {
      if (size > options.maxContent) throw new Error(`has ${path} with ${size} bytes, too many to be read`);
      yield { path, type, target, content: await bytes.takePadded(size) };
    } else {
      await bytes.skip(padded(size));
      yield { path, type, target, content: undefined };
    }
  }
}

function typeOf(flag: string): TarEntry["type"] {
  if (flag === "0" || flag === "\0" || flag === "7") return "file";
  if (flag === "1") return "hard link";
  if (flag === "2") return "symbolic link";
  return flag === "5" ? "folder" : "other";
}

function padded(size: number): number {
  return Math.ceil(size / block) * block;
}

function plain(path: string): string {
  return path.replace(/^(?:\.?\/)+/, "").replace(/\/+$/, "");
}

function textAt(header: Buffer, start: number, length: number): string {
  return untilZero(header.toString("utf8", start, start + length));
}

function untilZero(text: string): string {
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}

function nameIn(header: Buffer): string {
  const name = textAt(header, 0, 100);
  const prefix = header.toString("latin1", 257, 262) === "ustar" ? textAt(header, 345, 155) : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}

/** Octal digits, or where the first bit is set the number itself, as GNU tar writes large ones. */
function numberAt(header: Buffer, start: number, length: number): number {
  const field = header.subarray(start, start + length);
  if (((field[0] ?? 0) & 0x80) !== 0) return Number(BigInt(`0x${field.subarray(1).toString("hex")}`));
  const digits = untilZero(field.toString("latin1")).trim();
  return digits === "" ? 0 : /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}

/** The checksum counts its own field as blanks. */
function hasRightSum(header: Buffer): boolean {
  let sum = 0;
  for (let at = 0; at < block; at++) sum += at >= 148 && at < 156 ? 32 : (header[at] ?? 0);
  return sum === numberAt(header, 148, 8);
}

/**
 * Records of the form `27 path=some/long/path\n`: the number counts all bytes of its record, so that a value may have
 * line ends. Source: POSIX pax, extended header.
 */
function paxNames(records: Buffer): { path?: string; target?: string; size?: number } {
  const names: { path?: string; target?: string; size?: number } = {};
  for (let start = 0; start < records.length; ) {
    const [, digits = "", key = ""] =
      /^(\d{1,9}) ([^=\n]+)=/.exec(records.toString("latin1", start, start + maxPaxKey)) ?? [];
    const end = start + Number(digits);
    const from = start + digits.length + key.length + 2;
    if (digits === "" || end > records.length || from >= end || records[end - 1] !== 0x0a)
      throw new Error("has a pax header that is broken");
    const value = records.toString("utf8", from, end - 1);
    if (key === "path") names.path = value;
    else if (key === "linkpath") names.target = value;
    else if (key === "size") names.size = Number(value);
    start = end;
  }
  return names;
}

/** Takes exact numbers of bytes from chunks of any size. */
class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  async take(size: number, mayEnd: true): Promise<Buffer | undefined>;
  async take(size: number): Promise<Buffer>;
  async take(size: number, mayEnd = false): Promise<Buffer | undefined> {
    const pieces: Buffer[] = [];
    let missing = size;
    while (missing > 0) {
      if (this.#rest.length === 0 && !(await this.#refill())) {
        if (mayEnd && missing === size) return undefined;
        throw new Error("ends in the middle of an entry");
      }
      const piece = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(piece.length);
      missing -= piece.length;
      pieces.push(piece);
    }
    return pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
  }

  async takePadded(size: number): Promise<Buffer> {
    return (await this.take(padded(size))).subarray(0, size);
  }

  async skip(size: number): Promise<void> {
    let missing = size;
    while (missing > 0) {
      if (this.#rest.length === 0 && !(await this.#refill()))
        throw new Error("ends in the middle of an entry");
      const some = Math.min(missing, this.#rest.length);
      this.#rest = this.#rest.subarray(some);
      missing -= some;
    }
  }

  async #refill(): Promise<boolean> {
    const { value, done } = await this.#chunks.next();
    if (done === true) return false;
    this.#rest = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return this.#rest.length > 0 || this.#refill();
  }
}
