import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { systemClock } from "../../../../src/kube/clock.ts";
import { accessKey } from "../../../../src/prewarm/airgap/publish/access-key.ts";
import { type PublishRequest, publish } from "../../../../src/prewarm/airgap/publish/publish.ts";
import { redactor } from "../../../../src/prewarm/redaction.ts";
import { silentProgress } from "../../../../src/report/progress.ts";

interface Portal extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly string[];
  readonly models: Record<string, { id: string; name: string; imageUrl: string }>;
}

const key = "machine-user-key-0123456789";

/** A portal with the catalogue's API; `faults` are what real ones have. */
async function portal(
  faults: {
    itemPath?: boolean;
    forgets?: boolean;
    status?: number;
    redirects?: string;
    envelope?: string;
  } = {},
): Promise<Portal> {
  const requests: string[] = [];
  const models: Portal["models"] = {
    m1: { id: "m1", name: "Reranker", imageUrl: "nvcr.io/nim/nvidia/llama-3.2-nv-rerankqa-1b-v2:latest" },
    m2: { id: "m2", name: "Clip", imageUrl: "nvcr.io/nim/nvidia/nvclip:latest" },
    m3: { id: "m3", name: "Other", imageUrl: "docker.io/someone/else:1" },
  };
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    let body = "";
    request.on("data", (piece) => {
      body += piece;
    });
    request.on("end", () => {
      const answer = (status: number, value: unknown) => {
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify(value));
      };
      if (faults.redirects) {
        response.writeHead(302, { location: faults.redirects });
        return response.end();
      }
      if (request.headers["x-access-key"] !== key) return answer(401, { message: "unauthorized" });
      if (faults.status)
        return answer(faults.status, { message: `sorry, ${request.headers["x-access-key"]}` });
      const list = Object.values(models);
      if (request.method === "GET") return answer(200, faults.envelope ? { [faults.envelope]: list } : list);
      const given = JSON.parse(body);
      const id = /^\/api\/v1\/ai-models\/(\w+)$/.exec(request.url ?? "")?.[1];
      if (id !== undefined && faults.itemPath === false)
        return answer(405, { message: "method not allowed" });
      const model = models[id ?? given.id];
      if (model === undefined) return answer(404, {});
      if (!faults.forgets) model.imageUrl = given.imageUrl;
      answer(200, model);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    models,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const images = [
  {
    name: "rerank",
    source: "nvcr.io/nim/nvidia/llama-3.2-nv-rerankqa-1b-v2:latest",
    destination: "registry.local:5000/nim/nvidia/llama-3.2-nv-rerankqa-1b-v2:latest",
    profilesPath: "s3://models/rerank/",
  },
];

function published(server: string, differs: Partial<PublishRequest> = {}) {
  return publish(
    { server, accessKey: key, trust: { verify: false }, images, dryRun: false, ...differs },
    { clock: systemClock, progress: silentProgress, redact: redactor({}, [key]) },
  );
}

describe("the catalogue of a Hybrid Manager", () => {
  test.each([undefined, "data", "items"])(
    "is pointed at the private registry, and read back (%s)",
    async (envelope) => {
      await using hm = await portal(envelope === undefined ? {} : { envelope });
      const first = await published(hm.url);
      expect(first).toMatchObject({ changed: true, images: 1, problems: [] });
      expect(first.models).toMatchObject([{ did: "changed", profilesPath: "s3://models/rerank/" }]);
      expect(hm.models.m1?.imageUrl).toBe(images[0]?.destination);
      expect(hm.models.m2?.imageUrl).toBe("nvcr.io/nim/nvidia/nvclip:latest");
      expect(hm.requests).toEqual([
        "GET /api/v1/ai-models",
        "PATCH /api/v1/ai-models/m1",
        "GET /api/v1/ai-models",
      ]);
      expect(await published(hm.url)).toMatchObject({ changed: false, models: [{ did: "there" }] });
      expect(hm.requests.filter((request) => request.startsWith("PATCH"))).toHaveLength(1);
    },
  );

  test("takes the change at the list's address where a model has none of its own", async () => {
    await using hm = await portal({ itemPath: false });
    expect(await published(hm.url)).toMatchObject({ changed: true, problems: [] });
    expect(hm.models.m1?.imageUrl).toBe(images[0]?.destination);
  });

  test("a dry run shows what would change, and changes nothing", async () => {
    await using hm = await portal();
    const { models, changed } = await published(hm.url, { dryRun: true });
    expect(models).toMatchObject([
      { did: "would-change", from: images[0]?.source, to: images[0]?.destination },
    ]);
    expect(changed).toBe(false);
    expect(hm.requests).toEqual(["GET /api/v1/ai-models"]);
  });

  test("that does not keep what was written is told", async () => {
    await using hm = await portal({ forgets: true });
    const { problems } = await published(hm.url);
    expect(problems).toMatchObject([{ code: "publish/not-kept", path: "Reranker" }]);
  });

  test("models can be named, by id or name", async () => {
    await using hm = await portal();
    const named = await published(hm.url, { models: [{ model: "Clip", cache: "rerank" }] });
    expect(named.models).toMatchObject([{ model: "m2", did: "changed" }]);
    await expect(published(hm.url, { models: [{ model: "Nope", cache: "rerank" }] })).rejects.toMatchObject({
      code: "publish/not-found",
      help: expect.stringContaining("Reranker"),
    });
  });

  test("a wrong key, a log-in page and a failure are told apart, and never show the key", async () => {
    await using hm = await portal();
    await expect(published(hm.url, { accessKey: "wrong-key-123" })).rejects.toMatchObject({
      code: "publish/unauthorized",
    });
    await using elsewhere = await portal({ redirects: "https://login.example/" });
    await expect(published(elsewhere.url)).rejects.toThrow(/redirects elsewhere/);
    await using broken = await portal({ status: 500 });
    const error = await published(broken.url).catch((error: unknown) => error);
    expect(String(error)).toContain("500");
    expect(String(error)).not.toContain(key);
    await expect(published("http://127.0.0.1:1")).rejects.toMatchObject({ code: "publish/failed" });
  });

  test("the key goes over TLS, unless somebody says otherwise", async () => {
    await expect(published("http://hm.example", { trust: { verify: true } })).rejects.toThrow(/without TLS/);
    await expect(published("https://user:pw@hm.example")).rejects.not.toThrow(/pw@/);
  });
});

describe("the access key", () => {
  const read = (source: { variable?: string; file?: string }, env = {}) => {
    const warnings: string[] = [];
    const found = accessKey(source, { env, cwd: tmpdir(), warn: (sentence) => warnings.push(sentence) });
    return { found, warnings };
  };

  test("comes from the environment or a file, and nowhere else", () => {
    expect(read({}, { EDB_ACCESS_KEY: " k1 " }).found).toBe("k1");
    expect(read({ variable: "HM_KEY" }, { HM_KEY: "k2" }).found).toBe("k2");
    expect(() => read({})).toThrow(/EDB_ACCESS_KEY is not set/);
  });

  test("in a file that others may read is warned of", () => {
    const folder = mkdtempSync(join(tmpdir(), "nimops-key-"));
    const file = join(folder, "key");
    writeFileSync(file, "k3\n");
    chmodSync(file, 0o644);
    expect(read({ file })).toMatchObject({ found: "k3", warnings: [expect.stringContaining("chmod 600")] });
    chmodSync(file, 0o600);
    expect(read({ file }).warnings).toEqual([]);
    writeFileSync(file, "two words\n");
    expect(() => read({ file })).toThrow(/holds no access key/);
    expect(() => read({ file })).not.toThrow(/two words/);
    rmSync(folder, { recursive: true });
  });
});
