import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { lint } from "../../src/lint/engine.ts";
import type { Finding } from "../../src/lint/finding.ts";
import { rules } from "../../src/lint/rules/index.ts";
import { findFiles } from "../../src/manifest/find.ts";
import { type Loaded, loadManifests } from "../../src/manifest/load.ts";
import { type Rendered, type RenderOptions, renderAll } from "../../src/manifest/render/render-all.ts";
import type { HelmTarget, KustomizeTarget, RenderTarget } from "../../src/manifest/render/target.ts";
import { defaultSettings } from "./lint-text.ts";

/** A repository for one test, with the files that it names. */
export class Repository {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "nimops-rendered-")));

  constructor(files: Readonly<Record<string, string>>) {
    mkdirSync(join(this.folder, ".git"));
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  render(
    targets: readonly RenderTarget[],
    options: Pick<RenderOptions, "run" | "path"> & Partial<RenderOptions>,
  ): Promise<Rendered> {
    const { folder } = this;
    const limits = { maxFileSize: 2 ** 20, maxRendered: 10 * 2 ** 20 };
    return renderAll(targets, { root: folder, cwd: folder, ...limits, ...options });
  }

  load(rendered?: Rendered, clusters: readonly { name: string; paths: string }[] = []): Loaded {
    const { operatorVersion } = defaultSettings;
    const everything = { name: undefined, namespace: "default", operatorVersion, covers: () => true };
    const scopes = clusters.map(({ name, paths }) => ({
      name,
      namespace: "default",
      operatorVersion,
      covers: (path: string) => path.startsWith(paths),
    }));
    return loadManifests(findFiles([this.folder], this.folder), {
      maxFileSize: 2 ** 20,
      cwd: this.folder,
      scopes: scopes.length > 0 ? scopes : [everything],
      rendered,
    });
  }

  lint(rendered?: Rendered): Finding[] {
    return lint(this.load(rendered), rules, () => defaultSettings);
  }
}

export function kustomization(path: string, cluster?: string): KustomizeTarget {
  return { tool: "kustomize", path, cluster };
}

export function chart(path: string, more: Partial<HelmTarget> = {}): HelmTarget {
  return {
    tool: "helm",
    path,
    cluster: undefined,
    release: "llama",
    namespace: undefined,
    values: [],
    set: {},
    apiVersions: [],
    kubeVersion: undefined,
    ...more,
  };
}

/** `file:line rule: message`, as a user sees it. */
export function told(findings: readonly Finding[]): string[] {
  return findings.map(
    ({ location, rule, message }) => `${location.file}:${location.start.line} ${rule}: ${message}`,
  );
}
