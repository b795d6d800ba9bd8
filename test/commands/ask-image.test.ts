import { expect, test } from "vitest";
import { type Asking, askForImage } from "../../src/commands/ask-image.ts";
import { localServer } from "../support/local-server.ts";

const image = "nvcr.io/nim/meta/llama:1.8.4";
const asking: Asking = {
  from: "metadata",
  recorded: [],
  metadataUrl: "http://metadata.invalid/v2",
  tool: undefined,
  timeout: 2000,
};

test("the endpoint is asked through the proxy for its scheme, unless NO_PROXY names it", async () => {
  await using proxy = await localServer((_, response) => response.writeHead(404).end());
  const ask = (env: Readonly<Record<string, string>>) => askForImage(image, asking, { cwd: ".", env });
  const HTTP_PROXY = proxy.url.replace("/v2", "");

  await Promise.all([ask({ HTTPS_PROXY: HTTP_PROXY }), ask({ HTTP_PROXY, NO_PROXY: ".invalid" })]);
  expect(proxy.asked).toEqual([]);

  expect((await ask({ HTTP_PROXY })).lines).toEqual([
    { source: "metadata endpoint", said: "it has no metadata for this tag" },
  ]);
  expect(proxy.asked).toEqual([
    "http://metadata.invalid/v2/nim/metadata?resourceId=nim/meta/llama&tag=1.8.4",
  ]);
}, 120_000);
