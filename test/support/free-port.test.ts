import { expect, test } from "vitest";
import { freePort } from "./free-port.ts";

test("each port is another one, below those that Linux gives away", async () => {
  const ports = await Promise.all(Array.from({ length: 20 }, () => freePort()));
  expect(new Set(ports).size).toBe(20);
  expect(Math.max(...ports)).toBeLessThan(32_768);
  expect(Math.min(...ports)).toBeGreaterThan(10_250);
});
