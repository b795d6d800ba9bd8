import fc from "fast-check";
import { expect, test } from "vitest";
import { semanticVersionFault } from "../../../src/nim/semantic-version.ts";
import { versionComplaint } from "../../../src/nim/workload/version-complaint.ts";

test.each([
  ["550.54.15", undefined],
  ["550.127.08", 'Patch number must not contain leading zeroes "08"'],
  ["550.54", "No Major.Minor.Patch elements found"],
  ["v1.2.3", 'Invalid character(s) found in major number "v1"'],
  ["1..3", 'strconv.ParseUint: parsing "": invalid syntax'],
  ["1.2.3-01", 'Numeric PreRelease version must not contain leading zeroes "01"'],
  ["1.2.3+", "Build meta data is empty"],
  ["", "Version string empty"],
])("of %j the operator says %j", (text, said) => expect(versionComplaint(text)).toBe(said));

test("the operator complains of just those versions that lint calls wrong", () => {
  const parts = fc.constantFrom("0", "1", "08", "a", "-", "+", ".", "é", "18446744073709551616");
  const text = fc.array(parts, { maxLength: 12 }).map((list) => list.join(""));
  fc.assert(
    fc.property(text, (version) => {
      expect(versionComplaint(version) === undefined, version).toBe(
        semanticVersionFault(version) === undefined,
      );
    }),
  );
});
