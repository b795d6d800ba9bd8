/** Milliseconds of CPU that this thread has had: what others do on the machine, or in other threads of ours, does not count. */
export function threadTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
