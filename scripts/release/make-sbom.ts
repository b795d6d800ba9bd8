import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

interface Places {
  readonly root: string;
  readonly out: string;
  /** Of the commit; seconds since 1970. */
  readonly time: number;
}

/**
 * The CycloneDX list of what is bundled: of npm's list of all in the lock file those that dist/licenses.txt names. The same commit
 * gives the same bytes.
 */
export function makeSbom({ root, out, time }: Places): {
  readonly file: string;
  readonly problems: string[];
} {
  // Some development tools are bundled as well, where a dependency takes them if they are there.
  const told = execFileSync(
    "npm",
    ["sbom", "--package-lock-only", "--sbom-format", "cyclonedx", "--sbom-type", "application"],
    {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      maxBuffer: 2 ** 28,
    },
  );
  const { serialNumber: _, ...all } = bom.parse(JSON.parse(told));
  const bundled = bundledIn(readFileSync(join(root, "dist/licenses.txt"), "utf8"));
  const components = all.components
    .filter((each) => bundled.has(referenceOf(each)))
    .map((each) => ({ ...each, properties: each.properties.filter(({ name }) => name !== development) }));
  const references = new Set(components.map((each) => each["bom-ref"]));
  const own = all.metadata.component["bom-ref"];
  const sbom = {
    ...all,
    metadata: {
      ...all.metadata,
      timestamp: new Date(time * 1000).toISOString(),
      // npm names it after the folder.
      component: { ...all.metadata.component, name: "nimops" },
    },
    components,
    dependencies: all.dependencies
      .filter(({ ref }) => ref === own || references.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((each) => references.has(each)) })),
  };
  const file = join(out, `nimops-${all.metadata.component.version}.cdx.json`);
  writeFileSync(file, `${JSON.stringify(sbom, undefined, 2)}\n`);
  const listed = new Set(components.map(referenceOf));
  const missing = [...bundled].filter((reference) => !listed.has(reference));
  return {
    file,
    problems:
      missing.length === 0 ? [] : [`the SBOM lacks what is bundled: ${missing.slice(0, 5).join(", ")}`],
  };
}

const development = "cdx:npm:package:development";

const component = z.looseObject({
  "bom-ref": z.string(),
  name: z.string(),
  version: z.string(),
  properties: z.array(z.looseObject({ name: z.string() })),
});

const bom = z.looseObject({
  bomFormat: z.literal("CycloneDX"),
  serialNumber: z.string(),
  metadata: z.looseObject({ component }),
  components: z.array(component),
  dependencies: z.array(z.looseObject({ ref: z.string(), dependsOn: z.array(z.string()) })),
});

function referenceOf({ name, version }: { readonly name: string; readonly version: string }): string {
  return `${name}@${version}`;
}

/** `yaml@2.9.1` of each heading `yaml 2.9.1 (ISC)`. */
function bundledIn(licenses: string): ReadonlySet<string> {
  const headings = licenses
    .split(`\n${"-".repeat(80)}\n\n`)
    .map((section) => section.split("\n", 1)[0] ?? "");
  return new Set(
    headings.flatMap((heading) => {
      const [, name, version] = /^(\S+) (\S+) \(/.exec(heading) ?? [];
      return name === undefined ? [] : [`${name}@${version}`];
    }),
  );
}
