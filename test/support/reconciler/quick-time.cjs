/**
 * For `node --require`: the process sees ten seconds in each of ours, and its timers keep to that. After SIGUSR2 a timer
 * of forty of its seconds or more is lost: so nothing in it notices that a connection has gone silent.
 */
const factor = 10;
const long = 40_000;
let loses = false;

const now = performance.now.bind(performance);
performance.now = () => now() * factor;

const after = globalThis.setTimeout;
globalThis.setTimeout = (callback, milliseconds = 0, ...given) => {
  if (loses && milliseconds >= long) return after(() => {}, 2 ** 31 - 1);
  return after(callback, milliseconds / factor, ...given);
};

const every = globalThis.setInterval;
globalThis.setInterval = (callback, milliseconds = 0, ...given) =>
  every(callback, milliseconds / factor, ...given);

process.on("SIGUSR2", () => {
  loses = true;
});
