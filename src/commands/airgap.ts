import {
  type AirgapVerb,
  commonAirgapFlags,
  downloadFlags,
  dryRunFlag,
  imageFlags,
  mirrorFlags,
  profileFlags,
  publishFlags,
  runFlags,
  uploadFlags,
  verifyFlags,
} from "./airgap-flags.ts";
import type { Command, Flag } from "./command.ts";

const exits =
  "Exit codes: 0 all is as it should be (or, with --dry-run, would be), 1 it is not, or a step failed, 2 usage or the air-gap file, 4 internal error, 130 and 143 ended by SIGINT and SIGTERM; the next run goes on where it was.";

/** The others only look. */
const moves: ReadonlySet<AirgapVerb> = new Set(["mirror", "download", "upload", "publish", "run"]);

function command(
  verb: AirgapVerb,
  usage: string,
  about: string,
  flags: Readonly<Record<string, Flag>>,
  more: readonly string[] = [],
): Command {
  return {
    name: `airgap ${verb}`,
    usage: `nimops airgap ${verb} ${usage}`,
    about,
    flags: { ...commonAirgapFlags, ...(moves.has(verb) && { "dry-run": dryRunFlag }), ...flags },
    more: [...more, `docs/airgap.md tells the whole way. ${exits}`],
    async run(invocation, world) {
      const { runAirgap } = await import("./airgap-run.ts");
      return runAirgap(verb, invocation, world);
    },
  };
}

/** The way over an air gap, one step or all of them. */
export const airgapCommands: readonly Command[] = [
  command(
    "mirror",
    "[FLAGS] [PATH…]",
    "Copies images into a private registry with skopeo: all architectures, digests kept and compared first, so that a second run writes nothing. PATH is manifests whose images are meant.",
    { ...mirrorFlags, ...imageFlags },
    [
      "Logins come from the tools' own files, from an authFile of the air-gap file, or from environment variables that it names; never from flags.",
    ],
  ),
  command(
    "profiles",
    "[FLAGS] [PATH…]",
    "Tells the profiles of images, and selects those that the GPUs of the inventory can run. Nothing is run, and no GPU is needed.",
    { ...imageFlags, ...profileFlags },
  ),
  command(
    "download",
    "[FLAGS] [PATH…]",
    "Fills caches by running the images with podman, docker or a Job, and records what they hold. What is there stays; what was cut off is resumed.",
    { ...imageFlags, ...downloadFlags },
    ["The container gets NGC_API_KEY and HF_TOKEN from this environment, by name."],
  ),
  command(
    "upload",
    "[FLAGS]",
    "Uploads caches to a store, in the layout that their reader expects; what is there is not sent again, what was cut off is resumed, and the record comes last. No bucket is ever made.",
    uploadFlags,
    [
      "Credentials come from the vendors' usual places: AWS, Azure and Google variables and files; HTTP stores from NIMOPS_HTTP_TOKEN, or NIMOPS_HTTP_USER and NIMOPS_HTTP_PASSWORD. Never from flags or URLs.",
    ],
  ),
  command(
    "verify",
    "[FLAGS]",
    "Proves caches against their records: on disk, in the store, and, with --namespace or --url, in the cluster that serves them. What is not right is named by path.",
    verifyFlags,
  ),
  command(
    "publish",
    "[FLAGS]",
    "Points the catalogue of an EDB Hybrid Manager at the private registry, and prints the Model Profiles Path of each model.",
    publishFlags,
  ),
  command(
    "run",
    "--file FILE [FLAGS] [PATH…]",
    "Takes all steps that the air-gap file configures, in their order. Run again, it goes on where it was and does only what is missing.",
    runFlags,
  ),
];
