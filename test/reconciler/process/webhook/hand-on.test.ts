import { expect, test } from "vitest";
import { HandOn } from "../../../../reconciler/process/webhook/hand-on.ts";
import { pushedCommit } from "../../../../reconciler/process/webhook/pushed-commit.ts";
import type { LiveObject } from "../../../../src/kube/object.ts";
import type { ValueMap } from "../../../../src/nim/value.ts";

const now = Date.parse("2026-11-21T10:00:00Z");

test("who does not lead asks for those that follow what was pushed, and for no others", async () => {
  const { handOn, patched } = standby([
    following("models", "https://github.com/acme/models.git"),
    following("same", "git@github.com:acme/models.git"),
    following("other", "https://github.com/acme/other.git"),
  ]);
  handOn.pushed(push("acme/models"));
  await handOn.ended();
  expect(patched).toEqual([
    ["models", { metadata: { annotations: { "nimops.dev/reconcile": "2026-11-21T10:00:00.000Z" } } }],
    ["same", { metadata: { annotations: { "nimops.dev/reconcile": "2026-11-21T10:00:00.000Z" } } }],
  ]);
});

test("a thousand pushes in a moment are two lists", async () => {
  const { handOn, patched, lists } = standby([following("models", "https://github.com/acme/models.git")]);
  for (let push = 0; push < 1000; push++) handOn.pushed(pushOf(push));
  await handOn.ended();
  expect(lists()).toBe(2);
  expect(patched).toHaveLength(2);
});

test("an API server that refuses is told of, and the next push is handed on", async () => {
  const errors: unknown[] = [];
  const bed = standby([following("models", "https://github.com/acme/models.git")], errors);
  bed.fails(true);
  bed.handOn.pushed(push("acme/models"));
  await bed.handOn.ended();
  bed.fails(false);
  bed.handOn.pushed(push("acme/models"));
  await bed.handOn.ended();
  expect(errors).toEqual([new Error("no")]);
  expect(bed.patched).toHaveLength(1);
});

test("one that cannot be asked for keeps the others from nothing", async () => {
  const errors: unknown[] = [];
  const url = "https://github.com/acme/models.git";
  const bed = standby([following("gone", url), following("models", url)], errors);
  bed.handOn.pushed(push("acme/models"));
  await bed.handOn.ended();
  expect(errors).toEqual([new Error("gone")]);
  expect(bed.patched.map(([name]) => name)).toEqual(["models"]);
});

function standby(repositories: readonly LiveObject[], errors: unknown[] = []) {
  const patched: [name: string, patch: ValueMap][] = [];
  let lists = 0;
  let isFailing = false;
  const handOn = new HandOn({
    cluster: {
      async listAll() {
        if (isFailing) throw new Error("no");
        lists += 1;
        return { items: repositories, resourceVersion: "1" };
      },
      async patch({ name }, patch) {
        if (name === "gone") throw new Error("gone");
        patched.push([name, patch]);
        return { object: following(name, ""), warnings: [] };
      },
    },
    namespace: undefined,
    wall: () => now,
    onError: (error) => errors.push(error),
  });
  return { handOn, patched, lists: () => lists, fails: (does: boolean) => (isFailing = does) };
}

function following(name: string, url: string): LiveObject {
  return {
    apiVersion: "nimops.dev/v1alpha1",
    kind: "NIMRepository",
    metadata: { name, namespace: "nimops", uid: name, resourceVersion: "1" },
    spec: { url },
  };
}

function push(repository: string) {
  const commit = pushedCommit({ repository: { clone_url: `https://github.com/${repository}.git` } });
  if (!commit) throw new Error("no push");
  return commit;
}

/** Every other one of the repository that is followed. */
function pushOf(turn: number) {
  return push(turn % 2 === 0 ? "acme/models" : "acme/unknown");
}
