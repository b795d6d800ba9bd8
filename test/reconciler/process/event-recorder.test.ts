import { expect, test } from "vitest";
import { EventRecorder } from "../../../reconciler/process/event-recorder.ts";
import { readRepository } from "../../../reconciler/repository/read-repository.ts";
import { ClusterError } from "../../../src/kube/cluster-error.ts";
import type { LiveObject, ObjectToSend } from "../../../src/kube/object.ts";

test("an event is about its NIMRepository, and has no credential in it", async () => {
  const { recorder, sent } = bed();
  const token = `ghp_${"a1B2".repeat(9)}`;
  await recorder.record(repository(), {
    type: "Warning",
    reason: "AuthenticationFailed",
    message: `with ${token}`,
  });
  expect(sent).toMatchObject([
    {
      kind: "Event",
      metadata: { namespace: "nimops" },
      involvedObject: { kind: "NIMRepository", name: "models", uid: "u" },
      type: "Warning",
      reason: "AuthenticationFailed",
    },
  ]);
  expect(JSON.stringify(sent)).not.toContain(token);
});

test("the same is not told twice in a row, and of one repository no more than it may", async () => {
  const { recorder, sent, go } = bed();
  for (let count = 0; count < 5; count += 1) await recorder.record(repository(), told("same"));
  expect(sent).toHaveLength(1);
  for (let count = 0; count < 100; count += 1) await recorder.record(repository(), told(`other ${count}`));
  expect(sent).toHaveLength(20);
  go(60_000);
  for (let count = 0; count < 100; count += 1) await recorder.record(repository(), told(`later ${count}`));
  expect(sent).toHaveLength(26);
});

test("an event that cannot be recorded keeps nobody from anything", async () => {
  const { recorder, errors } = bed(new ClusterError("forbidden", "you may not create events"));
  await recorder.record(repository(), told("x"));
  expect(errors).toEqual(["you may not create events"]);
});

function told(message: string) {
  return { type: "Normal", reason: "Created", message } as const;
}

function bed(fault?: ClusterError) {
  let now = Date.parse("2026-11-21T12:00:00Z");
  const sent: ObjectToSend[] = [];
  const errors: string[] = [];
  const recorder = new EventRecorder({
    cluster: {
      create: async (object) => {
        if (fault) throw fault;
        sent.push(object);
        const metadata = { ...object.metadata, uid: "1", resourceVersion: "1" };
        const made: LiveObject = { ...object, metadata };
        return { object: made, warnings: [] };
      },
    },
    instance: "pod-1",
    now: () => now,
    onError: ({ message }) => void errors.push(message),
  });
  const go = (milliseconds: number) => {
    now += milliseconds;
  };
  return { recorder, sent, errors, go };
}

function repository() {
  const { repository } = readRepository({
    apiVersion: "nimops.dev/v1alpha1",
    kind: "NIMRepository",
    metadata: { name: "models", namespace: "nimops", uid: "u" },
    spec: { url: "https://github.com/acme/models.git" },
  });
  if (repository === undefined) throw new Error("the repository is not sound");
  return repository;
}
