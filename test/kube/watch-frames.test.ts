import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { framesOf, type WatchFrame } from "../../src/kube/watch-frames.ts";

describe("the frames of a watch", () => {
  it("are the same however the bytes arrive", async () => {
    const frame = fc.record({
      type: fc.constantFrom("ADDED", "DELETED"),
      object: fc.dictionary(fc.string(), fc.string()),
    });
    const cuts = fc.array(fc.nat(40), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { maxLength: 6 }), cuts, async (sent, lengths) => {
        const text = sent.map((each) => `${JSON.stringify(each)}\n`).join("");
        expect(JSON.stringify(await read(pieces(Buffer.from(text), lengths)))).toBe(JSON.stringify(sent));
      }),
      { numRuns: 200 },
    );
  });

  it("may have empty lines between them", async () => {
    expect(await read([Buffer.from('\n\r\n{"type":"A","object":{}}\r\n\n')])).toHaveLength(1);
  });

  it.each([
    ["cut off", '{"type":"ADDED","obj', "was cut off in the middle"],
    ["no JSON", "<html>\n", "is not JSON"],
    ["no event", "{}\n", "is no event"],
    ["an array", "[]\n", "is no event"],
  ])("that are %s are told", async (_, text, message) => {
    await expect(read([Buffer.from(text)])).rejects.toMatchObject({
      reason: "malformed",
      message: `a frame of the watch ${message}`,
    });
  });

  it("have a greatest length", async () => {
    const chunk = Buffer.alloc(1024 * 1024, "x");
    await expect(read(Array.from({ length: 40 }, () => chunk))).rejects.toMatchObject({
      message: "a frame of the watch is longer than an object can be",
    });
  });

  async function read(chunks: readonly Buffer[]): Promise<WatchFrame[]> {
    const found: WatchFrame[] = [];
    for await (const frame of framesOf(stream(chunks))) found.push(frame);
    return found;
  }

  async function* stream(chunks: readonly Buffer[]) {
    yield* chunks;
  }

  function pieces(whole: Buffer, lengths: readonly number[]): Buffer[] {
    let from = 0;
    const cut = lengths.map((length) => {
      from += length;
      return whole.subarray(from - length, from);
    });
    return [...cut, whole.subarray(from)];
  }
});
