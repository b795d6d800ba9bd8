import { execFileSync, spawn } from "node:child_process";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

export interface GitServerOptions {
  /** Folder whose repositories are served: `ROOT/models.git` or a work tree `ROOT/models`. */
  readonly root: string;
  /** Basic auth, without which 401 is the answer. */
  readonly login?: { readonly username: string; readonly password: string };
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Answers in place of git where it returns true. */
  readonly instead?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** It answers only after that. */
  readonly before?: () => Promise<void> | undefined;
}

export interface GitServer extends AsyncDisposable {
  readonly url: string;
  /** Method, path and query of each request. */
  readonly asked: readonly string[];
  /** The values of the `Authorization` header, undefined for a request without one. */
  readonly logins: readonly (string | undefined)[];
}

/** A Git server as people have them: git's own `http-backend` behind a web server with Basic auth. */
export async function gitServer(options: GitServerOptions): Promise<GitServer> {
  const asked: string[] = [];
  const logins: (string | undefined)[] = [];
  const backend = join(execFileSync("git", ["--exec-path"], { encoding: "utf8" }).trim(), "git-http-backend");
  const answer: RequestListener = async (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    logins.push(request.headers.authorization);
    await options.before?.();
    if (options.instead?.(request, response)) return;
    if (options.login && request.headers.authorization !== basic(options.login)) {
      response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end();
      return;
    }
    passOn(request, response, backend, options.root);
  };
  const server = options.tls ? createSecureServer(options.tls, answer) : createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${options.tls ? "https" : "http"}://127.0.0.1:${port}`,
    asked,
    logins,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function basic({ username, password }: { username: string; password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

/** As CGI (RFC 3875): headers, an empty line, the body. */
function passOn(request: IncomingMessage, response: ServerResponse, backend: string, root: string): void {
  const url = new URL(request.url ?? "/", "http://localhost");
  const child = spawn(backend, {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "safe.directory",
      GIT_CONFIG_VALUE_0: "*",
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: `${request.headers["content-encoding"] ?? ""}`,
      GIT_PROTOCOL: `${request.headers["git-protocol"] ?? ""}`,
      REMOTE_USER: "tester",
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  response.on("close", () => child.kill());
  child.stdin.on("error", () => {});
  request.pipe(child.stdin);
  let head = Buffer.alloc(0);
  const onHead = (bytes: Buffer) => {
    head = Buffer.concat([head, bytes]);
    const end = head.indexOf("\r\n\r\n");
    if (end === -1) return;
    child.stdout.off("data", onHead);
    const headers = head
      .toString("latin1", 0, end)
      .split("\r\n")
      .map((line) => line.split(/: */, 2));
    const status = headers.find(([name]) => name === "Status")?.[1];
    response.statusCode = Number.parseInt(status ?? "200", 10);
    for (const [name = "", value = ""] of headers) if (name !== "Status") response.setHeader(name, value);
    response.write(head.subarray(end + 4));
    child.stdout.pipe(response);
  };
  child.stdout.on("data", onHead);
}
