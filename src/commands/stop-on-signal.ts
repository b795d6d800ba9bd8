import type { EndSignal, World } from "./world.ts";

export interface Stopping {
  /** Aborts at the first signal. */
  readonly signal: AbortSignal;
  /** The first signal, once there was one. */
  readonly ended: EndSignal | undefined;
  /** Signals do again what they did before. */
  callOff(): void;
}

/** SIGINT and SIGTERM end the waiting in good order. */
export function stopOnSignal({ onSignal }: Pick<World, "onSignal">): Stopping {
  const stopping = new AbortController();
  let ended: EndSignal | undefined;
  const callOff = onSignal?.((signal) => {
    ended ??= signal;
    stopping.abort();
  });
  return {
    signal: stopping.signal,
    get ended() {
      return ended;
    },
    callOff: () => callOff?.(),
  };
}
