/** One entry of a tar archive that a test makes. */
export interface ArchiveEntry {
  readonly path: string;
  /** A file where it is not said. */
  readonly type?: "file" | "hard link" | "symbolic link" | "folder" | "pax";
  readonly target?: string;
  readonly content?: string;
}

/** A tar archive in the form ustar. */
export function tarArchive(entries: readonly ArchiveEntry[]): Buffer {
  return Buffer.concat([...entries.flatMap(entryBytes), Buffer.alloc(1024)]);
}

const flags = { file: "0", "hard link": "1", "symbolic link": "2", folder: "5", pax: "x" } as const;

function entryBytes({ path, type = "file", target = "", content = "" }: ArchiveEntry): Buffer[] {
  const body = Buffer.from(content);
  const header = Buffer.alloc(512);
  header.write(path, 0, 100);
  header.write("0000644\0", 100);
  header.write("0000000\0", 108);
  header.write("0000000\0", 116);
  header.write(`${body.length.toString(8).padStart(11, "0")}\0`, 124);
  header.write("00000000000\0", 136);
  header.write("        ", 148);
  header.write(flags[type], 156);
  header.write(target, 157, 100);
  header.write("ustar\x0000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return [header, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
}
