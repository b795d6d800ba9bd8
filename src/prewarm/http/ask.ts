import * as http from "node:http";
import * as https from "node:https";

export interface HttpAsk {
  readonly method: "GET" | "POST" | "PATCH";
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly trust: Trust;
  /** Milliseconds until the last byte. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
}

/** Whose certificates are believed. */
export interface Trust {
  /** PEM; believed beside the usual authorities. */
  readonly ca?: string | undefined;
  /** False: whoever answers is believed. */
  readonly verify: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
  /** Where a redirection leads. */
  readonly location: string | undefined;
}

/** Bytes; more is no answer of an API that is asked here. */
const largestAnswer = 64 * 1024 * 1024;

/**
 * One request and its whole answer. Redirections are not followed: they would take the credentials along.
 *
 * @throws Error as Node has it, where there is no answer.
 */
export async function ask({
  method,
  url,
  headers,
  body,
  trust,
  timeout,
  signal,
}: HttpAsk): Promise<HttpAnswer> {
  const { ca, verify } = trust;
  const certificates = ca === undefined ? undefined : [...(await usualAuthorities()), ca];
  const content = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  const limit = AbortSignal.timeout(timeout);
  return new Promise((resolve, reject) => {
    const request = (url.protocol === "https:" ? https : http).request(
      url,
      {
        method,
        headers: {
          accept: "application/json",
          "user-agent": "nimops",
          ...(content === undefined
            ? {}
            : { "content-type": "application/json", "content-length": String(content.length) }),
          ...headers,
        },
        signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
        agent: false,
        ...(url.protocol === "https:" && {
          rejectUnauthorized: verify,
          ...(certificates === undefined ? {} : { ca: certificates }),
        }),
      },
      (response) => {
        const pieces: Buffer[] = [];
        let size = 0;
        response.on("data", (piece: Buffer) => {
          size += piece.length;
          if (size > largestAnswer) response.destroy(new Error("the answer has no end"));
          else pieces.push(piece);
        });
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            text: Buffer.concat(pieces).toString("utf8"),
            location: response.headers.location,
          }),
        );
      },
    );
    request.on("error", (error) =>
      reject(limit.aborted ? new Error(`no answer within ${timeout / 1000} s`) : error),
    );
    request.end(content);
  });
}

/** Those that Node knows, which `ca` would else replace. */
async function usualAuthorities(): Promise<readonly string[]> {
  const { rootCertificates } = await import("node:tls");
  return rootCertificates;
}
