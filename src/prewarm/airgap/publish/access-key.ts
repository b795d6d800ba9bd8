import { statSync } from "node:fs";
import { resolve } from "node:path";
import { boundedFile } from "../../../manifest/bounded-file.ts";
import { reasonOf } from "../../../manifest/find.ts";
import { UserError } from "../../../user-error.ts";

export interface KeySource {
  /** Name of an environment variable. */
  readonly variable?: string | undefined;
  readonly file?: string | undefined;
}

export const usualKeyVariable = "EDB_ACCESS_KEY";

/** @throws UserError where there is none, or something else; what it is, is never told. */
export function accessKey(
  { variable, file }: KeySource,
  {
    env,
    cwd,
    warn,
  }: {
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly cwd: string;
    readonly warn: (sentence: string) => void;
  },
): string {
  if (file !== undefined) return keyIn(resolve(cwd, file), file, warn);
  const name = variable ?? usualKeyVariable;
  const key = env[name]?.trim() ?? "";
  if (key !== "") return printableKey(key, `the environment variable ${name}`);
  throw new UserError(`there is no access key: the environment variable ${name} is not set`, {
    help: "set it, or name another with publish.accessKeyEnv (--access-key-env), or a file with publish.accessKeyFile (--access-key-file)",
  });
}

function keyIn(path: string, shown: string, warn: (sentence: string) => void): string {
  let text: string;
  try {
    text = boundedFile(path, 64 * 1024, "named")
      .toString("utf8")
      .trim();
    if ((statSync(path).mode & 0o044) !== 0)
      warn(`others may read the access key in ${shown}: \`chmod 600\` ends that`);
  } catch (error) {
    throw new UserError(`cannot read the access key's file ${shown}: ${reasonOf(error)}`);
  }
  return printableKey(text, shown);
}

/** What has blanks or line ends in it would be no header. */
function printableKey(key: string, where: string): string {
  if (/^[\x21-\x7e]{1,4000}$/.test(key)) return key;
  throw new UserError(`${where} holds no access key: one word of letters, digits and signs`, {
    help: "put nothing into it but the key",
  });
}
