/**
 * JavaScript of an expression: the most memory that this process had resident, KiB.
 *
 * `maxRSS` of a child is at least what its parent had when it started it; Linux tells what it had itself.
 */
export const peakMemory = `((status) => {
  const peak = /^VmHWM:\\s*(\\d+) kB$/m.exec(status)?.[1];
  return peak === undefined ? process.resourceUsage().maxRSS : Number(peak);
})(process.platform === "linux" ? process.getBuiltinModule("node:fs").readFileSync("/proc/self/status", "utf8") : "")`;
