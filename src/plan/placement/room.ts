/** What a pod does not ask for may be overdrawn. Source: Kubernetes plugin NodeResourcesFit, fitsRequest. */
export function hasRoom(free: readonly number[], requests: readonly number[]): boolean {
  for (let index = 0; index < requests.length; index++) {
    const asked = requests[index] ?? 0;
    if (asked > 0 && asked > (free[index] ?? 0)) return false;
  }
  return true;
}

/** How many equal pods the room holds; as far as all resources but one say, where one is named. */
export function timesIn(free: readonly number[], requests: readonly number[], but?: number): number {
  let times = Number.POSITIVE_INFINITY;
  for (let index = 0; index < requests.length; index++) {
    const asked = requests[index] ?? 0;
    if (asked > 0 && index !== but) times = Math.min(times, Math.floor((free[index] ?? 0) / asked));
  }
  return Math.max(0, times);
}
