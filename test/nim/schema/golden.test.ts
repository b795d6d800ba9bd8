import { describe, expect, test } from "vitest";
import { judge } from "../../../src/nim/schema/judge.ts";
import { undecodable } from "../../../src/nim/schema/undecodable.ts";
import type { Path } from "../../../src/nim/value.ts";
import {
  type AdmissionCase,
  admissionCases,
  type Cause,
  haveGolden,
  noGolden,
} from "../../support/golden.ts";

test("the recorded answers are there", ({ skip }) => {
  if (!haveGolden && process.env.CI) expect.fail(noGolden);
  skip(!haveGolden, noGolden);
});

describe.skipIf(!haveGolden)(`judge, beside a real API server (${haveGolden ? "3.1.2" : noGolden})`, () => {
  const creates = haveGolden ? admissionCases().filter(({ operation }) => operation === "create") : [];

  test("there are cases to compare with", () => {
    expect(creates.length).toBeGreaterThan(1000);
  });

  test.each(creates)("$id", (recorded) => {
    const { problems } = judge(recorded.kind, "3.1.2", recorded.object);
    const fields = recorded.apiserver.causes.flatMap(fieldsNamed);
    if (fields.length === 0) {
      expect(problems).toEqual([]);
      return;
    }
    const places = problems.map(({ path }) => serverPath(path));
    for (const field of fields) {
      expect(
        places.some((place) => place === field || place.startsWith(`${field}.`)),
        `${field} in ${places}`,
      ).toBe(true);
    }
  });

  test.each(creates.filter(judgedByWebhook))("$id can or cannot be decoded by the operator", (recorded) => {
    const refused = /cannot unmarshal|quantities must match/.test(recorded.webhook?.message ?? "");
    expect(undecodable(recorded.kind, "3.1.2", recorded.object).length > 0).toBe(refused);
  });
});

function judgedByWebhook({ kind, apiserver }: AdmissionCase): boolean {
  return apiserver.accepted && (kind === "NIMCache" || kind === "NIMService");
}

/** The fields that the server names, but for those that only a CEL rule refuses. */
function fieldsNamed({ field, message }: Cause): string[] {
  const unknown = [...message.matchAll(/unknown field "((?:[^"\\]|\\.)*)"/g)].map((match) =>
    dotted(match[1] ?? ""),
  );
  if (unknown.length > 0) return unknown;
  const metadata = /ObjectMeta\.(\w+)/.exec(message)?.[1];
  if (metadata !== undefined) return [`metadata.${metadata}`];
  return field === "<nil>" || celMessages.some((text) => message.includes(text)) ? [] : [dotted(field)];
}

const celMessages = [
  "Exactly one of",
  "exactly one of",
  "Only one of",
  "must not be set",
  "do not set",
  "cannot be set",
  "cannot be specified together",
  "mutually exclusive",
  "must be nil or disabled",
  "specify either configMapRef or config",
  "Must have port",
];

/** `a.b[0].c` as `a.b.0.c`; keys with dots are not told apart from paths. */
function dotted(field: string): string {
  return field.replace(/\[([^\]]*)\]/g, ".$1");
}

function serverPath(path: Path): string {
  return path.join(".");
}
