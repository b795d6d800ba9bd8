import manifest from "../package.json" with { type: "json" };

/** The version of nimops itself. */
export const version: string = manifest.version;
