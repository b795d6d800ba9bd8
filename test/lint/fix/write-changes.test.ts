import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeChanges } from "../../../src/lint/fix/write-changes.ts";

let folder = "";
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "nimops-write-")));
});
afterEach(() => rmSync(folder, { recursive: true }));

function changeOf(name: string, before: string, after: string) {
  return { path: name, absolute: join(folder, name), before, after };
}

test("writes the new text, keeps the mode, and leaves nothing else behind", () => {
  writeFileSync(join(folder, "a.yaml"), "\uFEFFa: 1\r\n");
  chmodSync(join(folder, "a.yaml"), 0o640);
  const change = changeOf("a.yaml", "\uFEFFa: 1\r\n", "\uFEFFa: é\r\n");
  expect(writeChanges([change], folder)).toEqual({ written: [change], failed: [] });
  expect(readFileSync(join(folder, "a.yaml"), "utf8")).toBe("\uFEFFa: é\r\n");
  expect(statSync(join(folder, "a.yaml")).mode & 0o777).toBe(0o640);
  expect(readdirSync(folder)).toEqual(["a.yaml"]);
});

test("a file that somebody has changed since is left as it is", () => {
  writeFileSync(join(folder, "a.yaml"), "a: 3\n");
  expect(writeChanges([changeOf("a.yaml", "a: 1\n", "a: 2\n")], folder)).toEqual({
    written: [],
    failed: [{ path: "a.yaml", reason: "it has changed since it was read" }],
  });
  expect(readFileSync(join(folder, "a.yaml"), "utf8")).toBe("a: 3\n");
});

test("a file that is gone is told, and the others are written", () => {
  writeFileSync(join(folder, "b.yaml"), "b: 1\n");
  const { written, failed } = writeChanges(
    [changeOf("a.yaml", "a: 1\n", "a: 2\n"), changeOf("b.yaml", "b: 1\n", "b: 2\n")],
    folder,
  );
  expect(failed).toEqual([{ path: "a.yaml", reason: "no such file or directory" }]);
  expect(written.map(({ path }) => path)).toEqual(["b.yaml"]);
});

test("through a link inside the root the file is written, and the link stays a link", () => {
  mkdirSync(join(folder, "base"));
  writeFileSync(join(folder, "base/a.yaml"), "a: 1\n");
  symlinkSync("base/a.yaml", join(folder, "link.yaml"));
  const changes = [changeOf("base/a.yaml", "a: 1\n", "a: 2\n"), changeOf("link.yaml", "a: 1\n", "a: 2\n")];
  expect(writeChanges(changes, folder).failed).toEqual([]);
  expect(readFileSync(join(folder, "base/a.yaml"), "utf8")).toBe("a: 2\n");
  expect(
    readdirSync(folder, { withFileTypes: true })
      .find(({ name }) => name === "link.yaml")
      ?.isSymbolicLink(),
  ).toBe(true);
});

test("a link that leaves the root is never written through", () => {
  mkdirSync(join(folder, "root"));
  writeFileSync(join(folder, "a.yaml"), "a: 1\n");
  symlinkSync("../a.yaml", join(folder, "root/a.yaml"));
  const { failed } = writeChanges([changeOf("root/a.yaml", "a: 1\n", "a: 2\n")], join(folder, "root"));
  expect(failed).toEqual([
    { path: "root/a.yaml", reason: "it is a symbolic link that leads out of the root" },
  ]);
  expect(readFileSync(join(folder, "a.yaml"), "utf8")).toBe("a: 1\n");
});

test("where the folder cannot be written, the old file stays whole", ({ skip }) => {
  skip(process.getuid?.() === 0, "root may write everywhere");
  writeFileSync(join(folder, "a.yaml"), "a: 1\n");
  chmodSync(folder, 0o555);
  const { failed } = writeChanges([changeOf("a.yaml", "a: 1\n", "a: 2\n")], folder);
  chmodSync(folder, 0o755);
  expect(failed).toEqual([{ path: "a.yaml", reason: "permission denied" }]);
  expect(readFileSync(join(folder, "a.yaml"), "utf8")).toBe("a: 1\n");
});
