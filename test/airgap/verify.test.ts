import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WholeWay } from "./support/whole-way.ts";

// What can go wrong between the download and the cluster, tried on a cache that went the whole way: each is named by path and code.

const way = new WholeWay();
beforeAll(async () => {
  await way.start({ kind: "legacy" });
  await way.report("run");
});
afterAll(() => way.stop());

async function problems(...args: string[]): Promise<string[]> {
  const report = await way.report("verify", ...args);
  expect(report.code).toBe(report.problems.length === 0 ? 0 : 1);
  return report.problems.map(({ code, path = "" }) => `${code} ${path.replace(`${way.work}/`, "")}`);
}

/** A weight file of the cache: the blob, not the link. */
function weights(): string {
  const folder = join(way.cache, "ngc/hub/models--nim--meta--stand-in/blobs");
  const [largest] = readdirSync(folder)
    .map((name) => ({ name, size: readFileSync(join(folder, name)).length }))
    .sort((one, other) => other.size - one.size);
  return `ngc/hub/models--nim--meta--stand-in/blobs/${largest?.name}`;
}

/** Spoils a file for the time of a look. */
async function spoiled<T>(file: string, spoil: () => void, look: () => Promise<T>): Promise<T> {
  const before = readFileSync(file);
  spoil();
  try {
    return await look();
  } finally {
    writeFileSync(file, before);
  }
}

function flip(file: string): void {
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

describe("a cache that went the whole way", () => {
  test("is as recorded, everywhere", async () => {
    expect(await problems()).toEqual([]);
  });

  test("a flipped byte on disk", async () => {
    const file = join(way.cache, weights());
    expect(
      await spoiled(
        file,
        () => flip(file),
        () => problems(),
      ),
    ).toEqual([`cache/corrupt ${weights()}`]);
  });

  test("a truncated file on disk", async () => {
    const path = weights();
    const file = join(way.cache, path);
    expect(
      await spoiled(
        file,
        () => truncateSync(file, 1000),
        () => problems(),
      ),
    ).toEqual([`cache/corrupt ${path}`]);
  });

  test("a missing part in the store", async () => {
    const path = weights();
    const object = join(way.stored, path);
    // The server keeps metadata beside the file, so that it is made anew by an upload and not by hand.
    rmSync(object);
    expect(await problems()).toEqual([`store/missing s3://models/nim/chat/${path}`]);
    const { steps } = await way.report("upload");
    expect(steps[0]).toMatchObject({ changed: true });
    expect(await problems()).toEqual([]);
  });

  test("a flipped byte in the store", async () => {
    const path = weights();
    const object = join(way.stored, path);
    expect(
      await spoiled(
        object,
        () => flip(object),
        () => problems(),
      ),
    ).toEqual([`store/corrupt s3://models/nim/chat/${path}`]);
  });

  test("a swapped profile", async () => {
    const [any] = way.standIn?.profiles ?? [];
    way.writeFile({ images: [{ image: way.image, name: "chat", profiles: [any?.id] }] });
    expect(await problems()).toEqual(["profile/mismatch the record of chat"]);
    way.writeFile();
  });

  test("an image tag that means another image now", async () => {
    await way.changeMirrored({ kind: "legacy", mark: "changed" });
    expect(await problems()).toEqual(["image/changed the record of chat"]);
    // The mirror puts it right again.
    await way.report("mirror");
    expect(await problems()).toEqual([]);
  });

  test("with nothing but the store, as on the other side of the gap", async () => {
    const { code, stdout } = await way.run(["verify", "--to", "s3://models/nim/chat/", "--deep"]);
    expect(code).toBe(0);
    expect(stdout).toContain("everything is as recorded");
    const wrong = await way.run(["verify", "--to", "s3://models/nim/nothing/"]);
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toContain("record/missing");
    const typo = await way.run(["verify", "--to", "s3://modles/nim/chat/"]);
    expect(typo.stdout).toContain("store/no-bucket");
  });

  test("a service that serves it, by its address", async () => {
    const answers: Readonly<Record<string, unknown>> = {
      "/v1/health/ready": { message: "ready" },
      "/v1/models": { data: [{ id: "nvidia/nv-embed" }] },
      "/v1/embeddings": { data: [{ embedding: new Array(768).fill(0.1) }] },
    };
    const server = createServer((request, response) => {
      const answer = answers[request.url ?? ""];
      response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" });
      response.end(JSON.stringify(answer ?? {}));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const { code, stdout } = await way.run(["verify", "--url", `http://127.0.0.1:${port}`]);
    server.close();
    expect(stdout).toContain("a vector of 768 numbers");
    expect(code).toBe(0);
  });
});
