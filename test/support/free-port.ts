import { createServer } from "node:net";

/**
 * A port of 127.0.0.1 for a program that cannot choose one itself.
 *
 * It is free now, and stays so: it lies below those that Linux gives to connections and to who asks for any (from 32768 on), and each
 * process of the tests has others.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ports; attempt += 1) {
    const port = first + ((process.pid * share + given) % ports);
    given += 1;
    if (await isFree(port)) return port;
  }
  throw new Error("no free port");
}

const [first, ports, share] = [11_000, 18_000, 16];
let given = 0;

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.on("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
