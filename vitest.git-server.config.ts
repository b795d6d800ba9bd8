import { defineConfig } from "vitest/config";
import { programPath, programs } from "./test/git-server/programs.ts";
import { secondTry } from "./test/support/second-try.ts";

/** Git over ssh and TLS, signed commits and huge repositories: they need openssh-server, openssh-client and openssl. */
export default defineConfig(() => {
  const missing = programs.filter((name) => programPath(name) === undefined);
  const told = `${missing.join(", ")} not installed: apt-get install openssh-server openssh-client openssl`;
  if (missing.length > 0 && process.env.CI) throw new Error(told);
  if (missing.length > 0) console.error(`skipped: ${told}`);
  return {
    test: {
      include: missing.length > 0 ? [] : ["test/git-server/**/*.test.ts"],
      passWithNoTests: missing.length > 0,
      retry: secondTry,
      testTimeout: 180_000,
      hookTimeout: 60_000,
    },
  };
});
