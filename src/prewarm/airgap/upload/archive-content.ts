import type { Content } from "../../store/content.ts";
import type { LayoutFile } from "../layout/layout.ts";
import { archiveOf, type Segment } from "../layout/tar-archive.ts";

/** A tar archive that is made while it is read, and can be read from anywhere. */
export function archiveContent(
  entries: readonly LayoutFile[],
  contentOf: (path: string) => Promise<Content>,
): Content {
  const segments: { start: number; segment: Segment }[] = [];
  let size = 0;
  for (const segment of archiveOf(entries)) {
    segments.push({ start: size, segment });
    size += lengthOf(segment);
  }
  const content: Content = {
    size,
    async *read(start, end) {
      for (let index = indexOf(segments, start); index < segments.length; index += 1) {
        const at = segments[index];
        if (at === undefined || at.start >= end) return;
        const from = Math.max(0, start - at.start);
        const to = Math.min(lengthOf(at.segment), end - at.start);
        if (from >= to) continue;
        if (at.segment.kind === "bytes") yield at.segment.bytes.subarray(from, to);
        else yield* (await contentOf(at.segment.path)).read(from, to);
      }
    },
    async scan(use) {
      for (const { segment } of segments) {
        if (segment.kind === "bytes") use(segment.bytes);
        else await (await contentOf(segment.path)).scan(use);
      }
    },
    async load(into, start) {
      let done = 0;
      for await (const piece of content.read(start, start + into.length)) {
        into.set(piece, done);
        done += piece.length;
      }
    },
  };
  return content;
}

function lengthOf(segment: Segment): number {
  return segment.kind === "file" ? segment.size : segment.bytes.length;
}

/** The segment that holds this byte. */
function indexOf(segments: readonly { start: number }[], byte: number): number {
  let low = 0;
  let high = segments.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((segments[middle]?.start ?? 0) <= byte) low = middle;
    else high = middle;
  }
  return low;
}
