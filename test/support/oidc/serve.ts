/** Discovery and keys of an issuer, until its input ends: `serve.ts FOLDER URL`. */
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { join } from "node:path";

const [folder = "", url = ""] = process.argv.slice(2);
const file = (name: string) => readFileSync(join(folder, name));
const pages: Readonly<Record<string, unknown>> = {
  "/.well-known/openid-configuration": {
    issuer: url,
    jwks_uri: `${url}/keys`,
    response_types_supported: ["id_token"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
  },
  "/keys": JSON.parse(file("keys.json").toString()),
};

const server = createServer({ cert: file("tls.crt"), key: file("tls.key") }, (request, response) => {
  const page = pages[request.url ?? ""];
  response.writeHead(page === undefined ? 404 : 200, { "content-type": "application/json" });
  response.end(JSON.stringify(page ?? {}));
});
server.listen(Number(new URL(url).port), "127.0.0.1", () => process.stdout.write("ready\n"));
process.stdin.resume().on("end", () => process.exit());
