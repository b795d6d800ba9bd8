import { expect, it } from "vitest";
import { SharedByContent } from "../../../reconciler/source/shared-by-content.ts";

class Bed {
  readonly shared = new SharedByContent<object>();
  made = 0;

  take(user: object, content: unknown): object {
    return this.shared.take(user, content, () => ({ number: ++this.made }));
  }
}

const [one, other] = [{}, {}];

it("is the same thing for all that name the same content, in whatever order", () => {
  const bed = new Bed();
  const thing = bed.take(one, { host: "a", key: "k" });
  expect(bed.take(other, { key: "k", host: "a" })).toBe(thing);
  expect(bed.take({}, { key: "k", host: "b" })).not.toBe(thing);
  expect(bed.take({}, ["a", "k"])).not.toBe(thing);
});

it("stays as long as it has a user, however often each took it or gave it back", () => {
  const bed = new Bed();
  const thing = bed.take(one, "a");
  bed.take(one, "a");
  bed.take(other, "a");
  bed.shared.giveBack(one);
  bed.shared.giveBack(one);
  expect(bed.take({}, "a")).toBe(thing);
  const alone = bed.take(one, "b");
  bed.shared.giveBack(one);
  expect(bed.take(one, "b")).not.toBe(alone);
});

it("is given back by who takes another one", () => {
  const bed = new Bed();
  const thing = bed.take(one, "a");
  bed.take(one, "b");
  expect(bed.take(one, "a")).not.toBe(thing);
  expect(bed.made).toBe(3);
});

it("was never there where it could not be made", () => {
  const bed = new Bed();
  const fail = () => {
    throw new Error("no luck");
  };
  expect(() => bed.shared.take(one, "a", fail)).toThrow("no luck");
  expect(bed.take(other, "a")).toEqual({ number: 1 });
});
