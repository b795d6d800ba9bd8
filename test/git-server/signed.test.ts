import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { readNow, SourceBed, sourceError } from "../support/source-bed.ts";
import { makeKey } from "./ssh-server.ts";

const folder = mkdtempSync(join(tmpdir(), "nimops-signers-"));
let bed: SourceBed;

beforeAll(() => {
  for (const name of ["ada", "eve"]) makeKey(join(folder, name));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  bed = await SourceBed.make();
});
afterEach(() => bed[Symbol.asyncDispose]());

const signer = (name: string) =>
  `${name}@example.com namespaces="git" ${readFileSync(join(folder, `${name}.pub`), "utf8")}`;

function commitAs(name: string | undefined, message: string): string {
  bed.repository.write("a.yaml", `${message}: 1\n`);
  bed.repository.git("add", "-A");
  const signed = ["-c", "gpg.format=ssh", "-c", `user.signingKey=${join(folder, name ?? "")}`];
  bed.repository.git(
    ...(name ? signed : []),
    "commit",
    "-q",
    ...(name ? ["-S"] : ["--no-gpg-sign"]),
    "-m",
    message,
  );
  return bed.repository.git("rev-parse", "HEAD").trim();
}

it("a commit of an allowed signer is read", async () => {
  commitAs("ada", "one");
  expect(await readNow(bed.source({ access: { allowedSigners: signer("ada") } }))).toHaveLength(1);
});

it("one that nobody signed, and one that somebody else signed, are not, and the last one can be read again", async () => {
  commitAs("ada", "one");
  const source = bed.source({ access: { allowedSigners: signer("ada") } });
  const good = await source.look();
  await source.read(good, ".");
  commitAs(undefined, "two");
  const unsigned = await sourceError(readNow(source));
  expect([unsigned.kind, unsigned.reason]).toEqual(["permanent", "NotSigned"]);
  commitAs("eve", "three");
  const stranger = await sourceError(readNow(source));
  expect([stranger.kind, stranger.reason]).toEqual(["permanent", "SignatureRefused"]);
  expect(await source.read(good, ".")).toHaveLength(1);
});

it("a signature that was moved to another commit does not count", async () => {
  commitAs("ada", "one");
  const object = bed.repository.git("cat-file", "commit", "HEAD");
  const forged = object.replace("one", "two");
  bed.repository.write("forged", forged);
  const commit = bed.repository.git("hash-object", "-t", "commit", "-w", "forged").trim();
  bed.repository.git("update-ref", "refs/heads/main", commit);
  const { reason } = await sourceError(readNow(bed.source({ access: { allowedSigners: signer("ada") } })));
  expect(reason).toBe("SignatureRefused");
});

it("who was taken off the list is no longer trusted, though the commit is here already", async () => {
  commitAs("ada", "one");
  let allowedSigners = signer("ada");
  const source = bed.source({ access: async () => ({ allowedSigners }) });
  expect(await readNow(source)).toHaveLength(1);
  allowedSigners = signer("eve");
  expect((await sourceError(readNow(source))).reason).toBe("SignatureRefused");
});
