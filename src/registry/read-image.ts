import { containerEngine } from "./container-engine.ts";
import type { ImageReader, ImageTool, ReaderOptions } from "./image-reader.ts";
import { skopeo } from "./skopeo.ts";

/** Uses a tool that is installed, with its own logins: no credential passes through here. */
export function imageReader(tool: ImageTool, options: ReaderOptions): ImageReader {
  return tool === "skopeo" ? skopeo(options) : containerEngine(tool, options);
}
