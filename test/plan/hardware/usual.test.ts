import { expect, test } from "vitest";
import { usualRow } from "../../../src/plan/hardware/usual.ts";

test.each([
  [1.1, "one L40S 48 GB or one vGPU profile; about 50 GB of cache"],
  [8, "one L40S 48 GB or one vGPU profile; about 50 GB of cache"],
  [13, "one H100 80 GB; 80–120 GB of cache"],
  [34, "one H100 80 GB; 80–120 GB of cache"],
  [70, "2–4 H100 with NVLink, tensor parallelism 2–4; about 150 GB of cache"],
  [100, "8 H100 or H200 across nodes; 400 GB and up of cache"],
  [671, "8 H100 or H200 across nodes; 400 GB and up of cache"],
])("%d billion parameters", (billions, row) => {
  expect(usualRow(billions)).toBe(row);
});
