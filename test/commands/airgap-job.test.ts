import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { airgapJob } from "../../src/commands/airgap-job.ts";
import type { GivenSettings } from "../../src/commands/lint-request.ts";
import { lockFileName } from "../../src/nim/profile/lock/lock.ts";
import { profileId } from "../support/cache-folder.ts";

const image = "nvcr.io/nim/meta/llama:1.8";

test("what the lock knows of an image's profiles goes along, so that their sizes are known before", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "nimops-job-"));
  try {
    const profile = { id: profileId, size: 7_000, sources: { size: "hand" } };
    writeFileSync(join(cwd, "nimops.yaml"), "clusters: []\n");
    writeFileSync(join(cwd, lockFileName), lockOf(profile));
    const output = { write() {}, isTTY: false, columns: 80 };
    const world = { cwd, env: {}, stdin: () => new Uint8Array(), stderr: output };
    const { caches } = await airgapJob("download", imageGiven, [], world);
    expect(caches[0]?.known?.get(profileId)).toMatchObject({ size: 7_000 });
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
});

function lockOf(profile: unknown): string {
  return JSON.stringify({ version: 1, images: { [image]: { profiles: [profile] } } });
}

const imageGiven: GivenSettings = {
  text: () => undefined,
  texts: (name) => (name === "image" ? [image] : []),
  isSet: () => false,
  called: (name) => `--${name}`,
};
