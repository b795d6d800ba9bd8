/** By object: what `git cat-file --batch` answers, `OBJECT blob SIZE`, the bytes and a line's end, again and again. */
export function blobsIn(output: Buffer): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf(0x0a, at);
    if (end === -1) break;
    const [object = "", type, size] = output.toString("latin1", at, end).split(" ");
    at = end + 1;
    if (type !== "blob") continue;
    const length = Number(size);
    found.set(object, output.subarray(at, at + length));
    at += length + 1;
  }
  return found;
}
