import fc from "fast-check";
import { expect, test } from "vitest";
import { shareRoom } from "../../../src/report/plan-view/share-room.ts";

test("where there is room for all, all have what they want", () => {
  expect(shareRoom([10, 0, 30], 40)).toEqual([10, 0, 30]);
});

test("the small ones are not hurt by a large one", () => {
  expect(shareRoom([1000, 10, 1000, 20], 130)).toEqual([50, 10, 50, 20]);
});

test("never more is shared than there is, and nobody gets more than wanted", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(10_000), { maxLength: 12 }),
      fc.integer({ min: -5, max: 20_000 }),
      (wanted, room) => {
        const shares = shareRoom(wanted, room);
        const sum = shares.reduce((total, share) => total + share, 0);
        expect(sum).toBeLessThanOrEqual(Math.max(0, room));
        for (const [index, share] of shares.entries()) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(wanted[index] ?? 0);
        }
        if (wanted.reduce((total, size) => total + size, 0) <= room) expect(shares).toEqual(wanted);
      },
    ),
  );
});
