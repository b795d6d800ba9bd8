import type { ModelProfiles } from "../../../nim/profile/model-manifest.ts";
import { type WorkspacePart, workspacesOf } from "../../../nim/profile/workspaces.ts";

/** The files of one version of a model on NGC. */
export interface ExpectedModel {
  /** `nim/meta/llama-3.1-8b-instruct`: organisation, team where there is one, model. */
  readonly model: string;
  readonly version: string;
  /** Below the folder of the version. */
  readonly files: readonly string[];
}

/** What each profile of a model manifest downloads, by id; profiles without a list of files are left out. */
export function expectedFiles(text: string, { kind, profiles }: ModelProfiles): Map<string, ExpectedModel[]> {
  const workspaces = workspacesOf(text, kind) ?? [];
  const expected = new Map<string, ExpectedModel[]>();
  for (const [index, { id }] of profiles.entries()) {
    const workspace = workspaces[index];
    if (workspace === undefined || expected.has(id)) continue;
    const models = grouped(kind === "v1" ? filesOfV1(workspace) : filesOfV2(workspace));
    if (models.length > 0) expected.set(id, models);
  }
  return expected;
}

interface ExpectedFile {
  readonly uri: string;
  readonly file: string;
}

/** `{files: {NAME: {uri: ngc://org/team/model:version?file=NAME}}}` */
function filesOfV2(workspace: WorkspacePart): ExpectedFile[] {
  const files = part(workspace, "files");
  if (!(files instanceof Map)) return [];
  return [...files].flatMap(([name, entry]): ExpectedFile[] => {
    const uri = part(entry, "uri");
    if (typeof uri !== "string") return [];
    const [base = "", file = name] = uri.split("?file=");
    return [{ uri: base, file }];
  });
}

/** `{components: [{src: {repo_id: ngc://org/team/model:version, files: [{name}]}}]}` */
function filesOfV1(workspace: WorkspacePart): ExpectedFile[] {
  const components = part(workspace, "components");
  return listOf(components).flatMap((component) => {
    const source = part(component, "src");
    const uri = part(source, "repo_id");
    if (typeof uri !== "string") return [];
    return listOf(part(source, "files")).flatMap((entry): ExpectedFile[] => {
      const file = part(entry, "name");
      return typeof file === "string" ? [{ uri, file }] : [];
    });
  });
}

function part(of: WorkspacePart | undefined, key: string): WorkspacePart | undefined {
  return of instanceof Map ? of.get(key) : undefined;
}

function listOf(value: WorkspacePart | undefined): readonly WorkspacePart[] {
  return Array.isArray(value) ? value : [];
}

function grouped(files: readonly ExpectedFile[]): ExpectedModel[] {
  const models = new Map<string, { model: string; version: string; files: string[] }>();
  for (const { uri, file } of files) {
    const [, model, version] = /^ngc:\/\/([^:?]{1,512}):([^?]{1,512})$/.exec(uri) ?? [];
    // Other hubs have other folders.
    if (model === undefined || version === undefined || !isBelow(file)) continue;
    const known = models.get(uri) ?? { model, version, files: [] };
    known.files.push(file);
    models.set(uri, known);
  }
  return [...models.values()];
}

function isBelow(file: string): boolean {
  return file.split("/").every((name) => name !== "" && name !== "." && name !== "..");
}
