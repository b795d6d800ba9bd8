import type { Server } from "node:http";
import { UserError } from "../../src/user-error.ts";

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** The port that it listens on. @throws UserError where it cannot. */
export function listening(server: Server, { host, port }: Address, what: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      reject(new UserError(`cannot listen on ${host}:${port} for ${what}: ${error.message}`));
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

/** Open connections end at once. */
export function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
