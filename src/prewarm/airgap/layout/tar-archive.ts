import type { LayoutFile } from "./layout.ts";

/** What an archive is made of, one after the other. */
export type Segment =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  /** The content of a file of the cache. */
  | { readonly kind: "file"; readonly path: string; readonly size: number };

/**
 * A tar archive of files and links in the form ustar, with pax headers for what that has no room for. The same cache is the same
 * archive: there are no times and no owners in it.
 * Source: POSIX.1-2024, pax, "ustar Interchange Format" and "pax Interchange Format".
 */
export function* archiveOf(entries: readonly LayoutFile[]): Generator<Segment> {
  for (const entry of entries) {
    yield { kind: "bytes", bytes: headersOf(entry) };
    if (entry.kind === "link" || entry.size === 0) continue;
    yield { kind: "file", path: entry.path, size: entry.size };
    const padding = paddingOf(entry.size);
    if (padding > 0) yield { kind: "bytes", bytes: new Uint8Array(padding) };
  }
  yield { kind: "bytes", bytes: new Uint8Array(2 * block) };
}

/** Bytes of the whole archive. */
export function archiveSize(entries: readonly LayoutFile[]): number {
  let size = 0;
  for (const segment of archiveOf(entries)) {
    size += segment.kind === "file" ? segment.size : segment.bytes.length;
  }
  return size;
}

const block = 512;

const paddingOf = (size: number) => (block - (size % block)) % block;

function headersOf(entry: LayoutFile): Uint8Array {
  const target = entry.kind === "link" ? entry.target : "";
  const size = entry.kind === "file" ? entry.size : 0;
  const split = splitPath(entry.path);
  const records: [string, string][] = [];
  if (split === undefined) records.push(["path", entry.path]);
  if (Buffer.byteLength(target) > room.target || !isPlain(target)) records.push(["linkpath", target]);
  if (size > largestPlainSize) records.push(["size", String(size)]);
  const { name, prefix } = split ?? { name: cutTo(entry.path, room.name), prefix: "" };
  const header = headerBlock({
    name,
    prefix,
    size: Math.min(size, largestPlainSize),
    type: entry.kind === "file" ? "0" : "2",
    target: cutTo(target, room.target),
  });
  if (records.length === 0) return header;
  const body = Buffer.concat(records.map(([key, value]) => paxRecord(key, value)));
  const paxHeader = headerBlock({ name: "PaxHeader", prefix: "", size: body.length, type: "x", target: "" });
  return Buffer.concat([paxHeader, body, Buffer.alloc(paddingOf(body.length)), header]);
}

/** Bytes. */
const room = { name: 100, prefix: 155, target: 100 } as const;

/** Eleven octal digits. */
const largestPlainSize = 8 ** 11 - 1;

// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what is asked for
const isPlain = (text: string) => /^[\x00-\x7f]*$/.test(text);

/** The two fields in which ustar keeps a path; undefined where it has no room for it. */
function splitPath(path: string): { name: string; prefix: string } | undefined {
  if (!isPlain(path)) return undefined;
  if (path.length <= room.name) return { name: path, prefix: "" };
  const slash = path.indexOf("/", path.length - room.name - 1);
  if (slash <= 0 || slash > room.prefix || slash === path.length - 1) return undefined;
  return { prefix: path.slice(0, slash), name: path.slice(slash + 1) };
}

function cutTo(text: string, length: number): string {
  return isPlain(text) ? text.slice(0, length) : "-";
}

interface HeaderFields {
  readonly name: string;
  readonly prefix: string;
  readonly size: number;
  readonly type: "0" | "2" | "x";
  readonly target: string;
}

function headerBlock({ name, prefix, size, type, target }: HeaderFields): Buffer {
  const header = Buffer.alloc(block);
  const octal = (value: number, length: number, at: number) =>
    header.write(`${value.toString(8).padStart(length - 1, "0")}\0`, at, "latin1");
  header.write(name, 0, "latin1");
  octal(type === "2" ? 0o777 : 0o644, 8, 100);
  octal(0, 8, 108);
  octal(0, 8, 116);
  octal(size, 12, 124);
  octal(0, 12, 136);
  header.write("        ", 148, "latin1");
  header.write(type, 156, "latin1");
  header.write(target, 157, "latin1");
  header.write("ustar\x0000", 257, "latin1");
  header.write(prefix, 345, "latin1");
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return header;
}

/** `LENGTH KEY=VALUE\n`, where the length counts itself. */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.from(` ${key}=${value}\n`);
  let length = rest.length + 1;
  while (rest.length + String(length).length !== length) length = rest.length + String(length).length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}
