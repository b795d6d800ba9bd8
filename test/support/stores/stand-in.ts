import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the stand-ins of stores have in common: objects in memory, and a count of what they were asked and sent. */
export interface StandIn extends AsyncDisposable {
  readonly url: string;
  readonly objects: Map<string, Buffer>;
  /** `PUT /path?query` */
  readonly requests: string[];
  /** Bytes of bodies that came. */
  sent: number;
  /** Called once, when so many bytes came. */
  at(bytes: number, act: () => void): void;
}

export class Counter {
  readonly objects = new Map<string, Buffer>();
  readonly requests: string[] = [];
  sent = 0;
  #trigger: { bytes: number; act: () => void } | undefined;

  at(bytes: number, act: () => void): void {
    this.#trigger = { bytes, act };
  }

  /** All of a body; what came of it where the sender went away. */
  async body(request: IncomingMessage): Promise<{ bytes: Buffer; isWhole: boolean }> {
    const pieces: Buffer[] = [];
    try {
      for await (const piece of request as AsyncIterable<Buffer>) {
        pieces.push(piece);
        this.sent += piece.length;
        if (this.#trigger && this.sent >= this.#trigger.bytes) {
          const { act } = this.#trigger;
          this.#trigger = undefined;
          act();
        }
      }
    } catch {
      return { bytes: Buffer.concat(pieces), isWhole: false };
    }
    const bytes = Buffer.concat(pieces);
    const length = request.headers["content-length"];
    return { bytes, isWhole: length === undefined || Number(length) === bytes.length };
  }
}

export async function listen(
  answer: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>,
): Promise<{ url: string; stop(): Promise<void> }> {
  const server: Server = createServer((request, response) => {
    void (async () => answer(request, response))().catch((error) => {
      response.destroy();
      console.error(error);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
