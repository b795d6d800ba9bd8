import { isMap, type ValueMap } from "../nim/value.ts";
import { ClusterError } from "./cluster-error.ts";
import { parseJson } from "./json.ts";

/** An object has 1.5 MiB at most in etcd; as JSON it may be larger. */
const longestFrame = 32 * 1024 * 1024;

/** A frame of a watch: a line of JSON with a type and an object. */
export interface WatchFrame {
  readonly type: string;
  readonly object: ValueMap;
}

/** @throws ClusterError `malformed` for a frame that is cut off or is none. */
export async function* framesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<WatchFrame> {
  let begun: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      const line = Buffer.concat([...begun, chunk.subarray(from, end)]).toString("utf8");
      from = end + 1;
      begun = [];
      length = 0;
      if (line.trim() !== "") yield frameOf(line);
    }
    if (from < chunk.length) begun.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > longestFrame) throw malformed("is longer than an object can be");
  }
  if (Buffer.concat(begun).toString("utf8").trim() !== "") throw malformed("was cut off in the middle");
}

function frameOf(line: string): WatchFrame {
  let frame: unknown;
  try {
    frame = parseJson(line);
  } catch {
    throw malformed("is not JSON");
  }
  if (!isMap(frame) || typeof frame.type !== "string" || !isMap(frame.object)) throw malformed("is no event");
  return { type: frame.type, object: frame.object };
}

function malformed(what: string): ClusterError {
  return new ClusterError("malformed", `a frame of the watch ${what}`);
}
