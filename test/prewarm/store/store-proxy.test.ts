import { expect, test } from "vitest";
import { storeProxy } from "../../../src/prewarm/store/store-proxy.ts";

const env = { HTTPS_PROXY: "http://proxy.example:3128", HTTP_PROXY: "http://plain.example:3128" };

test.each([
  ["https://models.s3.eu-central-1.amazonaws.com", "http://proxy.example:3128/"],
  ["http://minio.example:9000", "http://plain.example:3128/"],
  // Where machines and containers have their metadata services, which give credentials.
  ["http://169.254.169.254", undefined],
  ["http://169.254.170.2", undefined],
  ["http://169.254.170.23", undefined],
  ["http://[fd00:ec2::254]", undefined],
  ["http://[fd00:ec2::23]", undefined],
  ["http://[fd00:ec3::23]", "http://plain.example:3128/"],
  ["http://[fe80::1]", undefined],
  ["http://localhost:9000", undefined],
  ["http://127.0.0.1:9000", undefined],
])("to %s it goes through %s", (server, proxy) => {
  expect(storeProxy(new URL(server), env)?.href).toBe(proxy);
});

test("a proxy that does not speak HTTP is refused, unless NO_PROXY excepts the server", () => {
  const socks = { HTTPS_PROXY: "socks5://proxy.example:1080" };
  const server = new URL("https://minio.example");
  expect(() => storeProxy(server, socks)).toThrow("a proxy of the form socks5://");
  expect(storeProxy(server, { ...socks, NO_PROXY: ".example" })).toBeUndefined();
});
