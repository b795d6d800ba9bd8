import type { ServerResponse } from "node:http";
import { Counter, listen, type StandIn } from "./stand-in.ts";

export interface WebHdfsStandIn extends StandIn {
  /** Requests that the data node got. */
  readonly dataRequests: readonly string[];
  readonly folders: Set<string>;
  /** So many of the next writes to the data node are cut off. */
  readonly faults: { writes: number };
}

/**
 * HDFS behind its HTTP interface: a name node that sends clients to a data node with 307, as Hadoop does it.
 * Source: hadoop.apache.org, "WebHDFS REST API".
 */
export async function webHdfsStandIn(folders: readonly string[]): Promise<WebHdfsStandIn> {
  const counter = new Counter();
  const known = new Set(["/", ...folders]);
  const dataRequests: string[] = [];
  const faults = { writes: 0 };
  const mkdirs = (path: string) => {
    for (let end = path.indexOf("/", 1); end > 0; end = path.indexOf("/", end + 1))
      known.add(path.slice(0, end));
  };
  const dataNode = await listen(async (request, response) => {
    const { path, query } = parsed(request.url);
    dataRequests.push(`${request.method} ${path}`);
    if (query.get("op") === "OPEN") {
      const bytes = counter.objects.get(path) ?? Buffer.alloc(0);
      const offset = Number(query.get("offset") ?? 0);
      const length = query.get("length");
      const piece = bytes.subarray(offset, length === null ? undefined : offset + Number(length));
      response.writeHead(200, { "content-type": "application/octet-stream" }).end(piece);
      return;
    }
    if (faults.writes > 0) {
      faults.writes -= 1;
      request.once("data", () => request.destroy());
      return;
    }
    const { bytes, isWhole } = await counter.body(request);
    // HDFS keeps what came before the sender went away, under the name that it was sent to.
    counter.objects.set(path, bytes);
    mkdirs(path);
    if (isWhole) response.writeHead(201, { location: `webhdfs://data${path}` }).end();
  });
  const nameNode = await listen(async (request, response) => {
    const { path, query } = parsed(request.url);
    const op = query.get("op");
    counter.requests.push(`${request.method} ${path} ${op}`);
    const { length } = (await counter.body(request)).bytes;
    if (length > 0) return refuse(response, 400, "IllegalArgumentException", "a name node takes no data");
    const file = counter.objects.get(path);
    const statusOf = (found: string, suffix: string) => ({
      pathSuffix: suffix,
      type: counter.objects.has(found) ? "FILE" : "DIRECTORY",
      length: counter.objects.get(found)?.length ?? 0,
      modificationTime: 0,
      replication: 1,
    });
    const exists = file !== undefined || known.has(path);
    if (op === "CREATE") {
      if (file !== undefined && query.get("overwrite") !== "true") {
        return refuse(
          response,
          403,
          "FileAlreadyExistsException",
          `${path} for client 127.0.0.1 already exists`,
        );
      }
      return redirect(response, `${dataNode.url}/webhdfs/v1${encodeURI(path)}?op=CREATE&overwrite=true`);
    }
    if (op === "RENAME") {
      const target = query.get("destination") ?? "";
      const isPossible = file !== undefined && !counter.objects.has(target);
      if (isPossible) {
        counter.objects.set(target, file);
        counter.objects.delete(path);
      }
      return answer(response, { boolean: isPossible });
    }
    if (op === "DELETE") return answer(response, { boolean: counter.objects.delete(path) });
    if (!exists) return refuse(response, 404, "FileNotFoundException", `File does not exist: ${path}`);
    if (op === "GETFILESTATUS") return answer(response, { FileStatus: statusOf(path, "") });
    if (op === "OPEN") {
      query.set("namenoderpcaddress", "name:8020");
      return redirect(response, `${dataNode.url}/webhdfs/v1${encodeURI(path)}?${query}`);
    }
    const below = new Set(
      [...counter.objects.keys(), ...known]
        .filter((name) => name !== path && name.startsWith(path === "/" ? "/" : `${path}/`))
        .map((name) => name.slice(path === "/" ? 1 : path.length + 1).split("/")[0] ?? ""),
    );
    const FileStatus = [...below].map((name) => statusOf(`${path === "/" ? "" : path}/${name}`, name));
    return answer(response, { FileStatuses: { FileStatus } });
  });
  return Object.assign(counter, {
    url: nameNode.url,
    folders: known,
    dataRequests,
    faults,
    async [Symbol.asyncDispose]() {
      await nameNode.stop();
      await dataNode.stop();
    },
  });
}

function parsed(url = "/"): { path: string; query: URLSearchParams } {
  const { pathname, searchParams } = new URL(url, "http://localhost");
  const path = decodeURIComponent(pathname.replace(/^\/webhdfs\/v1/, "")).replace(/(?<=.)\/+$/, "");
  return { path: path === "" ? "/" : path, query: searchParams };
}

function answer(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(307, { location, "content-length": 0 }).end();
}

function refuse(response: ServerResponse, status: number, exception: string, message: string): void {
  const body = JSON.stringify({ RemoteException: { exception, javaClassName: exception, message } });
  response.writeHead(status, { "content-type": "application/json" }).end(body);
}
