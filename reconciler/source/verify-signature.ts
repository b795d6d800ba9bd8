import type { Git } from "./git.ts";
import { SourceError } from "./source.ts";

/** Sees to it that one of the allowed signers has signed a commit, with ssh. @throws SourceError */
export async function verifySignature(git: Git, commit: string): Promise<void> {
  const told = await git.run(["log", "-1", "--no-show-signature", "--format=%G?%n%GS", commit, "--"]);
  const [state = "", signer = ""] = told.split("\n");
  // `U` is a good signature of somebody whom the file does not name; `N` is none.
  if (state === "G" && signer !== "") return;
  throw new SourceError(
    "permanent",
    state === "N" ? "NotSigned" : "SignatureRefused",
    `commit ${commit.slice(0, 12)} ${state === "N" ? "is not signed" : (states[state] ?? states.E)}`,
    "sign it with a key that allowed_signers names: `git commit -S` with gpg.format=ssh",
  );
}

const states: Readonly<Record<string, string>> = {
  U: "is signed by somebody whom allowed_signers does not name",
  B: "has a signature that does not fit its content",
  X: "has a signature that has expired",
  Y: "is signed with a key that has expired",
  R: "is signed with a key that was revoked",
  E: "has a signature that cannot be checked",
};
