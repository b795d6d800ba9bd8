import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { withinCpu } from "./within-cpu.ts";
import { withinMemory } from "./within-memory.ts";
import { withinTime } from "./within-time.ts";

test("work that is cheap once is cheap enough, and what it made is given back", async () => {
  let turns = 0;
  const made = await withinCpu(100, () => {
    turns += 1;
    if (turns < 3) burn(150);
    return `made in turn ${turns}`;
  });
  expect(made).toBe("made in turn 3");
});

test("work that is dear each time fails with what it cost; time in which others work costs nothing", async () => {
  await expect(withinCpu(20, () => burn(40))).rejects.toThrow(
    /^\d+, \d+, \d+ ms of CPU: not once less than 20 ms$/,
  );
  await withinCpu(150, () => sleep(300));
});

test("what takes too long three times fails, with each time", async () => {
  await withinTime(10, (turn) => [12, 9][turn] ?? 0);
  await expect(withinTime(10, (turn) => 12 + turn)).rejects.toThrow(
    "12, 13, 14 ms: not once less than 10 ms",
  );
  await expect(withinMemory(10, (turn) => 10 + turn)).rejects.toThrow(
    "10, 11, 12 MiB: not once less than 10 MiB",
  );
});

/** Uses up so many milliseconds of CPU, in what this machine takes for them. */
function burn(milliseconds: number): void {
  const cpu = () => process.threadCpuUsage().user / 1000;
  const end = cpu() + milliseconds;
  while (cpu() < end);
}
