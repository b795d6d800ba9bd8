import { describe, expect, test } from "vitest";
import { semanticVersionFault, strictVersion } from "../../src/nim/semantic-version.ts";

describe("a strict version is", () => {
  test.each(["0.0.0", "1.2.3-rc.1+build.007", "1.2.3+a-b", "0.0.0--a-.0", "18446744073709551615.0.0"])(
    "%s",
    (text) => expect(semanticVersionFault(text)).toBeUndefined(),
  );
});

describe("no strict version is", () => {
  test.each([
    ["", "empty"],
    ["12.4", "three numbers"],
    ["1.2.3.4", "digits"],
    ["v1.2.3", 'begins with "v"'],
    ["..1", "missing"],
    ["550.127.08", "08 begins with a zero"],
    ["1.2.3-01", "01 begins with a zero"],
    ["1.2.3-", "empty"],
    ["1.2.3+", "empty"],
    ["1.2.3-ä", "letters, digits and hyphens"],
    ["1.2.3\n", "digits"],
    ["1.2.18446744073709551616", "too large"],
  ])("%s: %s", (text, fault) => expect(semanticVersionFault(text)).toContain(fault));
});

describe("the strict form of", () => {
  test.each([
    ["550.127.08", "550.127.8"],
    ["v1.2.3", "1.2.3"],
    ["12.4", "12.4.0"],
    ["12", "12.0.0"],
    ["1.2.3.4", undefined],
    ["", undefined],
    ["latest", undefined],
  ])("%s is %s", (text, strict) => expect(strictVersion(text)).toBe(strict));
});
