import { describe, expect, test } from "vitest";
import type { PassResult } from "../../reconciler/pass/pass.ts";
import { passJson, passReport } from "../../src/commands/pass-contract.ts";
import { Bed, cache, service } from "../support/reconciler/bed.ts";

const repository = {
  apiVersion: "nimops.dev/v1alpha1",
  kind: "NIMRepository",
  metadata: { name: "models", namespace: "models" },
} as const;

function reported(bed: Bed, result: PassResult, dryRun = false) {
  return passReport.parse(JSON.parse(passJson({ ...repository, spec: bed.spec }, result, dryRun)));
}

describe("nimops reconcile --once --format json", () => {
  test("tells what a dry run decided, and that it did nothing", async () => {
    const bed = new Bed();
    bed.push([cache("a"), service("s", "a")]);
    const report = reported(bed, await bed.pass({ dryRun: true }), true);
    expect(report).toMatchObject({
      version: 1,
      commit: bed.commit,
      dryRun: true,
      isInTheWay: false,
      done: [],
    });
    expect(report.planned).toEqual([
      { kind: "NIMCache", namespace: "models", name: "a", do: "create", fields: [] },
    ]);
    expect(report.resources.map(({ kind, phase, waitsFor }) => [kind, phase, waitsFor])).toEqual([
      ["NIMCache", "Pending", []],
      ["NIMService", "Waiting", ["NIMCache models/a"]],
    ]);
  });

  test("tells what was done, and what stands in the way", async () => {
    const bed = new Bed();
    bed.push([cache("a")]);
    const report = reported(bed, await bed.pass());
    expect(report.done).toMatchObject([{ did: "created", kind: "NIMCache", name: "a", reason: null }]);
    expect(report).toMatchObject({ stalled: null, transient: null, summary: "0 of 1 ready" });
    bed.push([cache("a", { storage: "?" })]);
    const broken = reported(bed, await bed.pass());
    expect(broken).toMatchObject({ isInTheWay: true, stalled: { reason: "InvalidManifests" } });
    expect(broken.findings[0]).toMatchObject({
      severity: "error",
      location: expect.stringContaining("models"),
    });
  });

  test("shows no bytes that a terminal or a runner would take for a command", async () => {
    const bed = new Bed();
    bed.pushFiles({ "models.yaml": '{"kind":"NIMCache\\u001b[2J\\n::error::x"}' });
    const text = passJson({ ...repository, spec: bed.spec }, await bed.pass(), false);
    expect(text).not.toMatch(/\p{Cc}\[|^::/mu);
  });
});
