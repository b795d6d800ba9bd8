import { describe, expect, test } from "vitest";
import { parseStoreUrl } from "../../../src/prewarm/store/store-url.ts";

describe("a store's URL", () => {
  test.each([
    ["s3://models/llama", { kind: "s3", bucket: "models", prefix: "llama/", url: "s3://models/llama/" }],
    ["s3://models", { kind: "s3", bucket: "models", prefix: "", url: "s3://models/" }],
    ["s3://models/a%20b/c+d/", { bucket: "models", prefix: "a%20b/c+d/" }],
    ["gs://models_eu/llama/8b/", { kind: "gs", bucket: "models_eu", prefix: "llama/8b/" }],
    [
      "https://acme.blob.core.windows.net/models/llama",
      { kind: "azure", bucket: "models", prefix: "llama/", server: "https://acme.blob.core.windows.net" },
    ],
    ["https://acme.blob.core.chinacloudapi.cn/models", { kind: "azure", bucket: "models", prefix: "" }],
    ["https://acme.z01.blob.storage.azure.net/models", { kind: "azure", bucket: "models" }],
    [
      "webhdfs://name:9870/models/llama",
      { kind: "webhdfs", prefix: "models/llama/", server: "http://name:9870" },
    ],
    ["swebhdfs://name:9871/models", { kind: "webhdfs", server: "https://name:9871" }],
    [
      "https://files.example/nim/llama",
      { kind: "https", prefix: "nim/llama/", server: "https://files.example" },
    ],
    ["/mnt/disk", { kind: "directory", url: "/mnt/disk/" }],
    ["file:///mnt/a%20disk/", { kind: "directory", url: "/mnt/a disk/" }],
  ])("%s", (text, address) => {
    expect(parseStoreUrl(text, {})).toMatchObject(address);
  });

  test("hdfs:// needs a name node, and the path is what follows the host", () => {
    expect(parseStoreUrl("hdfs://cluster/models/llama", { namenode: "http://name:9870" })).toMatchObject({
      kind: "webhdfs",
      prefix: "models/llama/",
      server: "http://name:9870",
    });
    expect(() => parseStoreUrl("hdfs://cluster/models", {})).toThrow(
      "does not say where the name node answers HTTP",
    );
  });

  test.each([
    ["ftp://host/x", "no store is called ftp://"],
    ["__proto__://x/y", "names no store"],
    ["constructor://x/y", "no store is called constructor://"],
    ["s3://", "names no store"],
    ["s3://models/a//b", "its path has an empty part"],
    ["s3://models/../b", "its path has an empty part"],
    ["https://acme.blob.core.windows.net/", "it names no container"],
    ["webhdfs://name:9870/", "it names no folder"],
  ])("%s is refused", (text, message) => {
    expect(() => parseStoreUrl(text, {})).toThrow(message);
  });

  test.each([
    "https://user:hunter2hunter2@files.example/nim",
    "s3://AKIAIOSFODNN7EXAMPLE:hunter2hunter2@models/llama",
    "https://hunter2hunter2@files.example/nim",
    "https://acme.blob.core.windows.net/models?sv=2024&sig=hunter2hunter2",
    "https://files.example/nim#hunter2hunter2",
    "webhdfs://name:9870/x?delegation=hunter2hunter2",
    "ftp://user:hunter2hunter2@host/x",
  ])("one with credentials is refused without repeating them (%#)", (text) => {
    const failure = (() => {
      try {
        parseStoreUrl(text, {});
      } catch (error) {
        return error instanceof Error ? error.message : "";
      }
      return "";
    })();
    expect(failure).not.toBe("");
    expect(failure).not.toContain("hunter2");
  });
});
