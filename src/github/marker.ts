import { createHash } from "node:crypto";

/** The hidden first line by which a comment of ours is found again. */
export function markerOf(topic: string, key: string): string {
  return `<!-- nimops:${topic}:${written(key)} -->`;
}

/** Whether a comment begins with this marker; further down it may be text that somebody else wrote. */
export function hasMarker(body: string, marker: string): boolean {
  return body.split(/\r?\n/, 1)[0] === marker;
}

/** A key that could end the comment, or be read as another one, is written as its digest. */
function written(key: string): string {
  if (/^[A-Za-z0-9](?:[\w./:,+-]{0,98}\w)?$/.test(key)) return key;
  return `sha256-${createHash("sha256").update(key).digest("hex").slice(0, 32)}`;
}
