import { describe, expect, test } from "vitest";
import type { Clock } from "../../src/kube/clock.ts";
import { IssuedToken } from "../../src/kube/issued-token.ts";

describe("a token that an issuer gives", () => {
  test("is kept while it lasts, and another is asked for before it runs out", async () => {
    const { token, at, asked } = issued({ lasts: 300 });
    expect(await token.current()).toBe(await token.current());
    at(170);
    await token.current();
    expect(asked()).toBe(1);
    at(190);
    expect(await token.current()).toBe(jwt(2, 300));
    expect(asked()).toBe(2);
  });

  test("lasts as long from when it came, whatever the issuer's clock says", async () => {
    const { token, at, asked } = issued({ lasts: 300, clock: 4_000_000_000 });
    at(100);
    await token.current();
    at(270);
    await token.current();
    expect(asked()).toBe(1);
  });

  test("is asked for once by those who ask at the same time", async () => {
    const { token, asked } = issued({ lasts: 300 });
    const all = await Promise.all([token.current(), token.current(), token.current()]);
    expect(new Set(all).size).toBe(1);
    expect(asked()).toBe(1);
  });

  test("is used to its end while the issuer fails, which is asked again after ten seconds", async () => {
    const { token, at, asked, fail } = issued({ lasts: 300 });
    const first = await token.current();
    fail(true);
    at(200);
    expect(await token.current()).toBe(first);
    expect(await token.current()).toBe(first);
    expect(asked()).toBe(2);
    at(211);
    expect(await token.current()).toBe(first);
    expect(asked()).toBe(3);
    at(301);
    await expect(token.current()).rejects.toThrow("out of order");
    fail(false);
    expect(await token.current()).toBe(jwt(5, 300));
  });

  test("that is forgotten is asked for again", async () => {
    const { token, asked } = issued({ lasts: 300 });
    await token.current();
    token.forget();
    await token.current();
    expect(asked()).toBe(2);
  });

  test("that is forgotten while another is asked for does not come back", async () => {
    const { token, at, fail } = issued({ lasts: 300 });
    await token.current();
    fail(true);
    at(200);
    const asked = [token.current(), token.current()];
    token.forget();
    for (const each of asked) await expect(each).rejects.toThrow("out of order");
  });

  test("that says nothing of its life is kept until it is refused", async () => {
    const { token, at, asked } = issued({ text: "opaque-token" });
    await token.current();
    at(100_000);
    expect(await token.current()).toBe("opaque-token");
    expect(asked()).toBe(1);
  });

  test.each(["", "two words", "line\nend", "x".repeat(70_000)])(
    "of a form that none has is refused",
    async (text) => {
      const error = await issued({ text })
        .token.current()
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: "UserError", message: expect.stringContaining("no token has") });
      if (text !== "") expect(String(error)).not.toContain(text);
    },
  );
});

/** An issuer whose tokens last so many seconds, on a clock that the test sets. */
function issued({
  lasts = 300,
  clock = 1_700_000_000,
  text,
}: {
  lasts?: number;
  clock?: number;
  text?: string;
}) {
  let now = 0;
  let count = 0;
  let fails = false;
  const time: Clock = { now: () => now, after: () => () => {} };
  const token = new IssuedToken(async () => {
    count += 1;
    if (fails) throw new Error("out of order");
    return text ?? jwt(count, lasts, clock);
  }, time);
  return {
    token,
    at: (seconds: number) => {
      now = seconds * 1000;
    },
    asked: () => count,
    fail: (does: boolean) => {
      fails = does;
    },
  };
}

function jwt(id: number, lasts: number, clock = 1_700_000_000): string {
  const claims = JSON.stringify({ jti: id, iat: clock, exp: clock + lasts });
  return `e30.${Buffer.from(claims).toString("base64url")}.sig`;
}
