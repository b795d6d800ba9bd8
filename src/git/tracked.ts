import { UserError } from "../user-error.ts";

/**
 * The files that git tracks below a folder, relative to it.
 *
 * @throws UserError where git is missing or the folder is in no repository.
 */
export async function gitTrackedFiles(folder: string): Promise<string[]> {
  // Costs every start some milliseconds, and is needed only here.
  const { execFileSync } = await import("node:child_process");
  try {
    const listing = execFileSync("git", ["ls-files", "-z", "--cached"], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 1024 * 1024 * 1024,
      stdio: ["ignore", "pipe", "pipe"],
    });
    return listing.split("\0").filter((path) => path !== "");
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw new UserError(
      missing
        ? "git is not installed, so nimops cannot tell which files are tracked"
        : `${folder} is in no git repository`,
      { help: "name the files or directories, such as `.` for this one" },
    );
  }
}
