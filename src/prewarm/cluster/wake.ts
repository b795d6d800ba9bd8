import type { Clock } from "../../kube/clock.ts";

/** Lets a loop sleep until something happens. What happens while it is awake is not lost. */
export class Wake {
  #isDue = false;
  #end: (() => void) | undefined;

  readonly call = (): void => {
    this.#isDue = true;
    this.#end?.();
  };

  /** Resolves after `milliseconds` at the latest. */
  async sleep(clock: Clock, milliseconds: number): Promise<void> {
    if (!this.#isDue) {
      await new Promise<void>((resolve) => {
        const callOff = clock.after(milliseconds, resolve);
        this.#end = () => {
          callOff();
          resolve();
        };
      });
    }
    this.#end = undefined;
    this.#isDue = false;
  }
}
