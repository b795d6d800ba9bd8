import { spawn } from "node:child_process";
import { once } from "node:events";

export interface ServerProcess extends AsyncDisposable {
  /** `http://127.0.0.1:41234` */
  readonly url: string;
}

/** A server of another project, until the test ends. @param args are told the port's number */
export async function startServer(
  command: string,
  args: readonly string[],
  { port, env = {}, answers = "/" }: { port: number; env?: Record<string, string>; answers?: string },
): Promise<ServerProcess> {
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.on("error", (error) => {
    said = `${error.message}; rclone is Debian's package rclone`;
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said = `${said}${text}`.slice(-3000);
    });
  }
  const url = `http://127.0.0.1:${port}`;
  for (let attempt = 0; ; attempt += 1) {
    if (child.exitCode !== null || child.pid === undefined || attempt === 1200)
      throw new Error(`${command} does not answer:\n${said}`);
    if (await fetch(`${url}${answers}`).catch(() => undefined)) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    url,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}
